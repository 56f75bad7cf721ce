"""Objectives: kept with lettered outcomes, in levels, and never in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.projects.plan import PlanUnderTest

if TYPE_CHECKING:
    from tests.suite import Suite

ALPHA, VE = "\u0391", "\u0412"


@pytest.fixture
def desk(shared_suite: Suite) -> PlanUnderTest:
    """A body of its own, which has no objectives yet."""
    desk = PlanUnderTest(shared_suite)
    desk.body = f"body-{desk.number}"
    return desk


async def _keep(desk: PlanUnderTest, code: str, level: str = "corporate", *parents: str) -> Any:
    sent = {"level": level, "title": f"Aim {code}", "parents": list(parents)}
    return await desk.put(f"objectives/{code}", sent)


def _faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]]


async def test_a_look_alike_letter_is_folded_and_the_answer_says_so(desk: PlanUnderTest) -> None:
    outcomes = [
        {"letter": ALPHA, "text": "Where people feel safe"},
        {"letter": VE, "text": "There are decent affordable homes"},
        {"letter": "D", "text": "Clean streets"},
    ]
    kept = await desk.keep("objectives/places", level="corporate", title="P", outcomes=outcomes)

    assert [each["letter"] for each in kept["outcomes"]] == ["A", "B", "D"]
    assert [each["as_written"] for each in kept["outcomes"]] == [ALPHA, VE, "D"]
    assert [flag["code"] for flag in kept["flags"]] == ["look_alike_folded"] * 2
    assert "greek capital letter alpha" in kept["flags"][0]["detail"]
    assert await desk.read("objectives/places") == kept


async def test_two_outcomes_that_look_alike_are_refused(desk: PlanUnderTest) -> None:
    outcomes = [{"letter": "A", "text": "Safe"}, {"letter": ALPHA, "text": "Clean"}]
    sent = {"level": "corporate", "title": "Places", "outcomes": outcomes}

    assert (await desk.put("objectives/places", sent)).status_code == 422


async def test_objectives_are_listed_and_each_version_of_one_is_kept(desk: PlanUnderTest) -> None:
    for code in ("people", "places"):
        assert (await _keep(desk, code)).status_code == 201
    before = await desk.read("objectives/people")
    await desk.keep("objectives/people", level="corporate", title="Another title")

    listed = (await desk.read("objectives"))["items"]
    versions = (await desk.read("objectives/people/versions"))["items"]
    assert [each["objective"] for each in listed] == ["people", "places"]
    assert [each["title"] for each in versions] == ["Another title", "Aim people"]
    then = await desk.read("objectives/people", known_at=before["recorded_at"])
    assert then == before


async def test_a_circle_among_parents_is_refused_at_whatever_remove(desk: PlanUnderTest) -> None:
    await _keep(desk, "vision")
    await _keep(desk, "aim", "corporate", "vision")
    await _keep(desk, "task", "service", "aim")

    assert _faults(await _keep(desk, "vision", "corporate", "aim")) == [
        ("parent_circle", "/parents")
    ]
    assert _faults(await _keep(desk, "vision", "corporate", "vision")) == [
        ("parent_circle", "/parents")
    ]
    assert (await desk.read("objectives/vision"))["parents"] == []


async def test_a_parent_that_is_not_there_is_refused(desk: PlanUnderTest) -> None:
    await _keep(desk, "aim")
    answer = await _keep(desk, "task", "service", "aim", "no-such-aim")

    assert _faults(answer) == [("unknown_objective", "/parents/1")]


async def test_no_corporate_objective_serves_a_services(desk: PlanUnderTest) -> None:
    """Neither by taking such a parent, nor by a parent's becoming one."""
    await _keep(desk, "vision")
    await _keep(desk, "aim", "corporate", "vision")
    await _keep(desk, "task", "service", "aim")

    upside_down = await _keep(desk, "vision", "corporate", "task")
    lowered = await _keep(desk, "vision", "service")

    assert ("level_below", "/parents/0") in _faults(upside_down)
    assert _faults(lowered) == [("level_below", "/level")]


async def test_another_bodys_objectives_are_none_of_ones_own(desk: PlanUnderTest) -> None:
    await _keep(desk, "aim")
    other = PlanUnderTest(desk.suite, body=f"{desk.body}-other")

    assert (await other.read("objectives"))["items"] == []
    assert _faults(await _keep(other, "task", "service", "aim")) == [
        ("unknown_objective", "/parents/0")
    ]
