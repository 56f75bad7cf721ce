"""What makes a figure doubtful: each rule worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from services.kpi.submissions.plausibility import FigureKey, Neighbours, Numbers, year_around
from shared.contracts.kpi.indicators import Indicator
from tests.kpi.submissions.rows import COUNT, PLAIN, defined

CODE = "council-tax-in-year"
RATE = defined(CODE)


class Says(NamedTuple):
    """What a figure says."""

    numerator: Decimal | None
    value: Decimal | None


def parts(numerator: int, denominator: int = 1_000) -> Says:
    return Says(Decimal(numerator), Decimal(100 * numerator) / denominator)


def rate(value: float) -> Says:
    return Says(None, Decimal(str(value)))


NOTHING = Says(None, None)


def doubts(
    says: Says,
    period: str = "2019-20-M09",
    indicator: Indicator = RATE,
    coming: tuple[str, ...] = (),
    **standing: Says,
) -> list[tuple[str, str, str, str]]:
    """Return the doubts about a figure beside others of its year, given by month: `M08`."""
    known: dict[FigureKey, Numbers] = {
        (CODE, f"2019-20-{month}"): other for month, other in standing.items()
    }
    beside = Neighbours(known, {(CODE, f"2019-20-{month}") for month in coming})
    return [
        (one.code, one.column, one.expected, one.found)
        for one in beside.doubts(indicator, period, says)
    ]


def falls(column: str, expected: str, found: str) -> list[tuple[str, str, str, str]]:
    return [("cumulative_falls", column, expected, f"it is {found}")]


def test_a_figure_since_april_below_the_month_before_is_doubted() -> None:
    assert doubts(parts(849), M08=parts(850)) == falls("numerator", "at least 850", "849")
    assert doubts(parts(850), M08=parts(850)) == []
    assert doubts(parts(851), M08=parts(850)) == []


def test_a_figure_since_april_above_the_month_after_is_doubted() -> None:
    assert doubts(parts(851), M10=parts(850)) == falls("numerator", "at most 850", "851")
    assert doubts(parts(850), M10=parts(850)) == []


def test_a_figure_may_be_doubted_from_both_sides() -> None:
    found = doubts(parts(800), M08=parts(850), M10=parts(750))

    assert [expected for _, _, expected, _ in found] == ["at least 850", "at most 750"]


def test_a_debit_that_grew_is_no_refund() -> None:
    """850 of 1,000 is 85 %; 860 of 1,100 is 78.18 %: more was collected, and nothing fell."""
    assert doubts(parts(860, 1_100), M08=parts(850)) == []


def test_rates_are_compared_where_a_numerator_is_not_known() -> None:
    assert doubts(rate(84.9), M08=parts(850)) == falls("value", "at least 85", "84.9")
    assert doubts(parts(849), M08=rate(85)) == falls("value", "at least 85", "84.9")
    assert doubts(rate(85), M08=rate(85)) == []


def test_the_last_month_that_is_known_counts_where_months_are_missing() -> None:
    assert doubts(parts(849), M03=parts(850)) == falls("numerator", "at least 850", "849")
    assert doubts(parts(849), M03=parts(850), M08=NOTHING) == falls(
        "numerator", "at least 850", "849"
    )
    assert doubts(parts(849), M03=parts(850), M08=parts(840)) == []
    assert doubts(parts(851), M12=parts(850)) == falls("numerator", "at most 850", "851")


def test_a_year_begins_anew_in_april() -> None:
    beside = Neighbours({(CODE, "2018-19-M12"): parts(980), (CODE, "2020-21-M01"): parts(5)})

    assert beside.doubts(RATE, "2019-20-M01", parts(10)) == []
    assert beside.doubts(RATE, "2019-20-M12", parts(970)) == []


def test_quarters_are_compared_with_quarters() -> None:
    assert doubts(parts(849), "2019-20-Q3", Q2=parts(850)) == falls(
        "numerator", "at least 850", "849"
    )
    assert doubts(parts(849), "2019-20-Q3", M08=parts(850)) == []


def test_another_indicators_figure_is_no_neighbour() -> None:
    beside = Neighbours({("nndr-in-year", "2019-20-M08"): parts(850)})

    assert beside.doubts(RATE, "2019-20-M09", parts(849)) == []


def test_what_is_still_to_be_judged_will_be_judged_beside_this_one() -> None:
    """In one batch, the later of two is doubted, and what it replaces counts for nothing."""
    assert doubts(parts(851), coming=("M10",), M10=parts(850)) == []
    assert doubts(parts(851), coming=("M10",), M11=parts(850)) == []


@pytest.mark.parametrize(
    "definition", [COUNT, {"accumulation": "average"}, {"accumulation": "snapshot"}], ids=str
)
def test_only_what_counts_from_april_can_fall(definition: dict[str, Any]) -> None:
    of_its_own = defined(CODE, **PLAIN | definition)

    assert doubts(parts(1), indicator=of_its_own, M08=parts(850)) == []


def test_a_rate_above_100_is_doubted() -> None:
    [found] = doubts(parts(1_001))

    assert found == ("rate_above_100", "numerator", "at most 100", "it is 100.1")
    assert doubts(parts(1_000)) == []
    assert [code for code, *_ in doubts(rate(100.000001))] == ["rate_above_100"]


def test_a_rate_may_be_above_100_where_its_definition_says_so() -> None:
    assert doubts(parts(1_001), indicator=defined(CODE, may_exceed_100=True)) == []


@pytest.mark.parametrize("unit", ["days", "count", "gbp", "days_per_fte", "per_1000"])
def test_only_a_percentage_ends_at_100(unit: str) -> None:
    whole = COUNT if unit in {"count", "gbp"} else {"accumulation": "average"}
    other = defined(CODE, **PLAIN, **whole | {"unit": unit})

    assert doubts(parts(1_001), indicator=other) == []


def test_a_figure_that_is_not_there_is_not_doubted() -> None:
    assert doubts(NOTHING, M08=parts(850)) == []


def test_a_period_has_a_place_in_its_year() -> None:
    assert year_around("2019-20-Q3") == (
        ("2019-20-Q1", "2019-20-Q2", "2019-20-Q3", "2019-20-Q4"),
        2,
    )
    months, place = year_around("2019-20-M12")
    assert (len(months), place, months[0]) == (12, 11, "2019-20-M01")
    assert year_around("2019-20") == (("2019-20",), 0)
