"""Positions: drafts are added, none is changed, and what nobody has said is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest

PERIOD = "2019-20-Q3"


async def _drafted(plan: PlanUnderTest, item: str, words: str, period: str = PERIOD) -> Any:
    said = {"period": period, "statement": words}
    answer = await plan.post(f"{plan.at}/items/{item}/positions", said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_each_draft_has_the_next_number_of_its_item_and_period(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1", "R2")

    drafts = [
        await _drafted(plan, "R1", "Staffed."),
        await _drafted(plan, "R1", "Fully staffed."),
        await _drafted(plan, "R2", "Staffed."),
        await _drafted(plan, "R1", "Staffed.", "2019-20-M12"),
        await _drafted(plan, "R1", "Fully staffed since June."),
    ]

    assert [draft["number"] for draft in drafts] == [1, 2, 1, 1, 3]
    assert drafts[0]["period_start"] == "2019-10-01"
    assert drafts[0]["period_end"] == "2019-12-31"


async def test_the_same_words_again_by_the_same_hand_make_no_draft(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1")
    at, said = f"{plan.at}/items/R1/positions", {"period": PERIOD, "statement": "Staffed."}
    other = await plan.officer("another officer")

    answers = [
        await plan.post(at, said),
        await plan.post(at, said),
        await plan.post(at, said, other),
        await plan.post(at, said),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 201, 201]
    assert [answer.json()["number"] for answer in answers] == [1, 1, 2, 3]
    assert answers[1].json() == answers[0].json()


async def test_drafts_are_listed_by_period_and_the_last_one_first(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1", "R11")  # whose name begins alike
    await _drafted(plan, "R11", "Elsewhere.")
    for words, period in (("One", "2019-20-Q1"), ("Two", "2019-20-Q2"), ("Three", "2019-20-Q1")):
        await _drafted(plan, "R1", words, period)

    at = f"{plan.at}/items/R1/positions"
    every = (await plan.read(at))["items"]
    of_one = (await plan.read(at, period="2019/20 Q1"))["items"]
    page = await plan.read(at, limit=2)
    rest = await plan.read(at, limit=2, cursor=page["next_cursor"])

    assert [each["statement"] for each in every] == ["Two", "Three", "One"]
    assert [each["statement"] for each in of_one] == ["Three", "One"]
    assert [*page["items"], *rest["items"]] == every
    assert rest["next_cursor"] is None
    first = await plan.read(at, period="2019-20-Q1", limit=1)
    after = await plan.read(at, period="2019-20-Q1", limit=1, cursor=first["next_cursor"])
    assert [*first["items"], *after["items"]] == of_one


async def test_a_plan_shows_the_last_draft_of_each_item_or_that_it_is_missing(
    plan: PlanUnderTest,
) -> None:
    """In reading order; of a period alone; and nothing of an item that was removed."""
    await plan.keep_items("R2", "R10", "R9", R2a="R2", R2b="R2")
    await _drafted(plan, "R10", "Begun.")
    await _drafted(plan, "R10", "Improvement Plan.")
    await _drafted(plan, "R2a", "Done in September.", "2019-20-Q2")
    await _drafted(plan, "R2b", "Going well.")
    await _drafted(plan, "R9", "Dropped.")
    await plan.remove("R9")

    shown = await plan.read(f"{plan.at}/positions", period=PERIOD)

    assert (shown["period_start"], shown["period_end"]) == ("2019-10-01", "2019-12-31")
    assert [(each["item"], each["depth"], each["missing"]) for each in shown["items"]] == [
        ("R2", 0, True),
        ("R2a", 1, True),
        ("R2b", 1, False),
        ("R10", 0, False),
    ]
    last = shown["items"][3]["position"]
    assert (last["statement"], last["number"]) == ("Improvement Plan.", 2)
    assert shown["items"][1]["position"] is None


async def test_what_was_known_before_a_draft_is_read_without_it(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1")
    first = await _drafted(plan, "R1", "Late.")
    await _drafted(plan, "R1", "On time.")

    then = first["recorded_at"]
    shown = await plan.read(f"{plan.at}/positions", period=PERIOD, known_at=then)
    listed = await plan.read(f"{plan.at}/items/R1/positions", known_at=then)

    assert shown["items"][0]["position"]["statement"] == "Late."
    assert [each["statement"] for each in listed["items"]] == ["Late."]
    assert shown["known_at"] == then


async def test_a_position_in_a_period_that_has_not_begun_is_refused(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1")
    said = {"period": "2098-99-Q1", "statement": "All done."}
    answer = await plan.post(f"{plan.at}/items/R1/positions", said)

    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["code"], fault["pointer"]) == ("period_not_begun", "/period")


async def test_words_of_completion_complete_nothing(plan: PlanUnderTest) -> None:
    """What a statement says is for its readers: neither the item nor its confidence follows it."""
    await plan.keep_items("R1")
    before = await plan.read(f"{plan.at}/items/R1")
    await _drafted(plan, "R1", "Completed. This recommendation is complete and closed.")

    assert await plan.read(f"{plan.at}/items/R1") == before
    confidence = await plan.read(f"{plan.at}/confidence")
    assert confidence["counts"]["complete"] == 0
    assert confidence["items"][0]["said"] is None


async def test_nothing_more_is_said_of_what_was_removed_and_all_is_still_read(
    plan: PlanUnderTest,
) -> None:
    await plan.keep_items("R1")
    await _drafted(plan, "R1", "Late.")
    await plan.remove("R1")

    at = f"{plan.at}/items/R1"
    position = {"period": PERIOD, "statement": "Early."}
    refused = [
        await plan.post(f"{at}/positions", position),
        await plan.post(f"{at}/confidence", {"confidence": "green", "reason": "Early"}),
    ]

    assert [answer.status_code for answer in refused] == [409, 409]
    assert len((await plan.read(f"{at}/positions"))["items"]) == 1
