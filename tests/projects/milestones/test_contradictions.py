"""Dates of one milestone that contradict each other are told, and never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.projects.milestones.rules import completed
from services.projects.milestones.waiting import out_of_order
from shared.contracts.projects.milestones import Completing
from tests.projects.milestones.making import AT, ITEM, day, due, milestone

if TYPE_CHECKING:
    from shared.contracts.projects.milestones import PlannedDate
    from tests.projects.planning import Planning

INTERIM: Final = due("Q3 2012-13", "interim")
WHOLE: Final = due("30 November 2012", "full")
BY_THEN: Final = f"{ITEM}/staff is planned to be there in full by 30 November 2012, "


def told(*planned: PlannedDate, **said: Any) -> list[str]:
    """Return what is told of a milestone with these dates, of which this was said to be done."""
    one = milestone("staff", *planned)
    one = completed(one, Completing(evidence="Minutes", **said), "LB", AT) if said else one
    assert {flag.code for flag in out_of_order([one])} <= {"dates_contradict"}
    return [flag.detail for flag in out_of_order([one])]


def test_an_interim_date_after_the_whole_is_told() -> None:
    """After the due one as after the full one; on the day itself it is in order."""
    after = [f"{BY_THEN}before its interim date, 31 December 2012."]

    assert told(INTERIM, WHOLE) == told(INTERIM, due("30 November 2012")) == after
    assert told(INTERIM, due("31 December 2012", "full")) == []
    assert told(INTERIM) == told(WHOLE) == []


def test_what_tells_of_no_day_contradicts_nothing() -> None:
    assert told(INTERIM, due("TBA", "full")) == told(due("TBA", "interim"), WHOLE) == []


def test_an_interim_date_that_was_met_counts_by_its_day() -> None:
    late = [f"{BY_THEN}before its interim date, 3 December 2012."]

    assert told(INTERIM, WHOLE, kind="interim", on=day("2012-11-30")) == []
    assert told(INTERIM, WHOLE, kind="interim", on=day("2012-12-03")) == late


def test_of_what_is_done_nothing_is_told() -> None:
    assert told(INTERIM, WHOLE, on=day("2012-11-30")) == []


async def test_it_is_kept_and_told_wherever_one_would_look(planning: Planning) -> None:
    """With the milestone, its plan's dependencies and its report; until it is mended."""
    at = "items/P1/milestones/staff"
    planned = {"interim": "Q3", "full": "By May 2012"}
    dates = [{"kind": kind, "planned": text} for kind, text in planned.items()]
    made = await planning.put(at, {"title": "Move staff together", "dates": dates})
    plan = (await planning.read("dependencies"))["flags"]
    report = (await planning.read("report", period="2012-13-Q1"))["flags"]
    mended = await planning.step(at, "redate", {"kind": "full", "to": "Q4", "reason": "A slip"})

    detail = (
        "P1/staff is planned to be there in full by 31 May 2012, before its interim date, "
        "31 December 2012."
    )
    assert made.status_code == 201, made.text
    assert made.json()["flags"] == plan == report
    assert plan == [{"code": "dates_contradict", "detail": detail, "body": None}]
    assert mended.json()["flags"] == (await planning.read("dependencies"))["flags"] == []
