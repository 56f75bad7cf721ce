"""What councils say of scoping items, as in the table of seed 004."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest

CHELMSFORD, COLCHESTER, MALDON, ROCHFORD = "E07000070", "E07000071", "E07000074", "E07000075"
CONTRACT = (
    "Our IT provider may penalise us for pulling out of contract. The contract ends 31st March 2011"
)


async def say(plan: PlanUnderTest, item: str, council: str, decision: str, **more: Any) -> None:
    """Keep what a council says."""
    await plan.keep(f"{plan.at}/items/{item}/decisions/{council}", decision=decision, **more)


async def group(plan: PlanUnderTest) -> None:
    """Keep the seed's four signatories, of which one has withdrawn."""
    parties: list[dict[str, Any]] = [{"council": c} for c in (CHELMSFORD, MALDON, ROCHFORD)]
    parties.append({"council": COLCHESTER, "withdrew": "2006-01-31"})
    await plan.keep(f"{plan.at}/groups/steering", name="Steering Group", parties=parties)


def row(table: dict[str, Any], item: str) -> dict[str, Any]:
    """Return an item's row."""
    found: dict[str, Any] = next(each for each in table["rows"] if each["item"] == item)
    return found


async def test_the_table_tells_who_has_yet_to_say_and_where_all_agree(
    plan: PlanUnderTest,
) -> None:
    await group(plan)
    await plan.keep_items("S1", "S5", "S12")
    for council in (CHELMSFORD, MALDON, ROCHFORD):
        await say(plan, "S1", council, "agree")
    await say(plan, "S5", MALDON, "agree", comment=CONTRACT)
    await say(plan, "S5", ROCHFORD, "disagree")
    await say(plan, "S5", CHELMSFORD, "comment", comment="Which systems?")

    table = await plan.read(f"{plan.at}/decisions")

    assert [c["council"] for c in table["councils"]] == [CHELMSFORD, MALDON, ROCHFORD]
    assert [each["item"] for each in table["rows"]] == ["S1", "S5", "S12"]
    assert [(r["all_agree"], r["silent"]) for r in table["rows"]] == [
        (True, []),
        (False, []),
        (False, [CHELMSFORD, MALDON, ROCHFORD]),
    ]
    said = [(c["decision"], c["comment"]) for c in row(table, "S5")["cells"]]
    assert said == [("comment", "Which systems?"), ("agree", CONTRACT), ("disagree", None)]


async def test_a_council_that_withdrew_is_shown_and_not_awaited(plan: PlanUnderTest) -> None:
    """Four signed the protocol, and three are partners."""
    await group(plan)
    await plan.keep_items("S1")
    await say(plan, "S1", COLCHESTER, "disagree")
    for council in (CHELMSFORD, MALDON, ROCHFORD):
        await say(plan, "S1", council, "agree")

    table = await plan.read(f"{plan.at}/decisions")

    awaited = {c["council"]: c["is_awaited"] for c in table["councils"]}
    assert awaited == {CHELMSFORD: True, COLCHESTER: False, MALDON: True, ROCHFORD: True}
    assert row(table, "S1")["cells"][1]["decision"] == "disagree"
    assert row(table, "S1")["all_agree"] is True


async def test_a_form_with_nothing_in_its_boxes_is_no_word(plan: PlanUnderTest) -> None:
    await plan.keep_items("S1")
    await say(plan, "S1", MALDON, "none")
    await say(plan, "S1", ROCHFORD, "agree")

    [told] = (await plan.read(f"{plan.at}/decisions"))["rows"]

    assert (told["silent"], told["all_agree"]) == ([MALDON], False)


async def test_a_plan_of_which_nobody_has_said_anything_has_no_agreement(
    plan: PlanUnderTest,
) -> None:
    await plan.keep_items("S1")

    [told] = (await plan.read(f"{plan.at}/decisions"))["rows"]

    assert (told["cells"], told["silent"], told["all_agree"]) == ([], [], False)


async def test_an_item_of_another_kind_stands_there_once_it_is_spoken_of(
    plan: PlanUnderTest,
) -> None:
    for item in ("P1", "P2"):
        await plan.keep(f"{plan.at}/items/{item}", title=item, kind="key_project")
    await say(plan, "P2", MALDON, "agree")

    assert [r["item"] for r in (await plan.read(f"{plan.at}/decisions"))["rows"]] == ["P2"]


async def test_an_item_that_was_removed_takes_no_decision_and_leaves_the_table(
    plan: PlanUnderTest,
) -> None:
    await plan.keep_items("S1")
    await say(plan, "S1", MALDON, "agree")
    await plan.remove("S1")

    answer = await plan.put(f"{plan.at}/items/S1/decisions/{ROCHFORD}", {"decision": "agree"})

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    table = await plan.read(f"{plan.at}/decisions")
    assert (table["rows"], table["councils"]) == ([], [])


async def test_a_council_may_change_its_mind_and_both_words_are_kept(plan: PlanUnderTest) -> None:
    await plan.keep_items("S1")
    await say(plan, "S1", MALDON, "disagree")
    before = (await plan.read(f"{plan.at}/items/S1/decisions/{MALDON}"))["recorded_at"]
    await say(plan, "S1", MALDON, "agree")

    versions = await plan.read(f"{plan.at}/items/S1/decisions/{MALDON}/versions")
    table = await plan.read(f"{plan.at}/decisions", known_at=before)

    assert [each["decision"] for each in versions["items"]] == ["agree", "disagree"]
    assert table["rows"][0]["cells"][0]["decision"] == "disagree"


@pytest.mark.parametrize(
    "sent", [{"decision": "comment"}, {"decision": "none", "comment": "Not sure"}]
)
async def test_a_mark_says_what_it_is(plan: PlanUnderTest, sent: dict[str, Any]) -> None:
    await plan.keep_items("S1")

    answer = await plan.put(f"{plan.at}/items/S1/decisions/{MALDON}", sent)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("day", "code"),
    [("2198-01-01", "day_in_future"), ("1809-02-12", "day_too_early"), ("2006-03-20", None)],
)
async def test_a_decision_was_taken_on_a_day_that_has_been(
    plan: PlanUnderTest, day: str, code: str | None
) -> None:
    await plan.keep_items("S1")

    at = f"{plan.at}/items/S1/decisions/{MALDON}"
    answer = await plan.put(at, {"decision": "agree", "decided_on": day})

    told = [(each["code"], each["pointer"]) for each in answer.json().get("errors", [])]
    assert told == ([(code, "/decided_on")] if code else [])
