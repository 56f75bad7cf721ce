"""Alembic's way to the tables of gateway."""

from services.gateway.main import SERVICE
from shared.storage.migrations import run_migrations

run_migrations(SERVICE.name, SERVICE.schema)
