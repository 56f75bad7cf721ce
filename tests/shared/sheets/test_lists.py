"""Several texts in one cell, and as they were again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.sheets.lists import joined, parted


def test_texts_stand_in_one_cell() -> None:
    assert joined(["LB", "SC"]) == "LB; SC"
    assert joined([]) is None


def test_a_cell_is_read_as_people_write_it() -> None:
    assert parted(" LB;SC ;; ") == ["LB", "SC"]
    assert parted(None) == []


def test_a_semicolon_in_a_text_is_told_from_one_between_two() -> None:
    assert joined(["Head; Revenues", "SC"]) == r"Head\; Revenues; SC"
    assert parted(r"Head\; Revenues; SC") == ["Head; Revenues", "SC"]


@given(st.lists(st.text("ab;\\ '", min_size=1).map(str.strip).filter(bool), max_size=4))
def test_any_texts_come_back_as_they_were(texts: list[str]) -> None:
    assert parted(joined(texts)) == texts
