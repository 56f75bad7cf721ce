"""Roles and schemas: what each service's three database roles may do, and where.

The owner owns the schema and migrates it; the runtime serves from it, and may delete nothing; the
public role may enter the schema and is granted single tables by the migrations. None of them sees
another service's schema. Made where missing, and left alone where they stand.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import asyncpg

from deploy.local.address import Address
from deploy.local.cannot import CannotStart
from deploy.services import ROLES, SERVICES, role

Password = Callable[[str], str | None]
"""Gives a role its password; None where the server asks for none."""

_TRIES: Final = 20
_PAUSE: Final = 0.1
_MET_ANOTHER: Final = (
    asyncpg.InternalServerError,  # "tuple concurrently updated"
    asyncpg.DuplicateObjectError,
    asyncpg.UniqueViolationError,
)


async def provision(
    admin: Address, password: Password, *, services: Sequence[str] = SERVICES
) -> bool:
    """Bring the roles and schemas of *services* about, and return whether anything was missing.

    Args:
        admin: The database, for a user with CREATEROLE, and CREATE on it.
        password: Of each role.
        services: Whose roles and schemas.

    Raises:
        CannotStart: If the server can't be reached, or *admin* may not do it.
    """
    try:
        connection = await admin.connect()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise CannotStart(
            f"the database {admin.database} at {admin.host} can't be reached as {admin.user}: "
            f"{error or type(error).__name__}."
        ) from error
    try:
        mark = _mark(services, password)
        if await _stands(connection, services, mark):
            return False
        await _persistently(connection, services, password, mark)
    except asyncpg.PostgresError as error:
        raise CannotStart(
            f"roles and schemas can't be made in {admin.database} at {admin.host}: {error}; "
            f"the user {admin.user} needs CREATEROLE, and CREATE on the database."
        ) from error
    else:
        return True
    finally:
        await connection.close()


def settings_in(database: str, services: Sequence[str] = SERVICES) -> Iterator[str]:
    """Yield what belongs to *database* itself, and so doesn't come along when it is copied."""
    name = quoted(database)
    for service in services:
        for kind in ROLES:
            who = role(service, kind)
            yield f"GRANT CONNECT ON DATABASE {name} TO {who}"
            yield f"ALTER ROLE {who} IN DATABASE {name} SET search_path = {service}"
        yield f"GRANT TEMPORARY ON DATABASE {name} TO {role(service, 'runtime')}"


def quoted(name: str) -> str:
    """Return *name* as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _mark(services: Sequence[str], password: Password) -> str:
    """Return what tells that these very statements ran: a hash, with the passwords in it."""
    roles = [role(service, kind) for service in services for kind in ROLES]
    words = [repr((each, password(each))) for each in roles]
    words += [line for service in services for line in _schema(service)] + [*settings_in("it")]
    return "Quarterday " + hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


async def _stands(connection: asyncpg.Connection, services: Sequence[str], mark: str) -> bool:
    found: int = await connection.fetchval(
        """
        SELECT count(*) FROM pg_namespace
        WHERE nspname = ANY($1) AND obj_description(oid, 'pg_namespace') = $2
        """,
        services,
        mark,
    )
    return found == len(services)


async def _persistently(
    connection: asyncpg.Connection, services: Sequence[str], password: Password, mark: str
) -> None:
    """Bring it about, also while another suite does so on the same server.

    Roles belong to the whole server, and an advisory lock to one database: so suites on two of its
    databases can meet at a role, and the one that comes second begins again.
    """
    for again in (True,) * _TRIES + (False,):
        try:
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock(hashtext('quarterday'))")
                await _bring_about(connection, services, password, mark)
        except _MET_ANOTHER:
            if not again:
                raise
            await asyncio.sleep(_PAUSE)
        else:
            return


async def _bring_about(
    connection: asyncpg.Connection, services: Sequence[str], password: Password, mark: str
) -> None:
    who = await connection.fetchrow(
        """
        SELECT current_database() AS database, rolsuper AS superuser,
               pg_has_role(datdba, 'USAGE') AS owns
        FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()
        """
    )
    known = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
    for service in services:
        for kind in ROLES:
            name = role(service, kind)
            if name not in known:
                await connection.execute(f"CREATE ROLE {name} LOGIN")
            if secret := password(name):
                await connection.execute(f"ALTER ROLE {name} LOGIN PASSWORD '{secret}'")
        if not who["superuser"]:  # to act for a role one must be a member of it
            await connection.execute(f"GRANT {role(service, 'owner')} TO CURRENT_USER")
        for statement in _schema(service):
            await connection.execute(statement)
    for statement in settings_in(who["database"], services):
        if who["owns"] or not statement.startswith("GRANT"):
            await connection.execute(statement)
    for service in services:
        await connection.execute(f"COMMENT ON SCHEMA {service} IS '{mark}'")


def _schema(service: str) -> Iterator[str]:
    owner, runtime, public = (role(service, kind) for kind in ROLES)
    yield f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {owner}"
    yield f"REVOKE ALL ON SCHEMA {service} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA {service} TO {runtime}, {public}"
    # Nothing with a meaning is updated in place: a migration grants UPDATE on the few tables of
    # which that is not true.
    yield (
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {service} "
        f"GRANT SELECT, INSERT ON TABLES TO {runtime}"
    )
    yield f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"
