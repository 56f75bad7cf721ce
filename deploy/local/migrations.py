"""Bringing each service's tables to the state that its code expects.

Alembic is loaded only when there is something to do: what is at its head is found by reading the
revision files and one row of the database.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.local.address import Address
from deploy.local.cannot import CannotStart
from deploy.services import ROOT


@dataclass(frozen=True, slots=True)
class History:
    """A service's revisions: all of them, and those that nothing follows."""

    revisions: frozenset[str]
    heads: frozenset[str]


def read_history(versions: Path) -> History:
    """Return the history in the folder *versions*, without running any of its files."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for file in sorted(versions.glob("*.py")):
        for statement in ast.parse(file.read_bytes()).body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    pass
                case _:
                    continue
            if name == "revision":
                revisions.add(ast.literal_eval(value))
            elif name == "down_revision":
                below = ast.literal_eval(value)
                followed |= {below} if isinstance(below, str) else set(below or ())
    return History(frozenset(revisions), frozenset(revisions - followed))


async def needs_migrating(service: str, owner: Address) -> bool:
    """Return whether the tables of *service*, which *owner* owns, lack revisions.

    Raises:
        CannotStart: If the tables are newer than the code.
    """
    history = read_history(versions_of(service))
    stored = await _stored_revisions(service, owner)
    if unknown := sorted(stored - history.revisions):
        raise CannotStart(
            f"the database is newer than this Quarterday: its {service} tables are at revision "
            f"{unknown[0]}, which this version doesn't know; start the version that made it, "
            "or restore a backup from before."
        )
    return stored != history.heads


def upgrade(service: str, owner: Address) -> None:
    """Run the revisions of *service* that its tables lack. No event loop may run meanwhile."""
    from alembic import command
    from alembic.config import Config

    config = Config(ROOT / "alembic.ini", ini_section=service)
    config.attributes["url"] = owner.url
    try:
        command.upgrade(config, "head")
    except Exception as error:
        if isinstance(getattr(error, "orig", error), OSError | asyncpg.PostgresError):
            raise CannotStart(f"the {service} tables can't be migrated: {error}") from error
        raise


def versions_of(service: str) -> Path:
    """Return the folder of the revisions of *service*, which need not exist."""
    return ROOT / "services" / service / "migrations" / "versions"


async def _stored_revisions(service: str, owner: Address) -> frozenset[str]:
    try:
        connection = await owner.connect()
    except (OSError, asyncpg.PostgresError) as error:
        raise CannotStart(f"{owner.user} can't log in at {owner.host}: {error}.") from error
    try:
        rows = await connection.fetch(f"SELECT version_num FROM {service}.alembic_version")  # noqa: S608 - a service's name
    except asyncpg.UndefinedTableError:
        return frozenset()
    finally:
        await connection.close()
    return frozenset(row["version_num"] for row in rows)
