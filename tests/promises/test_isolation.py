"""Promise 6: whatever a statement says, it touches what was granted and nothing else.

By catalogue, for every table of every service; and by statement without any WHERE, for every
tenant table, verb and role. It takes seconds, and does not grow with `QD_FULL=1`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import asyncpg
import pytest

from deploy.services import ROLES, SERVICES, role
from shared.storage.tenancy import Tenancy
from tests.database import cloned, server
from tests.promises.shut import (
    ELSEWHERE,
    HERE,
    LENDING,
    LENT,
    READ,
    SHUT,
    TABLES,
    WRITTEN,
    Shut,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

GRANTED: Final = Tenancy(
    HERE, frozenset({WRITTEN, READ}), frozenset({WRITTEN}), frozenset({LENT})
).as_settings()
VERBS: Final = ("select", "insert", "update", "delete")
RIGHTS: Final = {"SELECT", "INSERT"}
"""What the runtime may do to a table, unless it is among those below."""

EXPIRING: Final = {"idempotency_keys", "outbox"}
"""The tables of which the owner may delete what has expired."""

each_shut = pytest.mark.parametrize("shut", SHUT, ids=str)
each_service = pytest.mark.parametrize("service", SERVICES)
each_verb = pytest.mark.parametrize("verb", VERBS)
each_role = pytest.mark.parametrize("kind", ROLES)


@pytest.fixture(scope="module")
async def admin() -> AsyncIterator[asyncpg.Connection]:
    """The superuser, whom no policy binds, where every tenant table has a row of everybody's.

    What else a row says does not matter here, so the checks on it are dropped.
    """
    async with cloned(server()) as database:
        connection = await database.admin.connect()
        checks = await connection.fetch(
            "SELECT conrelid::regclass::text AS name, conname FROM pg_constraint"
            " WHERE contype IN ('c', 'f') AND connamespace::regnamespace::text = ANY($1)",
            SERVICES,
        )
        for name, check in checks:
            await connection.execute(f'ALTER TABLE {name} DROP CONSTRAINT "{check}"')
        for shut in SHUT:
            for owner in shut.owners:
                await connection.execute(shut.insert(owner))
        yield connection
        await connection.close()


def test_every_service_has_its_tenant_tables_here() -> None:
    assert {shut.service for shut in SHUT} == set(SERVICES)
    assert len(SHUT) == len({shut.name for shut in SHUT}) >= 15  # three journals' tables each, + 3


@each_service
async def test_a_schema_holds_the_declared_tables_and_nothing_that_looks_around_them(
    admin: asyncpg.Connection, service: str
) -> None:
    """No view, foreign table or function: those may act with another role's rights."""
    there = await admin.fetch(
        """
        SELECT relname FROM pg_class
        WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p', 'v', 'm', 'f')
            AND NOT (relkind = 'v' AND reloptions @> '{security_invoker=true}')
        UNION ALL SELECT proname FROM pg_proc
        WHERE pronamespace = to_regnamespace($1) AND prosecdef
        """,
        service,
    )
    declared = {shut.table.name for shut in TABLES if shut.service == service}
    assert sorted(row[0] for row in there) == sorted({*declared, "alembic_version"})


@each_shut
async def test_row_level_security_is_enabled_and_forced(
    admin: asyncpg.Connection, shut: Shut
) -> None:
    state = await admin.fetchrow(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = $1::regclass",
        shut.name,
    )
    assert tuple(state) == (True, True)


@each_shut
async def test_each_verb_has_one_policy_that_asks_whose_the_row_is(
    admin: asyncpg.Connection, shut: Shut
) -> None:
    """Policies of a verb add up, so a second one could only open what the first shuts.

    DELETE has none, which shuts it: only what has expired may be deleted. What is published has
    one more for the public role alone, and one or two that shut what the others open: see
    `test_published`.
    """
    every = await admin.fetch(
        "SELECT cmd, permissive, roles::text AS roles, qual, with_check FROM pg_policies"
        " WHERE schemaname = $1 AND tablename = $2 ORDER BY cmd",
        shut.service,
        shut.table.name,
    )
    clauses = {"SELECT": (True, False), "INSERT": (False, True), "UPDATE": (True, True)}
    if shut.table.name in EXPIRING:
        clauses["DELETE"] = (True, False)

    public, working = role(shut.service, "public"), ("owner", "runtime")
    members = ",".join(role(shut.service, kind) for kind in working)
    shutting = shut.is_published
    found = [
        row
        for row in every
        if row["permissive"] == "PERMISSIVE" and row["roles"] != f"{{{public}}}"
    ]
    quotes = "quotes" in shut.table.columns
    assert len(every) - len(found) == (2 + quotes if shutting else 0)
    assert [row["cmd"] for row in found] == sorted(clauses)
    for row in found:
        whose = f"{{{members}}}" if shutting and row["cmd"] == "SELECT" else "{public}"
        assert row["roles"] == whose
        said = (row["qual"], row["with_check"])
        assert tuple(clause is not None for clause in said) == clauses[row["cmd"]]
        asked = {"body": "writes", "client": "client"}[shut.leader]
        if row["cmd"] == "SELECT" and shut.leader == "body":
            asked = "reads"
        for clause in (clause for clause in said if clause and row["cmd"] != "DELETE"):
            assert f"({shut.leader} = " in clause
            assert f"current_setting('qd.{asked}'::text, true)" in clause
            assert ("qd.inherits" in clause) is (asked == "reads" and shut.name in LENDING)


