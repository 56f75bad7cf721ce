"""The illustrative figures: what they promise to whoever tries the suite on them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

from tests.demo.reading import (
    COUNCILS,
    DEMO,
    HARBOROUGH,
    HINCKLEY,
    NORTH_WEST,
    read_figures,
    read_months,
)

HEADER = "body,indicator,period,numerator,denominator,value,status,reason,explanation"
RATES = ["council-tax-in-year", "nndr-in-year", "hb-overpayments-recovered"]
DAYS = ["new-claims-days", "changes-days"]
INDICATORS = {*RATES, *DAYS, "fraud-sanctions", "sickness-days-per-fte"}
FILES = [(body, year) for body in COUNCILS for year in ("2018-19", "2019-20")]
LEFT_OUT = {
    (NORTH_WEST, "hb-overpayments-recovered", "2019-20-M04"),
    (NORTH_WEST, "hb-overpayments-recovered", "2019-20-M09"),
    (HARBOROUGH, "nndr-in-year", "2019-20-M06"),
}
# Month 9 of 2019-20: the rate worked by hand from its components (receipts / debit in thousands,
# or days / cases), the plan's profile, and so the RAG with a tolerance of 0.5 points or 1 day.
AT_MONTH_9 = [
    (HARBOROUGH, "council-tax-in-year", "85.3", "85.0", "green"),  # 54,140 / 63,470
    (HARBOROUGH, "nndr-in-year", "81.4", "82.6", "red"),  # 36,174 / 44,440
    (HARBOROUGH, "hb-overpayments-recovered", "25.1", "24", "green"),  # 404.6 / 1,612
    (HARBOROUGH, "new-claims-days", "15.9", "16.6", "green"),  # 1,018 / 64
    (HARBOROUGH, "changes-days", "9.6", "9.1", "amber"),  # 5,203 / 542
    (HINCKLEY, "council-tax-in-year", "84.5", "84.7", "amber"),  # 56,792 / 67,210
    (HINCKLEY, "nndr-in-year", "85.3", "84.8", "green"),  # 27,305 / 32,010
    (HINCKLEY, "hb-overpayments-recovered", "25.6", "26", "amber"),  # 608.3 / 2,376
    (HINCKLEY, "new-claims-days", "13.2", "12.5", "amber"),  # 1,360 / 103
    (HINCKLEY, "changes-days", "8.1", "8.6", "green"),  # 7,517 / 928
    (NORTH_WEST, "council-tax-in-year", "82.9", "83.6", "red"),  # 50,660 / 61,110
    (NORTH_WEST, "nndr-in-year", "84.2", "84.2", "green"),  # 50,555 / 60,070 = 84.160
    (NORTH_WEST, "new-claims-days", "19.4", "17.2", "red"),  # 1,862 / 96
    (NORTH_WEST, "changes-days", "8.7", "8.7", "green"),  # 7,526 / 865 = 8.7006
]


def components(body: str, indicator: str) -> tuple[Decimal, Decimal]:
    """Return the numerator and denominator of month 9 of 2019-20."""
    row = read_months(body, "2019-20", indicator)["M09"]
    return Decimal(row["numerator"]), Decimal(row["denominator"])


@pytest.mark.parametrize(("body", "year"), FILES)
def test_every_row_says_that_it_is_an_illustration(body: str, year: str) -> None:
    path = DEMO / "leicestershire" / "figures" / year / f"{body}.csv"
    assert path.read_text(encoding="utf-8").splitlines()[0] == HEADER
    for row in read_figures(body, year):
        assert (row["body"], row["period"][:7]) == (body, year)
        assert row["status"] == "estimated"
        assert row["explanation"].startswith("Illustration")
        assert (row["value"], row["reason"]) == ("", "")


def test_2018_19_is_whole_and_2019_20_ends_in_december_but_for_three_gaps() -> None:
    months = [f"2018-19-M{month:02}" for month in range(1, 13)]
    months += [f"2019-20-M{month:02}" for month in range(1, 10)]
    wanted = {
        (body, indicator, month)
        for body in COUNCILS
        for indicator in INDICATORS
        for month in months
    }
    rows = [row for body, year in FILES for row in read_figures(body, year)]
    there = [(row["body"], row["indicator"], row["period"]) for row in rows]

    assert len(there) == len(set(there)) == 3 * 7 * 21 - 3  # councils, indicators, months, gaps
    assert set(there) == wanted - LEFT_OUT


def test_month_10_of_the_manual_neither_stands_already_nor_falls() -> None:
    """The API's example posts receipts of 62,834,112.45 on a debit of 67,210,000 for month 10."""
    receipts, debit = components(HINCKLEY, "council-tax-in-year")

    assert debit == 67_210_000
    assert receipts < Decimal("62834112.45")
    assert "M10" not in read_months(HINCKLEY, "2019-20", "council-tax-in-year")


