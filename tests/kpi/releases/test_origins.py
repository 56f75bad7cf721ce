"""A release comes from its own periods: what is known of other years costs it nothing."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import Integer, column, func, select, table

from services.kpi.releases import proving
from services.kpi.releases.sources import spans_of
from shared.calendar.periods import Period
from shared.storage.engine import new_engine
from shared.storage.sessions import reading
from shared.storage.tenancy import Tenancy
from tests.kpi.releases.board import HARBOROUGH, HINCKLEY, PARTNERSHIP, Board, good

EVERYBODY: Final = frozenset({HARBOROUGH, HINCKLEY, PARTNERSHIP})
GROWING: Final = ("figure_versions", "submission_acts", "commentary_versions", "target_versions")
YEARS: Final = [
    f"{year}-{(year + 1) % 100:02d}" for year in range(2008, 2030) if year not in {2018, 2019}
]
"""Ten years that end before those of the release, which looks a year back, and ten after it."""

_STATISTICS: Final = table(
    "pg_stat_xact_user_tables",
    column("relname"),
    column("seq_tup_read", Integer),
    column("idx_tup_fetch", Integer),
)


@pytest.mark.parametrize(
    ("period", "figures", "commentary"),
    [
        # Of the year before all 12 months, 4 quarters and the year; April to June and Q1.
        ("2019-20-Q1", 17 + 4, {"2019-20-Q1", "2019-20-M01", "2019-20-M02", "2019-20-M03"}),
        ("2019-20-M01", 17 + 1, {"2019-20-M01"}),
        # April to August, and one quarter that had ended.
        ("2019-20-M05", 17 + 6, {"2019-20-M05"}),
        ("2019-20", 17 + 17, {"2019-20", *(f"2019-20-M{month:02d}" for month in range(1, 13))}),
    ],
)
def test_it_comes_from_what_had_ended_by_its_end(
    period: str, figures: int, commentary: set[str]
) -> None:
    spans = spans_of(Period.parse(period))

    assert len(spans.figures) == figures
    assert set(spans.commentary) == commentary
    assert spans.year == "2019-20"


def test_the_first_year_of_the_calendar_has_none_before_it() -> None:
    assert spans_of(Period.parse("1990-91-M01")).figures == ["1990-91-M01"]


async def _rows_touched(board: Board, release: str) -> dict[str, int]:
    """Verify a release by its indexes, and return how many rows of each table that fetched."""
    admin = await board.suite.database.admin.connect()
    await admin.execute(f"ANALYZE {', '.join(f'kpi.{name}' for name in GROWING)}")
    await admin.close()
    engine = new_engine(board.suite.database.url("kpi"), application="tests", pool_size=1)
    try:
        async with reading(engine, Tenancy("tests", EVERYBODY)) as reader:
            # So small a table would be read whole.
            await reader.rows(select(func.set_config("enable_seqscan", "off", True)))  # noqa: FBT003
            verdict = await proving.verify(reader, PARTNERSHIP, UUID(release))
            assert verdict.findings == []
            found = await reader.rows(select(_STATISTICS).where(_STATISTICS.c.relname.in_(GROWING)))
    finally:
        await engine.dispose()
    return {name: sequential + fetched for name, sequential, fetched in found}


async def test_a_release_costs_the_same_after_twenty_years(board: Board) -> None:
    for body in (PARTNERSHIP, HARBOROUGH):
        await board.suite.set_target(body)
    good(await board.comment_on(HINCKLEY, "Reminders went out late"), 201)
    release = await board.schedule(await board.approved(await board.begin()))
    before = await _rows_touched(board, release["id"])
    admin = await board.suite.database.admin.connect()
    for name, span in (
        ("figure_versions", "period"),
        ("commentary_versions", "period"),
        ("target_versions", "year"),
    ):
        kept = await admin.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0",
            f"kpi.{name}",
        )
        values = [
            {
                span: f"replace({span}, '2019-20', other)",
                "submission": "md5(other || body)::uuid",
            }.get(each["attname"], each["attname"])
            for each in kept
        ]
        done = await admin.execute(
            f"INSERT INTO kpi.{name} SELECT {', '.join(values)}"
            f" FROM kpi.{name}, unnest($1::text[]) AS other",
            YEARS,
        )
        assert int(done.split()[-1]) >= len(YEARS)
    done = await admin.execute(
        "INSERT INTO kpi.submission_acts SELECT body, md5(other || body)::uuid, recorded_at, act,"
        " content_hash, client, holder, reason, figures"
        " FROM kpi.submission_acts, unnest($1::text[]) AS other",
        YEARS,
    )
    assert done == f"INSERT 0 {2 * len(YEARS)}"
    await admin.close()

    assert min(before.values()) > 0

    assert await _rows_touched(board, release["id"]) == before
