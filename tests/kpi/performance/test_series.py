"""What a month, a quarter, a year and the year to date come to, by accumulation."""

from __future__ import annotations

from decimal import Decimal

from services.kpi.performance.series import simple_mean
from shared.contracts.kpi.vocabulary import Basis, FigureStatus
from tests.kpi.performance.makers import (
    CALLS,
    COUNCIL_TAX,
    DIRECT_DEBIT,
    FRAUD,
    HINCKLEY,
    NEW_CLAIMS,
    RECEIPTS,
    SURVEY,
    figure,
    in_2019,
    known,
    reasons,
    to_date,
    value,
)


def test_a_month_shows_its_value_and_what_it_is_made_of() -> None:
    evidence = known([figure(HINCKLEY, COUNCIL_TAX, "M09", 847, 1_000)])

    measured = value(evidence, COUNCIL_TAX, "M09")

    assert measured.value == Decimal("84.7")  # 100 x 847 / 1,000
    assert measured.numerator == 847
    assert measured.denominator == 1_000
    assert measured.basis is Basis.COMPONENTS
    assert measured.missing == measured.flags == ()


def test_a_cumulative_quarter_is_its_last_month() -> None:
    months = [figure(HINCKLEY, COUNCIL_TAX, m, n, 1_000) for m, n in [("M01", 110), ("M03", 294)]]
    evidence = known(months)

    assert value(evidence, COUNCIL_TAX, "Q1").value == Decimal("29.4")  # June's; May may be missing
    assert value(evidence, COUNCIL_TAX, "").value is None  # the year waits for March


def test_a_snapshot_speaks_of_the_periods_end() -> None:
    months = [figure(HINCKLEY, DIRECT_DEBIT, m, n, 100) for m, n in [("M11", 70), ("M12", 71)]]
    evidence = known(months)

    assert value(evidence, DIRECT_DEBIT, "Q4").value == 71
    assert value(evidence, DIRECT_DEBIT, "").value == 71
    assert to_date(evidence, DIRECT_DEBIT, "M11").value == 70


def test_counts_are_summed_over_a_quarter_and_from_april() -> None:
    # Hinckley and Bosworth's profile of fraud sanctions for April to September 2019: 0 1 2 0 1 0.
    counts = enumerate([0, 1, 2, 0, 1, 0], start=1)
    evidence = known([figure(HINCKLEY, FRAUD, f"M{m:02d}", n) for m, n in counts])

    assert value(evidence, FRAUD, "M03").value == 2
    assert value(evidence, FRAUD, "Q1").value == 3  # 0 + 1 + 2
    assert value(evidence, FRAUD, "Q2").value == 1  # 0 + 1 + 0
    assert to_date(evidence, FRAUD, "M05").value == 4  # 0 + 1 + 2 + 0 + 1
    assert to_date(evidence, FRAUD, "Q2").value == 4


def test_a_count_posted_as_a_value_is_its_own_component() -> None:
    evidence = known(figure(HINCKLEY, FRAUD, m, value="2") for m in ("M01", "M02", "M03"))

    assert value(evidence, FRAUD, "Q1").value == 6


def test_an_average_is_pooled_over_its_months() -> None:
    # 100 days for 10 claims, 90 for 5, 20 for 5: 210 / 20 = 10.5, while the mean of the months'
    # 10, 18 and 4 is 32 / 3 = 10.666667.
    claims = [("M01", 100, 10), ("M02", 90, 5), ("M03", 20, 5)]
    evidence = known(figure(HINCKLEY, NEW_CLAIMS, m, n, d) for m, n, d in claims)

    quarter = value(evidence, NEW_CLAIMS, "Q1")

    assert quarter.value == Decimal("10.5")
    assert quarter.numerator == 210
    assert quarter.denominator == 20
    assert simple_mean(evidence, HINCKLEY, NEW_CLAIMS, in_2019("Q1")) == Decimal("10.666667")
    assert to_date(evidence, NEW_CLAIMS, "M02").value == Decimal("12.666667")  # 190 / 15


def test_a_year_of_averages_pools_twelve_months() -> None:
    # Eleven months of 10 days for 1 claim, then 130 days for 9: 240 / 20 = 12.
    claims = [*((m, 10, 1) for m in range(1, 12)), (12, 130, 9)]
    evidence = known(figure(HINCKLEY, NEW_CLAIMS, f"M{m:02d}", n, d) for m, n, d in claims)

    assert value(evidence, NEW_CLAIMS, "").value == 12


