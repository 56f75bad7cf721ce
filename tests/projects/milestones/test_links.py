"""Links between milestones through the API: where they lead, and what a slip does along them."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.projects.planning import Planning, faults

M1: Final = "items/P1/milestones/m1"
STAFF: Final[dict[str, Any]] = {"title": "Move staff", "dates": [{"planned": "Sept 2012"}]}
WHY: Final = {"reason": "The switchboard moves later"}


def due(planned: str) -> dict[str, Any]:
    """Return a milestone that is due then."""
    return {"title": "Open the One Stop Shop", "dates": [{"planned": planned}]}


@pytest.mark.parametrize(
    ("links", "fault"),
    [
        ([("P1", "m1")], ("dependency_circle", "/depends_on/0")),
        ([("P2", "m3"), ("P1", "m2")], ("dependency_circle", "/depends_on/1")),
        ([("P2", "m9")], ("no_such_milestone", "/depends_on/0")),
        ([("P2", "gone")], ("no_such_milestone", "/depends_on/0")),
    ],
)
async def test_a_link_leads_somewhere_and_not_in_a_circle(
    planning: Planning, links: list[tuple[str, str]], fault: tuple[str, str]
) -> None:
    """`m2` waits for `m1`."""
    await planning.put(M1, STAFF)
    await planning.put("items/P2/milestones/m3", STAFF)
    await planning.put("items/P2/milestones/gone", STAFF)
    await planning.step("items/P2/milestones/gone", "remove", WHY)
    one = {"item": "P1", "milestone": "m1"}
    linked = await planning.put("items/P1/milestones/m2", STAFF | {"depends_on": [one, one]})

    assert linked.json()["depends_on"] == [one]
    wanted = [{"item": item, "milestone": milestone} for item, milestone in links]
    assert faults(await planning.put(M1, STAFF | {"depends_on": wanted})) == [fault]


async def test_a_link_to_what_was_removed_since_may_stay(planning: Planning) -> None:
    await planning.put(M1, STAFF)
    link = {"depends_on": [{"item": "P1", "milestone": "m1"}]}
    await planning.put("items/P1/milestones/m2", STAFF | link)
    await planning.step(M1, "remove", WHY)
    changed = await planning.put("items/P1/milestones/m2", STAFF | link | {"notes": "Waits"})
    back = await planning.step(M1, "restore", WHY)

    assert (changed.status_code, back.status_code) == (200, 200), changed.text


async def test_a_slip_is_told_to_those_that_wait_and_not_to_what_was_removed(
    planning: Planning,
) -> None:
    """Worked by hand in `test_waiting`; here it is read of the plan."""
    await planning.put(M1, due("23 May 2012"))
    link = {"depends_on": [{"item": "P1", "milestone": "m1"}]}
    await planning.put("items/P2/milestones/move", due("30 May 2012") | link)
    known_at = (await planning.read(M1))["recorded_at"]
    await planning.step(M1, "redate", {"to": "30 May 2012"} | WHY)
    slipped = await planning.read("dependencies")
    await planning.step("items/P1", "remove", WHY)
    removed = await planning.read("dependencies")
    before = await planning.read("dependencies", known_at=known_at)

    def told(read: dict[str, Any]) -> list[tuple[Any, ...]]:
        names = ("milestone", "slippage", "implied", "knock_on", "why")
        return [tuple(each[name] for name in names) for each in read["milestones"]]

    assert told(slipped) == [("m1", 5, None, 0, None), ("move", 0, "2012-06-08", 5, None)]
    assert told(removed) == [("move", 0, None, None, "predecessor_removed")]
    assert told(before) == [("m1", 0, None, 0, None)]
