"""Row-level security: what a statement without any WHERE touches, as the runtime role."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.kpi.schema import SCHEMA
from shared.storage.tenancy import Tenancy
from tests.database import Database

RELEASED = "00000000-0000-4000-8000-000000000001"
"""A release of each body: an id belongs to one body alone."""

CALLED_OFF = "00000000-0000-4000-8000-000000000002"
"""Another, which was cancelled."""

AHEAD = "'2999-01-01Z', 1"
"""Its hour and its number."""

MINE = "E07000132"
OTHER = "E07000131"
BODIES = (
    "chain_heads",
    "audit_entries",
    "outbox",
    "inbox",
    "submissions",
    "figure_versions",
    "held_versions",
    "submission_acts",
    "target_versions",
    "commentary_versions",
    "releases",
    "release_acts",
    "circulated_drafts",
    "cancelled_drafts",
    "release_voices",
    "early_access",
    "published_releases",
    "cancellation_marks",
    "release_endings",
    "frozen_documents",
    "frozen_rows",
    "rag_versions",
)
INSERTS = {
    "chain_heads": "INSERT INTO chain_heads VALUES ('{body}', 0, 'x', now())",
    "audit_entries": (
        "INSERT INTO audit_entries"
        " VALUES ('{body}', 1, now(), 'a', 's', 'c', 'h', 'x', '{{}}', 'p', 'h')"
    ),
    "outbox": "INSERT INTO outbox VALUES ('{body}', 1, gen_random_uuid(), now(), 'k', '{{}}')",
    "inbox": "INSERT INTO inbox VALUES ('{body}', gen_random_uuid(), 'k', now())",
    "rag_versions": (
        "INSERT INTO rag_versions VALUES ('{body}', 'i', '2019-20-M01', now(), 'red')"
    ),
    "submissions": (
        "INSERT INTO submissions VALUES ('{body}', gen_random_uuid(), gen_random_uuid(), now(),"
        " 'c', 'h', null, null, null, 'x', '{{}}', '[]')"
    ),
    "figure_versions": (
        "INSERT INTO figure_versions (body, indicator, period, recorded_at, status, submission)"
        " VALUES ('{body}', 'i', '2019-20-M01', now(), 'final', gen_random_uuid())"
    ),
    "held_versions": (
        "INSERT INTO held_versions (body, indicator, period, recorded_at, submission, fate, row,"
        " status, problems) VALUES ('{body}', 'i', '2019-20-M01', now(), gen_random_uuid(), 'held',"
        " 1, 'final', '[]')"
    ),
    "submission_acts": (
        "INSERT INTO submission_acts VALUES ('{body}', gen_random_uuid(), now(), 'approved', 'x',"
        " 'c', 'h', null, '[]')"
    ),
    "target_versions": (
        "INSERT INTO target_versions (body, year, indicator, recorded_at, status, strict, flags,"
        " set_by, set_by_holder) VALUES ('{body}', '2019-20', 'i', now(), 'tbc', false, '[]', 'c',"
        " 'h')"
    ),
    "commentary_versions": (
        "INSERT INTO commentary_versions VALUES ('{body}', '2019-20-M01', 'i', now(), 'x', null,"
        " null, 'c', 'h')"
    ),
    "releases": (
        f"INSERT INTO releases VALUES ('{{body}}', '{RELEASED}', now(), '2019-20-Q1', 1, null,"
        " null, 'c', 'h')"
    ),
    "release_acts": (
        "INSERT INTO release_acts (body, release, recorded_at, act, draft, content_hash, client,"
        f" holder) VALUES ('{{body}}', '{RELEASED}', now(), 'drafted', 1, 'x', 'c', 'h')"
    ),
    "circulated_drafts": (
        f"INSERT INTO circulated_drafts VALUES ('{{body}}', '{RELEASED}', now(), 1,"
        " ARRAY['E06000022'], '2019-20-Q1', 't', 'x', '{{}}', now())"
    ),
    "cancelled_drafts": (
        f"INSERT INTO cancelled_drafts VALUES ('{{body}}', '{CALLED_OFF}', now(),"
        " ARRAY['E06000022'], '2019-20-Q1')"
    ),
    "release_voices": (
        f"INSERT INTO release_voices VALUES ('{{body}}', '{RELEASED}', now(), 'west', 'signed', 1,"
        " 'x', null, 'c', 'h')"
    ),
    "early_access": (
        f"INSERT INTO early_access VALUES ('{{body}}', '{RELEASED}', now(), 'minister', false, 'x',"
        " 'c', 'h')"
    ),
    "published_releases": (
        "INSERT INTO published_releases VALUES"
        f" ('{{body}}', '{RELEASED}', 'quarter', '2019-20-Q1', 1, '2999-01-01Z', null, 'x', now())"
    ),
    "cancellation_marks": (
        "INSERT INTO cancellation_marks VALUES"
        f" ('{{body}}', sha256(uuid_send('{RELEASED}')), '2999-01-01Z')"
    ),
    "release_endings": (
        "INSERT INTO release_endings VALUES"
        f" ('{{body}}', '{RELEASED}', {AHEAD}, 'cancelled', null, now())"
    ),
    "frozen_documents": (
        "INSERT INTO frozen_documents VALUES"
        f" ('{{body}}', '{RELEASED}', 'scorecard', 'k', false, {AHEAD}, 'text/plain', 'x', 'x')"
    ),
    "frozen_rows": (
        "INSERT INTO frozen_rows VALUES"
        f" ('{{body}}', '{RELEASED}', 's', 'i', 'p', false, {AHEAD}, '{{{{}}}}', 'x')"
    ),
}
MEMBERS = (
    "INSERT INTO partnership_versions VALUES ($1, now(), 'x',"
    """ '[{"council": "E06000022", "joined": "2019-06-01", "left": null, "indicators": null}]')"""
)
"""Of each body, as if it were a partnership: a member since the last month of the quarter."""

KEPT = "INSERT INTO idempotency_keys (client, key, fingerprint, expires_at) VALUES ('{}', 'k', 'f',"


def granted(**more: frozenset[str]) -> str:
    """Return the settings of a transaction that may read and write one body."""
    rights = {"reads": frozenset({MINE}), "writes": frozenset({MINE})} | more
    return Tenancy("ledger", **rights).as_settings()


@pytest.fixture
async def runtime(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """The runtime role in a transaction; a row of each of two bodies is in every tenant table."""
    admin = await database.admin.connect()
    await admin.execute("SET search_path = kpi")
    for body in (MINE, OTHER):
        for statement in INSERTS.values():
            await admin.execute(statement.format(body=body))
        await admin.execute(MEMBERS, body)
    for client in ("ledger", "stranger"):
        await admin.execute(KEPT.format(client) + " now() + interval '1 day')")
    await admin.close()
    connection = await database.address("kpi").connect()
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


async def shown(runtime: asyncpg.Connection) -> dict[str, list[str]]:
    """Return whose rows a statement without WHERE reads from each table."""
    return {
        table: sorted(row["body"] for row in await runtime.fetch(f"SELECT body FROM {table}"))
        for table in BODIES
    }


def test_every_tenant_table_of_the_service_is_tried_here() -> None:
    tenant = {
        table.name
        for table in SCHEMA.sorted_tables
        if table.info.get("citus") == ("distributed", "body")
    }
    assert tenant == set(BODIES) == set(INSERTS)


async def test_a_select_shows_granted_bodies_only(runtime: asyncpg.Connection) -> None:
    await runtime.execute(granted())

    assert await shown(runtime) == {table: [MINE] for table in BODIES}


async def test_without_settings_nothing_is_shown(runtime: asyncpg.Connection) -> None:
    assert await shown(runtime) == {table: [] for table in BODIES}


async def test_settings_of_an_earlier_transaction_show_nothing(runtime: asyncpg.Connection) -> None:
    """A setting that was once set locally reads as '' afterwards, no longer as null."""
    await runtime.execute(granted() + ";COMMIT;BEGIN")

    assert await shown(runtime) == {table: [] for table in BODIES}


async def test_an_insert_for_another_body_is_refused(runtime: asyncpg.Connection) -> None:
    await runtime.execute(granted(reads=frozenset({MINE, OTHER})))

    for statement in INSERTS.values():
        await runtime.execute("SAVEPOINT before")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await runtime.execute(statement.format(body=OTHER))
        await runtime.execute("ROLLBACK TO before")


async def test_an_update_without_where_moves_granted_heads_only(
    runtime: asyncpg.Connection,
) -> None:
    """Both bodies may be read here, and one written: an update needs both rights."""
    await runtime.execute(granted(reads=frozenset({MINE, OTHER})))

    assert await runtime.execute("UPDATE chain_heads SET sequence = 9") == "UPDATE 1"
    rows = await runtime.fetch("SELECT body, sequence FROM chain_heads ORDER BY body")
    assert [tuple(row) for row in rows] == [(OTHER, 0), (MINE, 9)]


async def test_a_row_cannot_be_moved_to_another_body(runtime: asyncpg.Connection) -> None:
    await runtime.execute(granted())

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await runtime.execute("UPDATE chain_heads SET body = 'E07000130'")


async def test_inherited_bodies_lend_their_targets_and_nothing_else(
    runtime: asyncpg.Connection,
) -> None:
    await runtime.execute(granted(inherits=frozenset({OTHER})))

    assert await shown(runtime) == {table: [MINE] for table in BODIES} | {
        "target_versions": [OTHER, MINE]
    }


async def test_a_client_sees_and_moves_its_own_kept_answers_only(
    runtime: asyncpg.Connection,
) -> None:
    await runtime.execute(granted())

    assert await runtime.fetchval("SELECT string_agg(client, ',') FROM idempotency_keys") == (
        "ledger"
    )
    assert await runtime.execute("UPDATE idempotency_keys SET status = 200") == "UPDATE 1"
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await runtime.execute("INSERT INTO idempotency_keys VALUES ('stranger', 'l', 'f', now())")


@pytest.mark.parametrize("code", ["E07'; DROP TABLE submissions; --", "a,b", "", "a b", "é"])
def test_a_code_that_could_leave_its_quotes_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="a character that none has"):
        Tenancy("ledger", reads=frozenset({code})).as_settings()


def test_a_client_that_could_leave_its_quotes_is_refused() -> None:
    with pytest.raises(ValueError, match="a character that none has"):
        Tenancy("led'ger").as_settings()


async def test_a_member_reads_what_was_circulated_to_it_and_writes_none_of_it(
    runtime: asyncpg.Connection,
) -> None:
    """So does another's client with what it was let in to, and neither reads anything else."""
    member = Tenancy("minister", reads=frozenset({"E06000022"}), writes=frozenset({"E06000022"}))
    await runtime.execute(member.as_settings())
    seen = {table: bodies for table, bodies in (await shown(runtime)).items() if bodies}

    assert seen == {
        "circulated_drafts": [OTHER, MINE],
        "cancelled_drafts": [OTHER, MINE],
        "early_access": [OTHER, MINE],
    }
    for table in seen:
        await runtime.execute("SAVEPOINT before")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await runtime.execute(INSERTS[table].format(body=MINE))
        await runtime.execute("ROLLBACK TO before")


