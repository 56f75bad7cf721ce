"""Which rows a figure may turn, and what of a change is noticed. Worked by hand."""

from __future__ import annotations

import pytest

from services.kpi.turns.rules import changed, rated_by
from shared.calendar.periods import Period
from shared.contracts.kpi.vocabulary import Rag
from tests.kpi.performance.makers import EVERY, days, in_2019, indicator

KNOWN = {each.code: each for each in EVERY}
M09, M10 = in_2019("M09"), in_2019("M10")


def rows(*figures: tuple[str, str]) -> set[tuple[str, str]]:
    """Return the rows that figures of 2019-20 turn, as text."""
    keys = rated_by([(code, in_2019(period)) for code, period in figures], KNOWN)
    return {(code, str(period)) for code, period in keys}


def test_a_figure_turns_its_own_month_and_not_again_its_quarter_and_year() -> None:
    assert rows(("council-tax-in-year", "M09")) == {("council-tax-in-year", "2019-20-M09")}


def test_a_figure_turns_what_is_pooled_from_it() -> None:
    assert rows(("new-claims-days", "M09"), ("changes-days", "M10")) == {
        ("new-claims-days", "2019-20-M09"),
        ("changes-days", "2019-20-M10"),
        ("combined-days", "2019-20-M09"),
        ("combined-days", "2019-20-M10"),
    }


@pytest.mark.parametrize(
    ("reported", "period"),  # of December
    [
        ({"frequency": "quarterly"}, "2019-20-Q3"),
        ({"frequency": "annual", "accumulation": "annual"}, "2019-20"),
    ],
)
def test_what_is_pooled_and_reported_less_often_turns_in_its_own_period(
    reported: dict[str, str], period: str
) -> None:
    pooled = days("pooled", pooled_from=["new-claims-days"], **reported)

    keys = rated_by([("new-claims-days", M09)], KNOWN | {"pooled": pooled})

    assert ("pooled", Period.parse(period)) in keys


def test_a_figure_of_a_year_turns_no_month() -> None:
    pooled = indicator("pooled", pooled_from=["satisfaction-overall"])

    assert rated_by([("satisfaction-overall", in_2019(""))], {"pooled": pooled}) == set()


@pytest.mark.parametrize(
    ("before", "now", "noticed"),
    [
        (None, Rag.RED, True),
        (Rag.GREEN, Rag.RED, True),
        (Rag.AMBER, Rag.RED, True),
        (Rag.RED, Rag.RED, False),
        (Rag.RED, Rag.GREEN, True),
        (None, Rag.GREEN, True),
        (Rag.RED, Rag.GREY, False),  # unknown is not better,
        (Rag.RED, Rag.NONE, False),
        (None, Rag.GREY, False),  # nor is it anything
    ],
)
def test_a_colour_is_noticed_where_it_differs_and_unknown_is_none(
    before: Rag | None, now: Rag, *, noticed: bool
) -> None:
    key = ("council-tax-in-year", M10)
    known = {} if before is None else {key: before}

    assert changed({key: now}, known) == ({key: now} if noticed else {})
