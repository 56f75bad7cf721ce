"""`python -m deploy.checks.migrations`: do the revisions make exactly the tables of the code?

Runs every history from its beginning on a PostgreSQL of its own, compares what came out, and looks
for what no table may have.
"""

from __future__ import annotations

import asyncio
import sys

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from deploy.checks.catalogue import catalogue_faults
from deploy.local.address import Address
from deploy.local.throwaway import ready_databases, throwaway_postgres
from deploy.services import ROOT, SERVICES


def main() -> int:
    """Return 0 if revisions and tables agree, and 1 after saying where they don't."""
    code = 0
    with throwaway_postgres() as postgres:
        databases = ready_databases(postgres)
        for service in SERVICES:
            config = Config(ROOT / "alembic.ini", ini_section=service)
            config.attributes["url"] = databases.address(service, "owner").url
            try:
                command.check(config)
            except CommandError as error:
                print(f"{service}: {error}", file=sys.stderr)
                code = 1
        for fault in asyncio.run(_look(databases.admin)):
            print(fault, file=sys.stderr)
            code = 1
    return code


async def _look(admin: Address) -> list[str]:
    connection = await admin.connect()
    try:
        return await catalogue_faults(connection, SERVICES)
    finally:
        await connection.close()


if __name__ == "__main__":
    sys.exit(main())
