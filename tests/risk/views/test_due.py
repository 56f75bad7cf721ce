"""What is due of a register's risks: reviews, actions, acceptances."""

from __future__ import annotations

from typing import Any

from tests.risk.views.desk import Desk


def _late(overdue: Any) -> list[tuple[Any, ...]]:
    return [
        (late["what"], late["reference"], late["code"], late["due"], late["working_days_late"])
        for late in overdue["items"]
    ]


async def test_reviews_and_actions_are_late_in_working_days(desk: Desk) -> None:
    """Nobody scored R1, so it is due every three months: 28 June and three are 28 September 2019.

    That was a Saturday; Monday to Friday after it are 5 working days. From Friday 23 August to
    Friday 4 October are six weeks, 30 working days, less the bank holiday of 26 August.
    """
    await desk.risk("R1")
    await desk.review("R1", "2019-06-28")
    await desk.action("R1", "A1", "2019-08-23")
    await desk.action("R1", "A2", "2019-10-04")
    await desk.risk("R2")
    await desk.review("R2", "2019-10-01")

    overdue = await desk.get("overdue", on="2019-10-04")

    assert _late(overdue) == [
        ("action", "R1", "A1", "2019-08-23", 29),
        ("review", "R1", None, "2019-09-28", 5),
    ]


async def test_an_acceptance_that_has_expired_is_late(desk: Desk) -> None:
    """Wednesday 31 December 2098 was its last day; after New Year come Friday, Monday, Tuesday."""
    await desk.risk("R1")
    await desk.assess("R1", 2, 3)
    await desk.accept("R1", 6, "2098-12-31")

    on_the_day = await desk.get("overdue", on="2098-12-31")
    after = await desk.get("overdue", on="2099-01-06")

    assert [late for late in _late(on_the_day) if late[0] == "acceptance"] == []
    assert [late for late in _late(after) if late[0] == "acceptance"] == [
        ("acceptance", "R1", None, "2098-12-31", 3)
    ]


async def test_nothing_of_a_closed_risk_is_late(desk: Desk) -> None:
    await desk.risk("R1")
    await desk.review("R1", "2019-06-28")
    await desk.action("R1", "A1", "2019-08-23")
    await desk.step("R1", "close", "Over")

    assert (await desk.get("overdue", on="2030-01-01"))["items"] == []


async def test_rows_say_what_is_due_and_are_chosen_and_sorted_by_it(desk: Desk) -> None:
    """Three months after 1 October and after 28 June 2019, for nobody scored either."""
    for reference, reviewed in (("R1", "2019-10-01"), ("R2", "2019-06-28")):
        await desk.risk(reference)
        await desk.review(reference, reviewed)

    shown = await desk.get("view", on="2019-10-04", sort="next_review")
    stale = await desk.get("view", on="2019-10-04", stale="true")

    said = [(row["reference"], row["next_review"], row["is_stale"]) for row in shown["items"]]
    assert said == [("R2", "2019-09-28", True), ("R1", "2020-01-01", False)]
    assert [row["reference"] for row in stale["items"]] == ["R2"]