async def test_who_is_known_as_no_member_of_the_period_reads_nothing_that_was_circulated(
    database: Database, runtime: asyncpg.Connection
) -> None:
    """It joined in June as known first, and on the second of June as known since."""
    admin = await database.admin.connect()
    corrected = MEMBERS.replace("2019-06-01", "2019-06-02").replace("INTO ", "INTO kpi.")
    await admin.execute(corrected, MINE)
    await admin.close()
    await runtime.execute(Tenancy("x", reads=frozenset({"E06000022"})).as_settings())
    seen = {table: bodies for table, bodies in (await shown(runtime)).items() if bodies}

    assert seen == {"circulated_drafts": [OTHER], "cancelled_drafts": [OTHER]}


async def test_of_what_was_cancelled_a_member_reads_no_content(
    database: Database, runtime: asyncpg.Connection
) -> None:
    admin = await database.admin.connect()
    await admin.execute("SET search_path = kpi")
    await admin.execute(INSERTS["cancelled_drafts"].format(body=MINE).replace(CALLED_OFF, RELEASED))
    await admin.execute(
        f"INSERT INTO circulated_drafts VALUES ('{MINE}', '{RELEASED}', now() + interval '1 s', 1,"
        " ARRAY['E06000022'], '2019-20-Q1', 't', 'x', null, now())"
    )
    await admin.close()
    await runtime.execute(Tenancy("x", reads=frozenset({"E06000022"})).as_settings())
    told = await runtime.fetch("SELECT body, content FROM circulated_drafts ORDER BY body")

    assert [tuple(row) for row in told] == [(OTHER, "{}"), (MINE, None)]