@each_service
async def test_rights_to_a_table_are_those_and_no_others(
    admin: asyncpg.Connection, service: str
) -> None:
    """Of whole tables and of columns, to whomever: the owner's own aside."""
    granted = await admin.fetch(
        """
        SELECT c.relname, coalesce(r.rolname, 'PUBLIC') AS grantee, a.privilege_type AS verb
        FROM pg_class c
        LEFT JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
        CROSS JOIN LATERAL aclexplode(c.relacl || coalesce(t.attacl, '{}')) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            AND a.grantee <> c.relowner
        """,
        service,
    )
    runtime = role(service, "runtime")
    expected = {("alembic_version", runtime, "SELECT")}
    for shut in (shut for shut in TABLES if shut.service == service):
        verbs = RIGHTS | ({"UPDATE"} if shut.is_moved else set())
        expected |= {(shut.table.name, runtime, verb) for verb in verbs}
        if shut.is_published:
            expected.add((shut.table.name, role(service, "public"), "SELECT"))
    assert {tuple(row) for row in granted} == expected


@each_service
async def test_tables_belong_to_the_owner_whom_no_other_role_can_become(
    admin: asyncpg.Connection, service: str
) -> None:
    owner = role(service, "owner")
    owners = await admin.fetch(
        "SELECT DISTINCT relowner::regrole::text FROM pg_class"
        " WHERE relnamespace = to_regnamespace($1)",
        service,
    )
    members = await admin.fetch(
        "SELECT rolname FROM pg_roles"
        " WHERE pg_has_role(rolname, $1, 'MEMBER') AND NOT rolsuper AND rolname <> $1",
        owner,
    )
    assert [row[0] for row in owners] == [owner]
    assert [row[0] for row in members] == []


@each_service
@each_role
async def test_a_role_is_bound_by_policies_and_sees_its_own_schema_alone(
    admin: asyncpg.Connection, service: str, kind: str
) -> None:
    """Nor is it a member of any other role: what that one may do, it could do too."""
    name = role(service, kind)
    powers = await admin.fetchrow(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = $1",
        name,
    )
    joined = "SELECT count(*) FROM pg_auth_members WHERE member = $1::regrole"
    seen = await admin.fetch(
        "SELECT nspname, has_schema_privilege($1, oid, 'CREATE') FROM pg_namespace"
        " WHERE has_schema_privilege($1, oid, 'USAGE') AND nspname = ANY($2)",
        name,
        SERVICES,
    )
    assert set(powers) == {False}
    assert await admin.fetchval(joined, name) == 0
    assert [tuple(row) for row in seen] == [(service, kind == "owner")]


@each_shut
@each_verb
@each_role
async def test_a_statement_without_where_touches_granted_rows_only(
    admin: asyncpg.Connection, shut: Shut, verb: str, kind: str
) -> None:
    """The owner holds every right, so on it the policies alone are tried.

    Every hour here lies ahead, so the public role sees none of what is to be published.
    """
    granted = {"select": shut.reads, "insert": shut.writes, "update": shut.writes}
    expected = granted.get(verb, set())
    if kind == "public" or (kind == "runtime" and verb == "update" and not shut.is_moved):
        expected = set()

    assert await touched(admin, shut, verb, kind=kind, settings=GRANTED) == expected


@each_shut
@each_role
async def test_without_settings_no_statement_touches_anything(
    admin: asyncpg.Connection, shut: Shut, kind: str
) -> None:
    for verb in VERBS:
        assert await touched(admin, shut, verb, kind=kind, settings="SELECT 1") == set(), verb


@each_shut
@pytest.mark.parametrize("kind", ["runtime", "owner"])
async def test_no_row_changes_hands(admin: asyncpg.Connection, shut: Shut, kind: str) -> None:
    stranger = ELSEWHERE if shut.leader == "client" else READ
    give = f"UPDATE {shut.name} SET {shut.leader} = '{stranger}'"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await run(admin, shut, give, kind=kind, settings=GRANTED)


async def touched(
    admin: asyncpg.Connection, shut: Shut, verb: str, *, kind: str, settings: str
) -> set[str]:
    """Return whose rows *verb* reads or changes as the role *kind*; nothing of it is kept.

    A change reads no column, so that no policy for reading lends it a hand.
    """
    blind = next(c for c in shut.table.columns if not c.primary_key and not c.nullable)
    statements = {
        "select": [f"SELECT {shut.leader} FROM {shut.name}"],
        "insert": [shut.insert(owner) for owner in shut.owners],
        "update": [f"UPDATE {shut.name} SET {blind.name} = {value_of(blind)}"],
        "delete": [f"DELETE FROM {shut.name}"],
    }
    found: set[str] = set()
    for statement in statements[verb]:
        try:
            found |= await run(admin, shut, statement, kind=kind, settings=settings)
        except asyncpg.InsufficientPrivilegeError:
            continue  # refused altogether
    return found


async def run(
    admin: asyncpg.Connection, shut: Shut, statement: str, *, kind: str, settings: str
) -> set[str]:
    """Return whose rows *statement* reads or changes, and undo it."""
    every = f"SELECT {shut.leader}, ctid, xmin FROM {shut.name}"
    transaction = admin.transaction()
    await transaction.start()
    try:
        if statement.startswith("INSERT"):
            await admin.execute(f"TRUNCATE {shut.name} CASCADE")  # whose key could be in the way
        before = {tuple(row) for row in await admin.fetch(every)}
        await admin.execute(f"SET LOCAL ROLE {role(shut.service, kind)}; {settings}")
        rows = await admin.fetch(statement)
        await admin.execute("SET LOCAL ROLE NONE")
        after = {tuple(row) for row in await admin.fetch(every)}
        return {str(row[0]) for row in rows} | {str(row[0]) for row in before ^ after}
    finally:
        await transaction.rollback()
