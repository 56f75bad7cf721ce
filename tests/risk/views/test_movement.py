"""What became of a register's risks from one instant to another."""

from __future__ import annotations

from typing import Any

from tests.risk.views.desk import REGISTER, SECRET, Desk, matrix


def _steps(movement: Any) -> dict[str, list[str]]:
    return {
        risk["reference"]: [step["step"] for step in risk["steps"]] for risk in movement["risks"]
    }


async def test_it_tells_what_happened_to_each_risk_and_why(desk: Desk) -> None:
    await desk.risk("R1")
    await desk.assess("R1", 2, 3)
    await desk.risk("R2")
    await desk.risk("R3")
    begins = (await desk.step("R3", "close", "Over"))["recorded_at"]
    await desk.assess("R1", 4, 3, reason="Two staff left")
    await desk.step("R2", "materialise", "The server failed")
    await desk.step("R3", "reopen", "It is back")
    await desk.risk("R4")

    movement = await desk.get("movement", from_=begins)

    assert _steps(movement) == {
        "R1": ["assessed"],
        "R2": ["materialised"],
        "R3": ["reopened"],
        "R4": ["added"],
    }
    first = movement["risks"][0]
    assert (first["before"]["score"], first["after"]["score"]) == (6, 12)
    assert first["direction"] == "up"
    assert [step["reason"] for risk in movement["risks"] for step in risk["steps"]] == [
        "Two staff left",
        "The server failed",
        "It is back",
        None,
    ]


async def test_what_came_before_or_after_is_not_in_it(desk: Desk) -> None:
    await desk.risk("R1")
    begins = (await desk.assess("R1", 2, 2))["recorded_at"]
    ends = (await desk.assess("R1", 3, 2, reason="Worse"))["recorded_at"]
    await desk.assess("R1", 5, 5, reason="Much worse")

    movement = await desk.get("movement", from_=begins, to=ends)

    [risk] = movement["risks"]
    assert [step["reason"] for step in risk["steps"]] == ["Worse"]
    assert (risk["before"]["score"], risk["after"]["score"]) == (4, 6)


async def test_scores_of_two_matrices_are_not_compared(desk: Desk) -> None:
    await desk.risk("R1")
    begins = (await desk.assess("R1", 2, 2))["recorded_at"]
    await desk.register(matrix=matrix(4), reason="Four by four")
    await desk.assess("R1", 4, 4, reason="On the new scale")

    movement = await desk.get("movement", from_=begins)

    assert movement["matrix_changed"] is True
    [risk] = movement["risks"]
    assert (risk["direction"], risk["not_compared"]) == (None, "another_matrix")
    assert (risk["before"]["score"], risk["after"]["score"]) == (4, 16)


async def test_a_score_that_becomes_known_has_not_risen(desk: Desk) -> None:
    begins = (await desk.risk("R1"))["recorded_at"]
    await desk.assess("R1", 5, 5)

    [risk] = (await desk.get("movement", from_=begins))["risks"]

    assert (risk["direction"], risk["not_compared"]) == (None, "unknown")


async def test_a_reason_of_part_two_is_told_to_its_holders_alone(desk: Desk) -> None:
    await desk.risk("R1")
    begins = (await desk.assess("R1", 2, 2))["recorded_at"]
    await desk.assess("R1", 3, 3, reason=SECRET, reason_is_confidential=True)

    outside = await desk.ask("movement", await desk.reader(), from_=begins)
    inside = await desk.ask("movement", from_=begins)

    assert SECRET not in outside.text
    assert outside.json()["risks"][0]["steps"][0]["reason"] is None
    assert SECRET in inside.text


async def test_a_risk_that_changes_registers_leaves_one_and_joins_the_other(desk: Desk) -> None:
    await desk.register("projects", title="Project risks")
    begins = (await desk.risk("R1"))["recorded_at"]
    await desk.risk("R1", register_code="projects")

    left = await desk.get("movement", from_=begins)
    joined = await desk.get("movement", None, "projects", from_=begins)

    assert _steps(left) == {"R1": ["moved_away"]}
    assert _steps(joined) == {"R1": ["moved_here"]}
    assert left["risks"][0]["state_after"] is None
    assert joined["risks"][0]["state_before"] is None


async def test_the_end_does_not_come_before_the_beginning(desk: Desk) -> None:
    first = await desk.risk("R1")
    later = await desk.risk("R2")

    answer = await desk.ask("movement", from_=later["recorded_at"], to=first["recorded_at"])

    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == ["ends_before_it_begins"]


async def test_a_day_is_as_it_was_known_at_its_end(desk: Desk) -> None:
    """28 June 2019 in London ended at 23:00 UTC: the clocks were on summer time."""
    movement = await desk.get("movement", from_="2019-06-28")

    assert movement["begins"] == "2019-06-28T23:00:00.000000Z"
    assert movement["body"] == desk.body
    assert movement["register_code"] == REGISTER


async def test_a_day_that_is_to_come_is_refused(desk: Desk) -> None:
    answer = await desk.ask("movement", from_="2198-06-28")

    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == ["future_instant"]


async def test_a_risk_that_came_and_left_in_between_is_told(desk: Desk) -> None:
    """It stood here at neither end; what became of it elsewhere is told there."""
    await desk.register("projects", title="Project risks")
    begins = (await desk.risk("R1", register_code="projects"))["recorded_at"]
    await desk.assess("R1", 1, 1, reason="Before")
    await desk.risk("R1", title="As it was called here")
    await desk.assess("R1", 2, 2, reason="Here")
    await desk.risk("R1", register_code="projects", title="Renamed")
    await desk.assess("R1", 3, 3, reason="After")

    here = await desk.get("movement", from_=begins)
    there = await desk.get("movement", None, "projects", from_=begins)

    assert _steps(here) == {"R1": ["moved_here", "assessed", "moved_away"]}
    [risk] = here["risks"]
    assert (risk["title"], risk["state_before"], risk["state_after"]) == (
        "As it was called here",
        None,
        None,
    )
    assert [step["reason"] for step in risk["steps"]] == [None, "Here", None]
    assert _steps(there) == {"R1": ["assessed", "moved_away", "moved_here", "assessed"]}
