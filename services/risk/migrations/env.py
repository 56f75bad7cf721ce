"""Alembic's way to the tables of risk."""

from services.risk.main import SERVICE
from shared.storage.migrations import run_migrations

run_migrations(SERVICE.name, SERVICE.schema)
