"""A row is approved once every figure that its values are made of is; a held figure makes none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.kpi.performance.evidence import Evidence, KnownFigure
from services.kpi.performance.scorecard import scorecard_row
from shared.contracts.kpi.indicators import Indicator
from tests.kpi.performance.makers import (
    CALLS,
    CHANGES,
    COMBINED,
    COUNCIL_TAX,
    EVERY,
    FRAUD,
    HARBOROUGH,
    HINCKLEY,
    NEW_CLAIMS,
    TOGETHER,
    figure,
    in_2019,
    partnership,
)

HELD = {(HINCKLEY, COUNCIL_TAX.code, in_2019("M09"))}


def approval(
    figures: list[KnownFigure],
    signed: set[int],
    of: Indicator,
    period: str,
    body: str = HINCKLEY,
) -> str:
    """Return where a row stands if these of the figures, counted from 0, are approved."""
    told = [replace(one, is_approved=number in signed) for number, one in enumerate(figures)]
    evidence = Evidence.of(
        body,
        indicators=EVERY,
        figures=told,
        partnerships=[partnership(HARBOROUGH, HINCKLEY)],
    )
    return scorecard_row(evidence, body, of, in_2019(period)).approval


def counts(*months: str) -> list[KnownFigure]:
    return [figure(HINCKLEY, FRAUD, month, 5) for month in months]


def test_a_figure_is_approved_with_its_submission() -> None:
    one = [figure(HINCKLEY, COUNCIL_TAX, "M09", 850, 1_000)]

    assert approval(one, set(), COUNCIL_TAX, "M09") == "submitted"
    assert approval(one, {0}, COUNCIL_TAX, "M09") == "approved"


def test_where_there_is_no_value_there_is_nothing_to_approve() -> None:
    assert approval([], set(), COUNCIL_TAX, "M09") == "none"


def test_what_counts_from_april_needs_the_last_month_alone() -> None:
    two = [figure(HINCKLEY, COUNCIL_TAX, month, 850, 1_000) for month in ("M08", "M09")]

    assert approval(two, {1}, COUNCIL_TAX, "M09") == "approved"
    assert approval(two, {1}, COUNCIL_TAX, "Q3") == "approved"
    assert approval(two, {1}, COUNCIL_TAX, "Q4") == "none"
    assert approval(two, {0}, COUNCIL_TAX, "M09") == "submitted"


@pytest.mark.parametrize(
    ("signed", "expected"),
    [(set(), "submitted"), ({0}, "submitted"), ({0, 1}, "submitted"), ({0, 1, 2}, "approved")],
)
def test_a_quarters_count_needs_each_of_its_months(signed: set[int], expected: str) -> None:
    assert approval(counts("M01", "M02", "M03"), signed, FRAUD, "Q1") == expected


def test_a_months_count_needs_those_before_it_for_the_year_to_date() -> None:
    """The row shows both: so both are approved, or the row is not."""
    assert approval(counts("M01", "M02"), {1}, FRAUD, "M02") == "submitted"
    assert approval(counts("M01", "M02"), {0, 1}, FRAUD, "M02") == "approved"
    assert approval(counts("M01", "M02"), {0}, FRAUD, "M01") == "approved"


def test_a_value_to_date_that_lacks_a_month_takes_nothing_from_the_row() -> None:
    assert approval(counts("M02"), {0}, FRAUD, "M02") == "approved"


def test_a_pooled_figure_needs_both_its_parts() -> None:
    """NI 181 of April: new claims and changes."""
    parts = [figure(HINCKLEY, of, "M01", 100, 10) for of in (NEW_CLAIMS, CHANGES)]
    stands = {
        tuple(signed): approval(parts, set(signed), COMBINED, "M01")
        for signed in ((), (0,), (1,), (0, 1))
    }

    assert stands == {
        (): "submitted",
        (0,): "submitted",
        (1,): "submitted",
        (0, 1): "approved",
    }


@pytest.mark.parametrize("of", [COUNCIL_TAX, CALLS], ids=lambda of: of.code)
def test_a_partnerships_figure_needs_each_member(of: Indicator) -> None:
    members = [figure(council, of, "M01", 850, 1_000) for council in (HARBOROUGH, HINCKLEY)]

    assert approval(members, {0}, of, "M01", TOGETHER) == "submitted"
    assert approval(members, {1}, of, "M01", TOGETHER) == "submitted"
    assert approval(members, {0, 1}, of, "M01", TOGETHER) == "approved"


def test_a_partnerships_own_rate_is_approved_by_itself() -> None:
    own = [figure(TOGETHER, COUNCIL_TAX, "M01", value="85")]

    assert approval(own, set(), COUNCIL_TAX, "M01", TOGETHER) == "submitted"
    assert approval(own, {0}, COUNCIL_TAX, "M01", TOGETHER) == "approved"


def test_a_held_figure_is_lacking_where_none_stands() -> None:
    evidence = Evidence.of(HINCKLEY, indicators=EVERY, held=HELD)
    row = scorecard_row(evidence, HINCKLEY, COUNCIL_TAX, in_2019("M09"))

    assert row.value is None
    assert [lack.code for lack in row.missing] == ["held"]


def test_a_held_figure_is_flagged_where_another_stands() -> None:
    stands = [figure(HINCKLEY, COUNCIL_TAX, "M09", 850, 1_000)]
    evidence = Evidence.of(HINCKLEY, indicators=EVERY, figures=stands, held=HELD)
    row = scorecard_row(evidence, HINCKLEY, COUNCIL_TAX, in_2019("M09"))
    before = scorecard_row(evidence, HINCKLEY, COUNCIL_TAX, in_2019("M08"))

    assert row.value == 85
    assert [flag.code for flag in row.flags] == ["another_held"]
    assert [lack.code for lack in before.missing] == ["no_figure"]


def test_a_members_held_figure_is_named_by_its_partnership() -> None:
    evidence = Evidence.of(
        TOGETHER,
        indicators=EVERY,
        figures=[figure(HARBOROUGH, COUNCIL_TAX, "M09", 850, 1_000)],
        partnerships=[partnership(HARBOROUGH, HINCKLEY)],
        held=HELD,
    )
    row = scorecard_row(evidence, TOGETHER, COUNCIL_TAX, in_2019("M09"))

    assert row.value is None
    assert [(lack.code, lack.body) for lack in row.missing] == [("held", HINCKLEY)]
