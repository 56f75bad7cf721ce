"""A file's rows in parts: what belongs together is never torn apart."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import AsyncIterator
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.kpi.submissions.parts import NOBODY, Bodies, Part, parts_of, steps, together
from services.kpi.submissions.reading import sheet_of_csv
from shared.refusals import Invalid
from shared.sheets import gathering
from shared.sheets.gathering import Gathering

MINE, YOURS, THEIRS = "E07000131", "E07000132", "E07000134"
GRANTED = frozenset({MINE, YOURS})

Row = tuple[str, str, str]
"""Body, indicator and period."""

SPELLINGS = {"2019/20 M09": "2019-20-M09", "2019/20-M01": "2019-20-M01", "Dec-16": "", "": ""}
"""Periods as they may be written, and what is read there."""

ROWS = st.tuples(
    st.sampled_from([MINE, MINE, YOURS, THEIRS, ""]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([*SPELLINGS, *(f"2019-20-M{month:02d}" for month in range(1, 13))]),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spool from the seventh row on."""
    monkeypatch.setattr(gathering, "_AT_ONCE", 3)
    monkeypatch.setattr(gathering, "_HELD", 7)


async def parted(
    rows: list[Row], *, at_most: int, chunk: int | None = None
) -> list[list[tuple[str, list[Row]]]]:
    """Return chunks of parts, each with its body and its rows as they were written."""
    lines = "".join(f"{body},{indicator},{period}\n" for body, indicator, period in rows)
    sheet = sheet_of_csv(io.BytesIO(f"body,indicator,period\n{lines}".encode()))
    with Gathering(Bodies(sheet, GRANTED).of) as gathered:
        assert [so_far async for so_far in steps(gathered, sheet.lines())][-1:] == [len(rows)]
        parts = parts_of(gathered, sheet, at_most=at_most)
        chunks = together(parts, at_most if chunk is None else chunk)
        return [
            [(part.body, [(c[0], c[1], c[2]) for _, _, c in part.lines]) for part in chunk]
            async for chunk in chunks
        ]


def period_of(row: Row) -> str:
    return SPELLINGS.get(row[2], row[2])


def most_of_one_period(rows: list[Row]) -> int:
    times = Counter((row[0], period_of(row)) for row in rows if row[0] in GRANTED)
    return max((n for (_, period), n in times.items() if period), default=1)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=60), more=st.integers(0, 6))
async def test_parts_hold_every_row_once_and_each_period_of_a_body_whole(
    rows: list[Row], more: int
) -> None:
    at_most = most_of_one_period(rows) + more
    parts = list(chain.from_iterable(await parted(rows, at_most=at_most)))

    assert Counter(row for _, some in parts for row in some) == Counter(rows)
    assert [body for body, _ in parts] == sorted(body for body, _ in parts)
    placed: dict[tuple[str, str], int] = {}
    for number, (body, some) in enumerate(parts):
        assert 0 < len(some) < 2 * at_most
        assert {row[0] if row[0] in GRANTED else NOBODY for row in some} == {body}
        for row in some:
            if body != NOBODY and period_of(row):
                assert placed.setdefault((body, period_of(row)), number) == number
    whole = Counter(row[0] for row in rows if row[0] in GRANTED)
    for body, count in whole.items():
        if count <= at_most:
            assert [some for b, some in parts if b == body] == [[r for r in rows if r[0] == body]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=60))
async def test_no_chunk_has_two_parts_of_a_body(rows: list[Row]) -> None:
    """They would write the body twice in one transaction, at one instant."""
    for chunk in await parted(rows, at_most=most_of_one_period(rows)):
        bodies = [body for body, _ in chunk if body != NOBODY]
        assert len(bodies) == len(set(bodies))


async def test_a_body_of_few_rows_comes_whole_in_the_order_of_the_file() -> None:
    rows = [(MINE, "a", "2019-20-M09"), (YOURS, "a", "2019-20-M01"), (MINE, "a", "2019-20-M01")]

    mine, yours = (MINE, [rows[0], rows[2]]), (YOURS, [rows[1]])
    assert await parted(rows, at_most=2) == [[mine], [yours]]


async def test_a_body_of_many_rows_comes_by_periods_however_they_are_written() -> None:
    rows = [
        (MINE, code, period)
        for code in ("a", "b")
        for period in ("2019-20-M02", "2019/20-M01", "2019-20-M01", "2019-20-M03")
    ]

    chunks = await parted(rows, at_most=4)

    parts = [{period_of(row) for row in some} for [(_, some)] in chunks]
    assert parts == [{"2019-20-M01"}, {"2019-20-M02", "2019-20-M03"}]


async def test_more_rows_for_a_period_than_there_can_be_figures_are_refused() -> None:
    rows = [(MINE, "a", "2019-20-M09"), (MINE, "b", "2019/20 M09"), (MINE, "a", "2019-20-M09")]

    with pytest.raises(Invalid, match="3 rows for 2019-20-M09"):
        await parted(rows, at_most=2)


async def test_any_number_of_rows_whose_period_cannot_be_read_are_taken_some_at_a_time() -> None:
    rows = [(MINE, str(number), "Dec-16") for number in range(20)]

    parts = list(chain.from_iterable(await parted(rows, at_most=4)))

    assert [row for _, some in parts for row in some] == rows
    assert max(len(some) for _, some in parts) < 8


async def test_rows_of_nobody_come_first_and_need_no_period() -> None:
    rows = [(MINE, "a", "2019-20-M09")] + [(THEIRS, "a", "2019-20-M09"), ("", "a", "x")] * 10

    parts = list(chain.from_iterable(await parted(rows, at_most=4)))

    assert {body for body, _ in parts[:-1]} == {NOBODY}
    assert parts[-1] == (MINE, rows[:1])


async def test_small_parts_share_a_chunk() -> None:
    async def three() -> AsyncIterator[Part]:
        for body in ("a", "b", "c"):
            yield Part(body, [None, None])  # type: ignore[list-item]  # only counted here

    assert [[part.body for part in chunk] async for chunk in together(three(), 4)] == [
        ["a", "b"],
        ["c"],
    ]
