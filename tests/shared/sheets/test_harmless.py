"""Formulas made harmless, and as they were said again."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.sheets.harmless import as_said, harmless, would_run
from tests.promises.crowds import sized


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("- first", "'- first"),
        ("+44 1322 343434", "'+44 1322 343434"),
        ("@sum", "'@sum"),
        ("'=1+1", "''=1+1"),
        ("''-3", "'''-3"),
        ("-3.40", "-3.40"),
        ("'tis", "'tis"),
        ("'", "'"),
        ("it's", "it's"),
        ("", ""),
    ],
)
def test_a_text_has_its_cell_and_a_cell_its_text(said: str, cell: str) -> None:
    assert harmless(said) == cell
    assert as_said(cell) == said


@settings(max_examples=sized(50, full=1_000))
@given(st.text(st.sampled_from("'=+-@\t\r1.a ")) | st.text())
@example("'-3")
def test_nothing_is_lost_and_nothing_runs(said: str) -> None:
    assert as_said(harmless(said)) == said
    assert not would_run(harmless(said))
