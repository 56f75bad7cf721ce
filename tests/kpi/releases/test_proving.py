"""`verify` finds whatever was changed directly in the database, wherever it stands."""

from __future__ import annotations

from typing import Any, Final

import asyncpg

from services.kpi.releases.queries import source_columns
from tests.kpi.releases.board import HARBOROUGH, HINCKLEY, PARTNERSHIP, Board, good

CELL: Final = "CELL"
OF_TYPE: Final = {
    "text": "CELL || 'x'",
    "numeric": "CELL + 1",
    "integer": "CELL + 1",
    "uuid": "gen_random_uuid()",
    "boolean": "NOT CELL",
    "timestamp with time zone": "CELL + interval '1 microsecond'",
    "numeric[]": "CELL[:11] || 97::numeric",
    "text[]": "CELL[:1]",
    "bytea": "set_byte(CELL, 20, 64)",
}
"""How a cell of each type is changed; what is empty is filled in."""

OF_EMPTY: Final = {
    "text": "'x'",
    "numeric": "1",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "'2020-01-01Z'",
    "numeric[]": "array_fill(1::numeric, ARRAY[12])",
    "jsonb": "'{}'::jsonb",
}
OF_COLUMN: Final = {
    ("figure_versions", "basis"): "'reported_rate'",
    ("figure_versions", "status"): "'estimated'",
    ("figure_versions", "period"): "'2019-20-M04'",
    ("target_versions", "status"): "'tbc'",
    ("target_versions", "flags"): """'[{"code": "x", "detail": "x", "body": null}]'::jsonb""",
    ("target_versions", "tolerance"): """'{"kind": "absolute", "amount": 9}'::jsonb""",
    ("commentary_versions", "period"): "'2019-20-M02'",
    ("submission_acts", "act"): "'rejected'",
    ("submission_acts", "figures"): "'[1]'::jsonb",
    ("indicator_versions", "definition"): """jsonb_set(definition, '{decimals}', '3')""",
    ("partnership_versions", "members"): """jsonb_set(members, '{0,joined}', '"2005-04-02"')""",
    ("release_acts", "act"): "'approved'",
    ("release_voices", "what"): "'comment'",
}
NAMES_ITSELF: Final = {
    "release_acts": {"body", "release", "sources"},
    "partnership_versions": {"slug"},
}
"""Without these there is no such release to verify; the acts before the schedule have no sources
yet."""

FROZEN: Final = {
    "frozen_documents": ("content", "sha256"),
    "frozen_rows": ("document", "sha256", "subject", "item"),
    "published_releases": ("period", "kind", "manifest_hash"),
    "audit_entries": ("content_hash", "details", "client", "hash"),
}


async def _prepared(board: Board) -> dict[str, Any]:
    """Return a release in which something comes from every source, scheduled for tomorrow."""
    for body in (PARTNERSHIP, HARBOROUGH):
        await board.suite.set_target(body)
    for body in (PARTNERSHIP, HINCKLEY):
        good(await board.comment_on(body, "Reminders went out late"), 201)
    return await board.schedule(await board.approved(await board.begin()))


async def _types(admin: asyncpg.Connection, table: str) -> dict[str, str]:
    found = await admin.fetch(
        "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute"
        " WHERE attrelid = ('kpi.' || $1)::regclass AND attnum > 0 AND NOT attisdropped",
        table,
    )
    return {row["attname"]: row["type"] for row in found}


