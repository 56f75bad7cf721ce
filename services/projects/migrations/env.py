"""Alembic's way to the tables of projects."""

from services.projects.main import SERVICE
from shared.storage.migrations import run_migrations

run_migrations(SERVICE.name, SERVICE.schema)