@pytest.mark.parametrize(("body", "year"), FILES)
@pytest.mark.parametrize("indicator", [*RATES, "sickness-days-per-fte"])
def test_what_is_cumulative_never_falls_within_a_year(body: str, year: str, indicator: str) -> None:
    rows = read_months(body, year, indicator)
    for before, after in pairwise(rows[month] for month in sorted(rows)):
        assert Decimal(after["numerator"]) >= Decimal(before["numerator"])


@pytest.mark.parametrize(("body", "year"), FILES)
@pytest.mark.parametrize("indicator", ["council-tax-in-year", "nndr-in-year"])
def test_a_debit_drifts_by_less_than_a_thousandth_a_month(
    body: str, year: str, indicator: str
) -> None:
    rows = read_months(body, year, indicator)
    debits = [Decimal(rows[month]["denominator"]) for month in sorted(rows)]
    for before, after in pairwise(debits):
        assert abs(after - before) < before / 1000


@pytest.mark.parametrize(("body", "indicator", "rate", "profile", "rag"), AT_MONTH_9)
def test_a_rate_at_month_9_is_what_the_readme_shows(
    body: str, indicator: str, rate: str, profile: str, rag: str
) -> None:
    numerator, denominator = components(body, indicator)
    of_hundred = 100 if indicator in RATES else 1
    shown = (of_hundred * numerator / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
    missed_by = Decimal(profile) - shown if indicator in RATES else shown - Decimal(profile)
    tolerance = Decimal("0.5") if indicator in RATES else Decimal(1)

    assert shown == Decimal(rate)
    assert rag == ("green" if missed_by <= 0 else "amber" if missed_by <= tolerance else "red")


def test_green_amber_red_and_grey_all_occur_at_month_9() -> None:
    """Grey is a profile (26) without a figure: North West Leicestershire's overpayments."""
    assert {row[-1] for row in AT_MONTH_9} == {"green", "amber", "red"}
    assert "M09" not in read_months(NORTH_WEST, "2019-20", "hb-overpayments-recovered")


# The partnership at month 9: receipts over debit in thousands, days over cases or FTE.
POOLED_AT_MONTH_9 = [
    # 54,140 + 56,792 + 50,660 = 161,592 of 63,470 + 67,210 + 61,110 = 191,790: 84.254653... %
    ("council-tax-in-year", 161_592_000, 191_790_000),
    # 36,174 + 27,305 + 50,555 = 114,034 of 44,440 + 32,010 + 60,070 = 136,520: 83.529153... %
    ("nndr-in-year", 114_034_000, 136_520_000),
    # 1,018 + 1,360 + 1,862 = 4,240 days for 64 + 103 + 96 = 263 claims: 16.121673...
    ("new-claims-days", 4_240, 263),
    # 5,203 + 7,517 + 7,526 = 20,246 days for 542 + 928 + 865 = 2,335 changes: 8.670664...
    ("changes-days", 20_246, 2_335),
    # 82 + 127 + 155 = 364 days for 16.1 + 22.3 + 18.2 = 56.6 FTE: 6.431095...
    ("sickness-days-per-fte", 364, Decimal("56.6")),
]


@pytest.mark.parametrize(("indicator", "numerator", "denominator"), POOLED_AT_MONTH_9)
def test_the_partnership_can_be_pooled_at_month_9(
    indicator: str, numerator: int, denominator: Decimal
) -> None:
    numerators, denominators = zip(*(components(body, indicator) for body in COUNCILS), strict=True)

    assert (sum(numerators), sum(denominators)) == (numerator, denominator)


def test_a_mean_of_rates_would_show_at_month_9() -> None:
    """85.300 + 84.499 + 82.900 = 252.699, a third of which is 84.233; pooled it is 84.255."""
    found = [components(body, "council-tax-in-year") for body in COUNCILS]
    mean = sum(100 * receipts / debit for receipts, debit in found) / 3
    pooled = 100 * sum(row[0] for row in found) / sum(row[1] for row in found)

    assert round(mean, 3) == Decimal("84.233")
    assert round(pooled, 3) == Decimal("84.255")