async def _changed(board: Board, release: dict[str, Any], admin: Any, change: str) -> set[str]:
    """Return the codes that verify finds after a change, which is taken back."""
    table = change.split()[1]
    await admin.execute(f"CREATE TABLE kept AS SELECT * FROM {table}")
    try:
        touched = await admin.execute(change)
        assert touched != "UPDATE 0", change
        verdict = await board.verify(release)
    finally:
        await admin.execute(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept")
        await admin.execute("DROP TABLE kept")
    assert verdict["holds"] is (not verdict["findings"])
    return {finding["code"] for finding in verdict["findings"]}


async def test_one_cell_changed_in_any_source_is_found(board: Board) -> None:
    """Each column of each table that the release comes from, one row each time."""
    release = await _prepared(board)
    admin = await board.suite.database.admin.connect()
    await _without_constraints(admin)
    assert (await board.verify(release))["findings"] == []
    unseen = []
    for table, columns in source_columns().items():
        types = await _types(admin, table)
        for column in sorted(set(columns) - NAMES_ITSELF.get(table, set())):
            kind = types[column]
            full = OF_COLUMN.get((table, column)) or OF_TYPE.get(kind, OF_EMPTY.get(kind, "'{}'"))
            empty = OF_EMPTY.get(kind, "NULL")
            full = full.replace(CELL, column)
            value = f"(CASE WHEN {column} IS NULL THEN {empty} ELSE {full} END)::{kind}"
            change = (
                f"UPDATE kpi.{table} SET {column} = {value} WHERE ctid ="
                f" (SELECT ctid FROM kpi.{table} WHERE recorded_at < (SELECT max(recorded_at)"
                f" FROM kpi.release_acts WHERE act = 'scheduled') ORDER BY recorded_at LIMIT 1)"
            )
            if not await _changed(board, release, admin, change):
                unseen.append((table, column))
    await admin.close()

    assert unseen == []


async def test_a_digit_of_a_figure_is_named_by_document_row_and_field(board: Board) -> None:
    release = await _prepared(board)
    admin = await board.suite.database.admin.connect()
    await admin.execute(
        "UPDATE kpi.figure_versions SET numerator = 621"
        f" WHERE body = '{HINCKLEY}' AND period = '2019-20-M03'"
    )
    await admin.close()
    verdict = await board.verify(release)
    found = {tuple(one["address"]): one for one in verdict["findings"]}
    row = found[HINCKLEY, "council-tax-in-year", "2019-20-M03"]
    fields = {one["pointer"]: (one["frozen"], one["recomputed"]) for one in row["differences"]}

    assert verdict["holds"] is False
    assert row["code"] == "recomputed_differs"
    assert fields["/numerator"] == (620, 621)
    assert fields["/value"] == (31, "31.05")  # 621 / 2,000
    assert found[("figure_versions",)]["code"] == "source_changed"
    assert ("scorecard", f"{PARTNERSHIP}/2019-20-Q1") in found
    assert (HARBOROUGH, "council-tax-in-year", "2019-20-M03") not in found


async def test_one_cell_changed_in_what_is_frozen_is_found(board: Board) -> None:
    release = await _prepared(board)
    admin = await board.suite.database.admin.connect()
    await _without_constraints(admin)
    for table, columns in FROZEN.items():
        types = await _types(admin, table)
        for column in columns:
            full = OF_TYPE.get(types[column], "'{}'::jsonb").replace(CELL, column)
            only = "act = 'release.scheduled'" if table == "audit_entries" else "true"
            change = (
                f"UPDATE kpi.{table} SET {column} = {full} WHERE ctid ="
                f" (SELECT min(ctid) FROM kpi.{table} WHERE {only})"
            )
            assert await _changed(board, release, admin, change), change
    gone = await admin.execute("DELETE FROM kpi.audit_entries WHERE act = 'release.scheduled'")
    verdict = await board.verify(release)
    await admin.close()

    assert gone == "DELETE 1"
    assert [one["code"] for one in verdict["findings"]] == ["not_in_audit"]


async def test_what_came_after_the_freezing_changes_no_verdict(board: Board) -> None:
    """Restatements, targets, definitions, and a membership corrected away."""
    release = await _prepared(board)
    await board.restate(HINCKLEY, 3, 600)
    await board.suite.set_target(HINCKLEY)
    at = f"/v1/kpi/partnerships/{PARTNERSHIP}"
    read = await board.suite.http.get(at, headers=board.suite.admin)
    stay = {"council": HARBOROUGH, "joined": "2005-04-01"}
    good(
        await board.suite.http.put(
            at,
            json={"name": "Leicestershire", "members": [stay]},
            headers=board.suite.admin | {"If-Match": read.headers["etag"]},
        )
    )

    assert (await board.verify(release))["findings"] == []


async def test_a_release_that_was_never_frozen_cannot_be_verified(board: Board) -> None:
    drafted = await board.begin()
    answer = await board.suite.http.get(
        f"/v1/kpi/bodies/{PARTNERSHIP}/releases/{drafted['id']}/verify",
        headers=await board.drafter(),
    )

    assert answer.status_code == 404


async def _without_constraints(admin: asyncpg.Connection) -> None:
    """Let anything be written: whoever owns the database can."""
    found = await admin.fetch(
        "SELECT conrelid::regclass::text AS name, conname FROM pg_constraint"
        " WHERE contype IN ('c', 'f') AND connamespace = 'kpi'::regnamespace"
    )
    for row in found:
        await admin.execute(f'ALTER TABLE {row["name"]} DROP CONSTRAINT "{row["conname"]}"')
