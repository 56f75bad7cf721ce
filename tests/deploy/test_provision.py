"""Roles belong to the whole server, whichever database they are wanted for."""

from __future__ import annotations

import asyncio
from functools import partial

from deploy.local.address import Address
from deploy.local.preparing import make_database
from deploy.local.provision import provision
from deploy.local.throwaway import throwaway_postgres

ROUNDS = 10


def test_suites_on_two_databases_of_one_server_may_start_at_once() -> None:
    with throwaway_postgres() as postgres:
        postgres.wait()
        made = asyncio.run(_at_once([postgres.address.to(name) for name in ("one", "other")]))

    assert made == [[True, True]] * ROUNDS


async def _at_once(databases: list[Address]) -> list[list[bool]]:
    for database in databases:
        await make_database(database)
    rounds = []
    for number in range(ROUNDS):
        # Another password each time, so that every round has every role to change.
        starts = [provision(database, partial(_password, number)) for database in databases]
        rounds.append(list(await asyncio.gather(*starts)))
    return rounds


def _password(number: int, role: str) -> str:
    return f"{role}-{number}"
