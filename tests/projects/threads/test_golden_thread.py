"""The golden thread: from an objective down to items, and from an item up, the same both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.projects.plan import PlanUnderTest

if TYPE_CHECKING:
    from tests.suite import Suite


@pytest.fixture
async def town(shared_suite: Suite) -> PlanUnderTest:
    """A body with a vision, two corporate aims, and a service's two objectives that serve them.

    vision <- economy <- collect      P1 (yes to collect) <- P1a, P1b (no to collect)
           <- lives   <- pay          P2 (yes to pay)
              lives   <- collect      P3 (nothing)
    """
    town = PlanUnderTest(shared_suite)
    town.body = f"town-{town.number}"
    await town.keep_plan(title="Service plan")
    letters = [{"letter": "A", "text": "Jobs"}]
    for code, level, parents, more in (
        ("vision", "corporate", [], {}),
        ("economy", "corporate", ["vision"], {"number": 2, "owners": ["Leader"]}),
        ("lives", "corporate", ["vision"], {"number": 1, "risks": ["R9"]}),
        ("collect", "service", ["economy", "lives"], {"outcomes": letters}),
        ("pay", "service", ["lives"], {"indicators": ["new-claims-days"]}),
    ):
        await town.keep(f"objectives/{code}", level=level, title=code, parents=parents, **more)
    await town.keep_items("P2", "P3")
    await town.keep(
        f"{town.at}/items/P1",
        title="Bill well",
        owners=["LB"],
        indicators=["council-tax-in-year"],
        risks=["R1"],
    )
    await town.keep_items(P1a="P1", P1b="P1")
    await _says(town, "P1", "collect", "yes", "A")
    await _says(town, "P1b", "collect", "no")
    await _says(town, "P2", "pay", "yes")
    return town


async def _says(town: PlanUnderTest, item: str, code: str, contributes: str, *outcomes: str) -> Any:
    said = {"objective": code, "contributes": contributes, "outcomes": [*outcomes]}
    return await town.keep(f"{town.at}/items/{item}/contributions", contributions=[said])


def _steps(thread: Any) -> list[tuple[str, int]]:
    return [(each["objective"], each["depth"]) for each in thread["objectives"]]


async def test_down_from_an_objective_stands_all_that_serves_it(town: PlanUnderTest) -> None:
    thread = await town.read("objectives/economy/thread")

    assert _steps(thread) == [("economy", 0), ("collect", 1)]
    found = [(each["item"], each["objective"], each["through"]) for each in thread["items"]]
    assert found == [("P1", "collect", "P1"), ("P1a", "collect", "P1")]
    assert thread["items"][0]["outcomes"] == ["A"]
    assert thread["items"][0]["plan_title"] == "Service plan"
    assert thread["owners"] == ["Leader", "LB"]
    assert thread["indicators"] == ["council-tax-in-year"]
    assert thread["risks"] == ["R1"]


async def test_from_the_top_an_objective_that_serves_two_stands_once(town: PlanUnderTest) -> None:
    thread = await town.read("objectives/vision/thread")

    assert _steps(thread) == [
        ("vision", 0),
        ("lives", 1),
        ("economy", 1),
        ("collect", 2),
        ("pay", 2),
    ]
    assert [each["item"] for each in thread["items"]] == ["P1", "P1a", "P2"]
    assert thread["indicators"] == ["council-tax-in-year", "new-claims-days"]
    assert thread["risks"] == ["R1", "R9"]


async def test_up_from_an_item_stands_what_it_is_for(town: PlanUnderTest) -> None:
    thread = await town.read(f"{town.at}/items/P1a/thread")

    [said] = thread["contributions"]
    assert (said["objective"], said["through"]) == ("collect", "P1")
    assert said["outcomes"] == [{"letter": "A", "text": "Jobs"}]
    assert _steps(thread) == [("collect", 1), ("lives", 2), ("economy", 2), ("vision", 3)]


async def test_a_no_of_its_own_ends_what_stands_above_it(town: PlanUnderTest) -> None:
    for item in ("P1b", "P3"):
        thread = await town.read(f"{town.at}/items/{item}/thread")
        assert (thread["contributions"], thread["objectives"]) == ([], [])


async def test_both_ways_the_thread_is_the_same(town: PlanUnderTest) -> None:
    """An item is on an objective's thread just if the objective is on the item's."""
    objectives = ("vision", "economy", "lives", "collect", "pay")
    down = {
        (each["item"], code)
        for code in objectives
        for each in (await town.read(f"objectives/{code}/thread"))["items"]
    }
    up = {
        (item, each["objective"])
        for item in ("P1", "P1a", "P1b", "P2", "P3")
        for each in (await town.read(f"{town.at}/items/{item}/thread"))["objectives"]
    }

    assert down == up
    assert len(down) == 4 + 4 + 3  # P1 and P1a: collect, economy, lives, vision; P2: without two


async def test_what_was_removed_is_on_no_thread(town: PlanUnderTest) -> None:
    """What stood below it is an orphan then, and takes nothing from it."""
    before = (await town.read(f"{town.at}/items/P1"))["recorded_at"]
    await town.remove("P1")

    assert (await town.read("objectives/collect/thread"))["items"] == []
    for item in ("P1", "P1a"):
        assert (await town.read(f"{town.at}/items/{item}/thread"))["contributions"] == []
    settled = await town.read(f"{town.at}/items/P2/contributions")
    known = max(before, settled["recorded_at"])
    then = await town.read("objectives/collect/thread", known_at=known)
    assert [each["item"] for each in then["items"]] == ["P1", "P1a"]
