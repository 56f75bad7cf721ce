"""A PostgreSQL that is gone afterwards, for checks and tests: the same in all but durability."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.binaries import find_binaries
from deploy.local.home import find_home
from deploy.local.postgres import Postgres
from deploy.local.preparing import Databases, make_ready


@contextmanager
def throwaway_postgres(folder: Path | None = None) -> Iterator[Postgres]:
    """Run a server in *folder*, or in a new one that is removed; started by its first user."""
    data = folder or Path(tempfile.mkdtemp(prefix="qd-"))
    try:
        data.chmod(0o711 | 0o044)  # as root it runs as another user, who has to pass
        postgres = Postgres(find_home(data, find_binaries()), data / "postgres.log", durable=False)
        postgres.make()
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()
    finally:
        if folder is None:
            shutil.rmtree(data)


def ready_databases(postgres: Postgres) -> Databases:
    """Return the databases of *postgres* with everything in them that the services need."""
    databases = Databases(postgres.address, lambda _: None, {})
    make_ready(databases, postgres)
    return databases
