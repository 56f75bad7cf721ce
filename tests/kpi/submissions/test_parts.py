"""A file's rows in parts: what belongs together is never torn apart."""

from __future__ import annotations

import asyncio
import io
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.kpi.submissions.parts import NOBODY, Bodies, Part, aside, parts_of, together
from services.kpi.submissions.reading import sheet_of_csv
from shared.refusals import Invalid
from shared.sheets import gathering, splitting
from shared.sheets.gathering import Extent, Gathering
from shared.sheets.reading import Sheet

MINE, YOURS, THEIRS = "E07000131", "E07000132", "E07000134"
GRANTED = frozenset({MINE, YOURS})

Row = tuple[str, str, str]
"""Body, indicator and period."""

SPELLINGS = {"2019/20 M09": "2019-20-M09", "2019/20-M01": "2019-20-M01", "Dec-16": "", "": ""}
"""Periods as they may be written, and what is read there."""

ROWS = st.tuples(
    st.sampled_from([MINE, MINE, YOURS, THEIRS, ""]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([*SPELLINGS, *(f"{y}-{y % 100 + 1:02d}-M09" for y in range(2008, 2020))]),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spool from the seventh row on; a block is a row or two."""
    monkeypatch.setattr(splitting, "_AT_ONCE", 20)
    monkeypatch.setattr(gathering, "_HELD", Extent(7, 1_000))


async def parted(
    rows: list[Row], *, at_most: int, characters: int = 1_000_000
) -> list[list[tuple[str, list[Row]]]]:
    """Return chunks of parts, each with its body and its rows as they were written."""
    lines = "".join(f"{body},{indicator},{period}\n" for body, indicator, period in rows)
    sheet = sheet_of_csv(io.BytesIO(f"body,indicator,period\n{lines}".encode()))
    with Gathering(Bodies(sheet, GRANTED).of) as gathered:
        so_far = [count async for count in aside(gathered.steps(sheet.blocks()))]
        assert so_far[-1:] == [len(rows)]
        most = Extent(at_most, characters)
        chunks = together(parts_of(gathered, sheet, at_most=most), most)
        return [[(part.body, rows_of(sheet, part)) for part in chunk] async for chunk in chunks]


def rows_of(sheet: Sheet, part: Part) -> list[Row]:
    return [(cells[0], cells[1], cells[2]) for cells in sheet.block(part.lines).cells]


def year_of(row: Row) -> str:
    return SPELLINGS.get(row[2], row[2])[:7].replace("/", "-")


def most_of_one_year(rows: list[Row]) -> int:
    times = Counter((row[0], year_of(row)) for row in rows if row[0] in GRANTED)
    return max((n for (_, year), n in times.items() if year), default=1)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=60), more=st.integers(0, 6))
async def test_parts_hold_every_row_once_and_each_year_of_a_body_whole(
    rows: list[Row], more: int
) -> None:
    at_most = most_of_one_year(rows) + more
    parts = list(chain.from_iterable(await parted(rows, at_most=at_most)))

    assert Counter(row for _, some in parts for row in some) == Counter(rows)
    assert [body for body, _ in parts] == sorted(body for body, _ in parts)
    placed: dict[tuple[str, str], int] = {}
    for number, (body, some) in enumerate(parts):
        assert 0 < len(some) < 2 * at_most
        assert {row[0] if row[0] in GRANTED else NOBODY for row in some} == {body}
        for row in some:
            if body != NOBODY and year_of(row):
                assert placed.setdefault((body, year_of(row)), number) == number
    whole = Counter(row[0] for row in rows if row[0] in GRANTED)
    for body, count in whole.items():
        if count <= at_most:
            assert [some for b, some in parts if b == body] == [[r for r in rows if r[0] == body]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=60), by_length=st.booleans())
async def test_no_chunk_has_two_parts_of_a_body(rows: list[Row], *, by_length: bool) -> None:
    """They would write the body twice in one transaction, at one instant."""
    most = most_of_one_year(rows)
    longest = most * len(f"{MINE},a,2019-20-M01\n")
    bounds = {"at_most": 100, "characters": longest} if by_length else {"at_most": most}
    for chunk in await parted(rows, **bounds):
        bodies = [body for body, _ in chunk if body != NOBODY]
        assert len(bodies) == len(set(bodies))


async def test_a_body_of_few_rows_comes_whole_in_the_order_of_the_file() -> None:
    rows = [(MINE, "a", "2019-20-M09"), (YOURS, "a", "2019-20-M01"), (MINE, "a", "2019-20-M01")]

    mine, yours = (MINE, [rows[0], rows[2]]), (YOURS, [rows[1]])
    assert await parted(rows, at_most=2) == [[mine], [yours]]


async def test_blanks_around_a_body_or_a_period_say_nothing() -> None:
    rows = [
        (f" {MINE}\t", code, year) for year in (" 2019-20-M02 ", "2018-19-M01") for code in "ab"
    ]

    assert await parted(rows, at_most=4) == [[(MINE, rows)]]
    assert await parted(rows, at_most=2) == [[(MINE, rows[2:])], [(MINE, rows[:2])]]


async def test_a_body_of_many_rows_comes_by_years_however_they_are_written() -> None:
    rows = [
        (MINE, code, period)
        for code in ("a", "b")
        for period in ("2018-19-M02", "2017/18-M01", "2017-18-M12", "2019-20")
    ]

    chunks = await parted(rows, at_most=4)

    parts = [{year_of(row) for row in some} for [(_, some)] in chunks]
    assert parts == [{"2017-18"}, {"2018-19", "2019-20"}]


async def test_more_rows_for_a_year_than_a_part_has_are_refused() -> None:
    rows = [(MINE, "a", "2019-20-M08"), (MINE, "b", "2019/20 M09"), (MINE, "a", "2019-20-M09")]

    with pytest.raises(Invalid, match="3 rows for 2019-20, and at most 2"):
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


@pytest.mark.parametrize("least", [Extent(4, 1_000), Extent(1_000, 12)])
async def test_small_parts_share_a_chunk(least: Extent) -> None:
    async def three() -> AsyncGenerator[Part, None]:
        for body in ("a", "b", "c"):
            yield Part(body, [], Extent(2, 6))

    assert [[part.body for part in chunk] async for chunk in together(three(), least)] == [
        ["a", "b"],
        ["c"],
    ]


async def test_no_spool_stays_open_when_the_rest_is_not_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spools = []

    def opened() -> IO[bytes]:
        spools.append(TemporaryFile())  # noqa: SIM115 - that others close it is what is shown
        return spools[-1]

    monkeypatch.setattr(gathering, "TemporaryFile", opened)
    lines = "".join(f"{MINE},a,{year}-{year % 100 + 1:02d}\n" for year in range(2008, 2020))
    sheet = sheet_of_csv(io.BytesIO(f"body,indicator,period\n{lines}".encode()))
    most = Extent(2, 1_000)
    with Gathering(Bodies(sheet, GRANTED).of) as gathered:
        assert [count async for count in aside(gathered.steps(sheet.blocks()))]
        async with aclosing(together(parts_of(gathered, sheet, at_most=most), most)) as chunks:
            async for _ in chunks:
                break
        assert [spool.closed for spool in spools] == [False, True]  # of all rows; of the body's
    assert spools[0].closed


async def test_whoever_is_cancelled_waits_for_the_thread() -> None:
    """Else it would read on in a file that is closed, or open another."""
    told: list[str] = []
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work() -> Iterator[int]:
        loop.call_soon_threadsafe(begun.set)
        time.sleep(0.2)
        told.append("thread")
        yield 1

    async def wait() -> None:
        async for _ in aside(work()):
            pass

    task = asyncio.create_task(wait())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert told == ["thread"]


def long_rows(years: int) -> list[Row]:
    """Two rows of each year, of 100 characters each."""
    return [(MINE, code * 77, f"201{n}-1{n + 1}-M01") for n in range(1, years + 1) for code in "ab"]


async def test_a_body_of_few_rows_that_are_long_comes_by_years_too() -> None:
    rows = long_rows(6)
    parts = list(chain.from_iterable(await parted(rows, at_most=100, characters=400)))

    assert parts == [(MINE, rows[first : first + 4]) for first in (0, 4, 8)]


async def test_rows_of_one_year_that_are_too_long_together_are_refused() -> None:
    rows = long_rows(2)

    assert await parted(rows, at_most=100, characters=200)
    with pytest.raises(Invalid, match=r"for 2011-12 have 200 characters.* at most 199"):
        await parted(rows, at_most=100, characters=199)


@pytest.mark.parametrize("body", [MINE, THEIRS])
async def test_long_rows_that_say_no_period_are_taken_some_at_a_time(body: str) -> None:
    rows = [(body, str(number) * 80, "Dec-16") for number in range(8)] * 5
    parts = list(chain.from_iterable(await parted(rows, at_most=100, characters=500)))

    assert [row for _, some in parts for row in some] == rows
    assert max(len(some) for _, some in parts) < 20
