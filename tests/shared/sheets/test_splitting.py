"""A text split into rows: block by block or line by line, what comes out is the same."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.sheets import splitting
from shared.sheets.splitting import cells_of, first_row, split

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[int, str, list[str]]
"""Its line, its text and its cells."""

PIECES = st.lists(st.sampled_from(["a", "é", ",", '"', '"', "\n", "\r\n", "\r", " ", "a,b\n"]))
LONGEST = 12


@pytest.fixture(params=[1, 5, 100])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Characters that are read at once; and a row may have twelve."""
    monkeypatch.setattr(splitting, "_AT_ONCE", request.param)
    monkeypatch.setattr(splitting, "_LONGEST_ROW", LONGEST)
    return int(request.param)


def line_by_line(text: str) -> list[Row]:
    """Split a text as the standard library does, and tell what it drew for each row."""
    drawn: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            drawn.append(line)
            if sum(map(len, drawn)) > LONGEST:
                raise csv.Error
            yield line

    rows: list[Row] = []
    parsed = csv.reader(lines(), strict=True)
    line = 1
    for cells in parsed:
        rows.append((line, "".join(drawn), cells))
        drawn.clear()
        line = parsed.line_num + 1
    return rows


def block_by_block(text: str) -> list[Row]:
    """Split a text as we do; a blank line has no cells, as there."""
    file = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")
    blocks = list(split(file, 1))
    return [
        (line, row, cells if cells != [""] or '"' in row else [])
        for block in blocks
        for line, row, cells in zip(*block, strict=True)
    ]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=PIECES)
@example(pieces=['a,"b\n', 'c"\n', "d\n"])
@example(pieces=['a"b,"c\n', 'd"\n'])
@example(pieces=['"a"\r', '\n"', "\r", '\n"'])
@example(pieces=["a" * LONGEST, "\n", "a" * LONGEST])
@example(pieces=["a" * (LONGEST + 1)])
def test_a_text_is_split_as_it_would_be_line_by_line(at_once: int, pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        expected = line_by_line(text)
    except csv.Error:
        with pytest.raises(csv.Error):
            block_by_block(text)
        return

    assert block_by_block(text) == expected
    again = cells_of([row for _, row, cells in expected if cells])
    assert again == [cells for _, _, cells in expected if cells]


def test_a_header_of_several_lines_is_a_row() -> None:
    file = io.StringIO('a,"b\nc"\nd,e\n', newline="")

    assert first_row(file) == (["a", "b\nc"], 2)
    assert [list(block.lines) for block in split(file, 3)] == [[3]]


def test_a_text_of_nothing_has_no_rows() -> None:
    assert first_row(io.StringIO("")) == ([], 0)
    assert list(split(io.StringIO(""), 1)) == []
