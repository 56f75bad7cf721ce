"""What items contribute to: kept as it is said, with what is amiss beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest

VE = "\u0412"


async def _objective(plan: PlanUnderTest, letters: str = "AB", code: str = "jobs") -> None:
    outcomes = [{"letter": letter, "text": f"Outcome {letter}"} for letter in letters]
    sent = {"level": "corporate", "title": code, "outcomes": outcomes}
    await plan.keep(f"objectives/{code}-{plan.number}", **sent)


def _said(plan: PlanUnderTest, code: str = "jobs", **more: Any) -> dict[str, Any]:
    return {"objective": f"{code}-{plan.number}", "contributes": "yes"} | more


async def _kept(plan: PlanUnderTest, item: str, *said: dict[str, Any]) -> Any:
    kept = await plan.keep(f"{plan.at}/items/{item}/contributions", contributions=[*said])
    return kept["contributions"]


def _codes(contribution: Any) -> list[str]:
    return [flag["code"] for flag in contribution["flags"]]


async def test_a_look_alike_in_a_list_of_letters_is_folded_and_told(plan: PlanUnderTest) -> None:
    await _objective(plan)
    await plan.keep_items("P1")
    [kept] = await _kept(plan, "P1", _said(plan, outcomes=f"A,{VE}"))

    assert (kept["outcomes"], kept["as_written"]) == (["A", "B"], f"A,{VE}")
    assert _codes(kept) == ["look_alike_folded"]
    [listed] = await _kept(plan, "P1", _said(plan, outcomes=["A", VE]))
    assert (listed["outcomes"], listed["as_written"]) == (["A", "B"], f"A,{VE}")


async def test_an_outcome_that_the_objective_lacks_is_flagged_until_it_has_it(
    plan: PlanUnderTest,
) -> None:
    """The matrix tells how it stands; what was kept tells how it stood then."""
    await _objective(plan, "AB")
    await plan.keep_items("P1")
    [kept] = await _kept(plan, "P1", _said(plan, outcomes="B,F"))
    before = await plan.read(f"{plan.at}/contributions")
    await _objective(plan, "ABF")
    after = await plan.read(f"{plan.at}/contributions")

    assert kept["outcomes"] == ["B", "F"]
    assert _codes(kept) == ["unknown_outcome"]
    assert _codes(before["items"][0]["contributions"][0]) == ["unknown_outcome"]
    assert _codes(after["items"][0]["contributions"][0]) == []
    read = await plan.read(f"{plan.at}/items/P1/contributions")
    assert _codes(read["contributions"][0]) == ["unknown_outcome"]


async def test_outcomes_without_a_yes_are_flagged_and_serve_nothing(plan: PlanUnderTest) -> None:
    await _objective(plan)
    await plan.keep_items("P1", "P2")
    for item, contributes in (("P1", "no"), ("P2", "not_stated")):
        [kept] = await _kept(plan, item, _said(plan, contributes=contributes, outcomes="A"))
        assert _codes(kept) == ["outcome_without_yes"]

    matrix = await plan.read(f"{plan.at}/contributions")
    assert [each["items"] for each in matrix["objectives"][0]["outcomes"]] == [[], []]


async def test_an_objective_without_outcomes_needs_none_named(plan: PlanUnderTest) -> None:
    """Seed 000's fourteen objectives have none."""
    await _objective(plan, "")
    await plan.keep_items("P1")
    [kept] = await _kept(plan, "P1", _said(plan))

    assert _codes(kept) == []


async def test_an_objective_that_the_body_lacks_is_refused_and_so_is_one_named_twice(
    plan: PlanUnderTest,
) -> None:
    await _objective(plan)
    await plan.keep_items("P1")
    at = f"{plan.at}/items/P1/contributions"
    unknown = await plan.put(at, {"contributions": [_said(plan), _said(plan, "no-such")]})
    twice = await plan.put(at, {"contributions": [_said(plan), _said(plan)]})

    assert (unknown.status_code, twice.status_code) == (422, 422)
    [fault] = unknown.json()["errors"]
    assert (fault["code"], fault["pointer"]) == (
        "unknown_objective",
        "/contributions/1/objective",
    )


async def test_a_removed_item_takes_no_contributions_and_leaves_the_matrix(
    plan: PlanUnderTest,
) -> None:
    await _objective(plan)
    await plan.keep_items("P1", "P2")
    await _kept(plan, "P1", _said(plan, outcomes="A"))
    await plan.remove("P1")

    sent = {"contributions": [_said(plan, outcomes="B")]}
    refused = await plan.put(f"{plan.at}/items/P1/contributions", sent)
    matrix = await plan.read(f"{plan.at}/contributions")

    assert refused.status_code == 409
    assert [row["item"] for row in matrix["items"]] == ["P2"]
    assert matrix["objectives"] == []


async def test_an_item_of_which_nothing_is_said_has_no_versions_of_it_yet(
    plan: PlanUnderTest,
) -> None:
    await plan.keep_items("P1")
    at = f"{plan.at}/items/P1/contributions"

    assert (await plan.read(f"{at}/versions"))["items"] == []
    assert (await plan.get(at)).status_code == 404
    nowhere = await plan.get(f"{plan.at}/items/P2/contributions/versions")
    assert nowhere.status_code == 404


async def test_the_versions_of_what_was_said_are_kept(plan: PlanUnderTest) -> None:
    await _objective(plan)
    await plan.keep_items("P1")
    await _kept(plan, "P1", _said(plan, outcomes="A"))
    then = await plan.read(f"{plan.at}/items/P1/contributions")
    await _kept(plan, "P1", _said(plan, outcomes="B"))

    at = then["recorded_at"]
    versions = (await plan.read(f"{plan.at}/items/P1/contributions/versions"))["items"]
    matrix = await plan.read(f"{plan.at}/contributions", known_at=at)
    assert [each["contributions"][0]["outcomes"] for each in versions] == [["B"], ["A"]]
    assert matrix["items"][0]["contributions"][0]["outcomes"] == ["A"]
