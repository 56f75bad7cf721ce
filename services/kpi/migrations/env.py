"""Alembic's way to the tables of kpi."""

from services.kpi.main import SERVICE
from shared.storage.migrations import run_migrations

run_migrations(SERVICE.name, SERVICE.schema)
