"""Make the first admin and its key: `python -m services.gateway.identity`.

Prints one line of JSON, `{"client": "…", "key": "qd_live_…"}`. The key is shown this once. Where
there is an admin already it makes none, and leaves with exit code 3.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Final

from services.gateway.identity.use_cases import create_first_admin
from shared.refusals import Conflict, Refusal
from shared.security.scopes import OPERATOR
from shared.storage.commands import command
from shared.storage.failures import refusal_of
from shared.storage.tenancy import Tenancy
from shared.web.settings import settings_of

THERE_IS_ONE: Final = 3
"""The exit code if there is an admin already."""


async def make_first_key(database_url: str, *, another: bool) -> dict[str, str]:
    """Return the new admin's id and key.

    Raises:
        Conflict: If there is an admin and *another* was not asked for.
    """
    here = frozenset({OPERATOR})
    tenancy = Tenancy("service:gateway", reads=here, writes=here)
    async with command(database_url, name="first-key", tenancy=tenancy) as tx:
        admin, secret = await create_first_admin(tx, another=another)
    return {"client": str(admin.client), "key": secret}


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m services.gateway.identity", description="Make the first admin key."
    )
    parser.add_argument("--another", action="store_true", help="make one though there is one")
    asked = parser.parse_args()
    url = settings_of("gateway").get("database_url")
    if url is None:
        message = "Set QD_GATEWAY_DATABASE_URL to the gateway's database, as its runtime role.\n"
        sys.stderr.write(message)
        return 1
    try:
        made = asyncio.run(make_first_key(url, another=asked.another))
    except Exception as error:
        refusal = error if isinstance(error, Refusal) else refusal_of(error)
        if refusal is None:
            raise
        sys.stderr.write(f"{refusal.detail}\n")
        return THERE_IS_ONE if isinstance(error, Conflict) else 1
    sys.stdout.write(json.dumps(made) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