def test_a_quarter_lacking_a_month_names_it() -> None:
    evidence = known(figure(HINCKLEY, FRAUD, m, 1) for m in ("M01", "M03"))

    quarter = value(evidence, FRAUD, "Q1")

    assert quarter.value is None
    assert quarter.basis is None
    assert [(lack.code, lack.detail) for lack in quarter.missing] == [
        ("no_figure", "There is no figure for 2019-20-M02.")
    ]


def test_months_that_are_missing_in_a_row_are_named_as_one_run() -> None:
    evidence = known(figure(HINCKLEY, FRAUD, m, 1) for m in ("M01", "M03", "M04", "M05"))

    (lack,) = value(evidence, FRAUD, "").missing

    assert lack.detail == "There is no figure for 2019-20-M02, 2019-20-M06 to 2019-20-M12."


def test_a_figure_marked_not_available_is_missing_for_a_reason_of_its_own() -> None:
    gone = FigureStatus.NOT_AVAILABLE
    evidence = known(
        [
            figure(HINCKLEY, COUNCIL_TAX, "M01", status=gone),
            figure(HINCKLEY, COUNCIL_TAX, "M02", 20, 100, status=gone),  # whatever it held before
        ]
    )

    for month in ("M01", "M02"):
        measured = value(evidence, COUNCIL_TAX, month)
        assert measured.value is None
        assert reasons(measured.missing) == [("not_available", None)]


def test_a_mere_rate_stands_for_its_month_and_cannot_be_pooled() -> None:
    months = [
        figure(HINCKLEY, CALLS, "M01", value="92.5"),
        figure(HINCKLEY, CALLS, "M02", 90, 100),
        figure(HINCKLEY, CALLS, "M03", 95, 100),
    ]
    evidence = known(months)

    april, quarter = value(evidence, CALLS, "M01"), value(evidence, CALLS, "Q1")

    assert april.value == Decimal("92.5")
    assert april.basis is Basis.REPORTED_RATE
    assert reasons(april.flags) == [("reported_rate", None)]
    assert quarter.value is None
    assert reasons(quarter.missing) == [("no_components", None)]
    assert quarter.missing[0].detail.endswith("2019-20-M01, without the components to pool.")
    # DWP's simple mean needs no components: (92.5 + 90 + 95) / 3
    assert simple_mean(evidence, HINCKLEY, CALLS, in_2019("Q1")) == Decimal("92.5")


def test_a_mere_rate_at_the_end_is_the_quarters_if_it_speaks_from_april() -> None:
    evidence = known([figure(HINCKLEY, COUNCIL_TAX, "M03", value="29.4")])

    assert value(evidence, COUNCIL_TAX, "Q1").value == Decimal("29.4")


def test_figures_that_are_not_final_are_flagged_with_their_months() -> None:
    unsure = FigureStatus.ESTIMATED
    months = [
        figure(HINCKLEY, FRAUD, "M01", 1),
        figure(HINCKLEY, FRAUD, "M02", 1, status=unsure),
        figure(HINCKLEY, FRAUD, "M03", 1, status=unsure),
    ]

    (flag,) = value(known(months), FRAUD, "Q1").flags

    assert (flag.code, flag.detail) == (
        "estimated",
        "Marked as estimated for 2019-20-M02 to 2019-20-M03.",
    )


def test_quarterly_figures_make_a_year_and_say_nothing_of_a_month() -> None:
    quarters = [("Q1", 300), ("Q2", 310), ("Q3", 320), ("Q4", 70)]
    evidence = known(figure(HINCKLEY, RECEIPTS, q, n) for q, n in quarters)

    assert value(evidence, RECEIPTS, "Q2").value == 310
    assert value(evidence, RECEIPTS, "").value == 1_000
    assert to_date(evidence, RECEIPTS, "Q3").value == 930  # 300 + 310 + 320
    assert reasons(value(evidence, RECEIPTS, "M03").missing) == [("wrong_period_type", None)]


def test_a_yearly_survey_is_its_years_value() -> None:
    evidence = known([figure(HINCKLEY, SURVEY, "", 454, 500)])

    assert value(evidence, SURVEY, "").value == Decimal("90.8")  # 100 x 454 / 500
    assert to_date(evidence, SURVEY, "").value == Decimal("90.8")
    assert reasons(value(evidence, SURVEY, "Q4").missing) == [("wrong_period_type", None)]
