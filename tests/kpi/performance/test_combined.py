"""Indicators that are pooled from others: NI 181 from BVPI 78a and 78b."""

from __future__ import annotations

from decimal import Decimal

from shared.contracts.kpi.vocabulary import Basis
from tests.kpi.performance.makers import (
    CHANGES,
    COMBINED,
    HARBOROUGH,
    HINCKLEY,
    NEW_CLAIMS,
    TOGETHER,
    days,
    figure,
    known,
    partnership,
    reasons,
    row,
    to_date,
    value,
)

TWO = partnership(HARBOROUGH, HINCKLEY)


def test_combined_days_add_up_new_claims_and_changes() -> None:
    # 1,700 days for 100 new claims (17.0) and 6,300 for 900 changes (7.0): 8,000 / 1,000 = 8.0,
    # not 12.0, the mean of the two.
    parts = [
        figure(HINCKLEY, NEW_CLAIMS, "M01", 1_700, 100),
        figure(HINCKLEY, CHANGES, "M01", 6_300, 900),
    ]

    measured = value(known(parts), COMBINED, "M01")

    assert measured.value == 8
    assert measured.numerator == 8_000
    assert measured.denominator == 1_000
    assert measured.basis is Basis.COMPONENTS


def test_the_parts_win_over_a_figure_that_was_typed_in() -> None:
    figures = [
        figure(HINCKLEY, NEW_CLAIMS, "M01", 17, 1),
        figure(HINCKLEY, CHANGES, "M01", 63, 9),
        figure(HINCKLEY, COMBINED, "M01", value="11.0"),
    ]

    measured = value(known(figures), COMBINED, "M01")

    assert measured.value == 8  # (17 + 63) / 10
    assert measured.flags == ()


def test_a_typed_in_figure_stands_where_a_part_is_missing_and_says_so() -> None:
    figures = [
        figure(HINCKLEY, NEW_CLAIMS, "M01", 17, 1),
        figure(HINCKLEY, COMBINED, "M01", value="11.0"),
    ]

    measured = value(known(figures), COMBINED, "M01")

    assert measured.value == 11
    assert measured.basis is Basis.REPORTED_RATE
    assert reasons(measured.flags) == [("reported_rate", None), ("typed_in", None)]


def test_without_parts_and_typed_in_figure_each_part_is_missing_by_name() -> None:
    measured = value(known([figure(HINCKLEY, NEW_CLAIMS, "M01", 17, 1)]), COMBINED, "M01")

    assert measured.value is None
    assert [(lack.code, lack.detail) for lack in measured.missing] == [
        ("no_figure", "There is no figure of changes-days for 2019-20-M01.")
    ]


def test_a_partnership_pools_the_parts_of_all_its_members() -> None:
    figures = [
        figure(HARBOROUGH, NEW_CLAIMS, "M01", 200, 10),
        figure(HARBOROUGH, CHANGES, "M01", 100, 20),
        figure(HINCKLEY, NEW_CLAIMS, "M01", 150, 10),
        figure(HINCKLEY, CHANGES, "M01", 450, 60),
    ]

    # (200 + 100 + 150 + 450) / (10 + 20 + 10 + 60) = 900 / 100
    assert value(known(figures, partnerships=[TWO]), COMBINED, "M01", TOGETHER).value == 9


def test_a_quarter_pools_the_parts_of_each_month() -> None:
    figures = [
        figure(HINCKLEY, of, month, *parts)
        for month, of, parts in [
            ("M01", NEW_CLAIMS, (20, 1)),
            ("M01", CHANGES, (40, 4)),
            ("M02", NEW_CLAIMS, (10, 1)),
            ("M02", CHANGES, (10, 4)),
        ]
    ]

    assert to_date(known(figures), COMBINED, "M02").value == 8  # 80 / 10
    assert value(known(figures), COMBINED, "Q1").value is None


def test_a_yearly_indicator_may_be_pooled_from_monthly_parts() -> None:
    yearly = days(
        "combined-days-of-the-year",
        accumulation="annual",
        frequency="annual",
        pooled_from=["new-claims-days"],
    )
    figures = [figure(HINCKLEY, NEW_CLAIMS, f"M{m:02d}", 24, 2) for m in range(1, 13)]
    evidence = known(figures, indicators=[NEW_CLAIMS, yearly])

    assert value(evidence, yearly, "").value == 12  # 288 / 24


def test_a_part_that_is_not_defined_is_missing() -> None:
    evidence = known(
        [figure(HINCKLEY, NEW_CLAIMS, "M01", 17, 1)], indicators=[COMBINED, NEW_CLAIMS]
    )

    assert reasons(value(evidence, COMBINED, "M01").missing) == [("not_defined", None)]


def test_two_indicators_pooled_from_each_other_do_no_harm() -> None:
    one, other = days("one", pooled_from=["other"]), days("other", pooled_from=["one"])
    evidence = known([figure(HINCKLEY, other, "M01", 30, 3)], indicators=[one, other])

    assert value(evidence, one, "M01").value == 10
    assert row(evidence, other, "M01").value == Decimal(10)  # typed in: its part has no figure
