"""Rows by group, however a file mixes them; in memory or spooled, what comes out is the same."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from itertools import accumulate, zip_longest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.refusals import Malformed
from shared.sheets import gathering
from shared.sheets.gathering import Extent, Gathering
from shared.sheets.reading import Block, Sheet, SheetLine


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gatherings that spool from five rows or 500 characters on."""
    monkeypatch.setattr(gathering, "_HELD", Extent(5, 500))


def group_of(cells: list[str]) -> str:
    return cells[0]


def blocks(*cells: list[str], rows: int = 3) -> list[Block]:
    """Return rows of these cells, so many in each block."""
    lines = [(number, number + 1, "".join(each)) for number, each in enumerate(cells, start=1)]
    return [
        Block(lines[first : first + rows], list(cells[first : first + rows]))
        for first in range(0, len(cells), rows)
    ]


def lines_of(given: list[Block]) -> list[SheetLine]:
    return [line for block in given for line in block.lines]


def gathered(given: list[Block]) -> dict[str, list[SheetLine]]:
    """Gather rows, check what is counted, and return those of each group."""
    with Gathering(group_of) as rows:
        so_far = list(rows.steps(given))
        assert so_far == list(accumulate(len(block.lines) for block in given))
        assert rows.counts == Counter(cells[0] for block in given for cells in block.cells)
        assert rows.total == len(lines_of(given))
        # Twice, and in another order than they came: nothing is used up by being read.
        assert [list(rows.of(group)) for group in rows.counts] == [
            list(rows.of(group)) for group in rows.counts
        ]
        return {
            group: [line for block in rows.of(group) for line in block]
            for group in sorted(rows.counts, reverse=True)
        }


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), TEXT).map(list), max_size=40))
@pytest.mark.usefixtures("small")
def test_each_group_has_its_rows_in_their_order(cells: list[list[str]]) -> None:
    expected = defaultdict(list)
    given = blocks(*cells)
    for line, each in zip(lines_of(given), cells, strict=True):
        expected[each[0]].append(line)

    assert gathered(given) == expected


@pytest.mark.usefixtures("small")
def test_few_rows_stay_in_memory_and_many_are_spooled() -> None:
    few, many = Gathering(group_of), Gathering(group_of)
    with few, many:
        list(few.steps(blocks(*[["a"]] * 3)))
        list(many.steps(blocks(*[["a"]] * 40)))

        assert not few.is_spooled
        assert many.is_spooled
        assert many._file is not None
        assert sum(map(len, many._held.values())) < 5
        file = many._file

    assert file.closed


@pytest.mark.usefixtures("small")
def test_a_row_that_is_long_counts_for_many() -> None:
    """A file of six hundred rows may have eighty megabytes."""
    long = blocks(*[["a", "x" * 250]] * 4, rows=1)
    with Gathering(group_of) as rows:
        steps = rows.steps(long)
        assert (next(steps), rows.is_spooled) == (1, False)
        assert (next(steps), rows.is_spooled) == (2, True)
        assert not any(rows._held.values())
        assert list(steps) == [3, 4]
        assert [line for block in rows.of("a") for line in block] == lines_of(long)


@pytest.mark.parametrize("most", [Extent(3, 9_000), Extent(9, 30)])
def test_a_group_knows_its_extent_wherever_its_rows_are(
    monkeypatch: pytest.MonkeyPatch, most: Extent
) -> None:
    monkeypatch.setattr(gathering, "_HELD", most)
    with Gathering(group_of) as rows:
        list(rows.steps(blocks(*([group, "x" * 9] for group in "abaaba"), rows=1)))
        assert rows.is_spooled
        assert (rows.extent("a"), rows.extent("b")) == (Extent(4, 40), Extent(2, 20))
        assert rows.extent("c") == Extent(0, 0)


@pytest.mark.usefixtures("small")
def test_two_groups_are_read_in_turns() -> None:
    """Both come from one file, in which each reader has its own place."""
    given = blocks(*([group, str(n)] for n in range(20) for group in ("a", "b")))
    with Gathering(group_of) as rows:
        list(rows.steps(given))
        seen: dict[str, list[SheetLine]] = {"a": [], "b": []}
        for mine, yours in zip_longest(rows.of("a"), rows.of("b"), fillvalue=()):
            seen["a"] += mine
            seen["b"] += yours

    lines = lines_of(given)
    assert seen == {"a": lines[::2], "b": lines[1::2]}


def test_nothing_is_gathered_of_no_rows() -> None:
    with Gathering(group_of) as rows:
        assert list(rows.steps([])) == []
        assert (rows.total, list(rows.of("a"))) == (0, [])


def test_a_file_that_ends_badly_says_so_and_its_spool_is_closed() -> None:
    content = b"body,period\n" + b"a,b\n" * 90_000 + b"\xff,b\n"
    sheet = Sheet(io.BytesIO(content), columns=("body", "period"), required=("body",))
    rows = Gathering(group_of)
    with rows, pytest.raises(Malformed):
        list(rows.steps(sheet.blocks()))

    assert rows._file is not None
    assert rows._file.closed
