"""Delivery confidence: the last word by its day, and a roll-up that hides no colour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.journal import content_hash

if TYPE_CHECKING:
    import httpx

    from tests.projects.plan import PlanUnderTest


async def _said(plan: PlanUnderTest, item: str, confidence: str, on: str, why: str = "Why") -> Any:
    said = {"confidence": confidence, "reason": why, "on": on}
    answer = await plan.post(f"{plan.at}/items/{item}/confidence", said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _sent(plan: PlanUnderTest, **said: Any) -> httpx.Response:
    return await plan.post(f"{plan.at}/items/R1/confidence", said)


async def test_the_last_one_by_its_day_counts_whenever_it_was_said(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1")
    await _said(plan, "R1", "red", "2020-03-01")
    await _said(plan, "R1", "green", "2020-01-31")  # told afterwards, of an earlier day
    await _said(plan, "R1", "amber", "2020-01-31", "On second thoughts")

    async def on(day: str) -> Any:
        shown = await plan.read(f"{plan.at}/confidence", on=day)
        said = shown["items"][0]["said"]
        return said and said["confidence"]

    assert await on("2020-01-30") is None
    assert await on("2020-01-31") == "amber"
    assert await on("2020-02-29") == "amber"
    assert await on("2020-03-01") == "red"
    listed = (await plan.read(f"{plan.at}/items/R1/confidence"))["items"]
    assert [each["confidence"] for each in listed] == ["red", "amber", "green"]


async def test_the_roll_up_counts_every_colour_and_takes_the_worst(plan: PlanUnderTest) -> None:
    """What is complete or not started is counted beside; R2 says it is better than R2a below."""
    await plan.keep_items("R1", "R2", "R3", "R4", R2a="R2", R2b="R2", R4a="R4")
    for item, colour in (
        ("R1", "amber_green"),
        ("R2", "green"),
        ("R2a", "amber_red"),
        ("R2b", "complete"),
        ("R3", "not_started"),
    ):
        await _said(plan, item, colour, "2020-01-31")

    shown = await plan.read(f"{plan.at}/confidence", on="2020-02-01")

    assert shown["worst"] == "amber_red"
    assert shown["counts"] == {
        "green": 1,
        "amber_green": 1,
        "amber": 0,
        "amber_red": 1,
        "red": 0,
        "complete": 1,
        "not_started": 1,
        "not_said": 2,
    }
    assert [(each["item"], each["worst"]) for each in shown["items"]] == [
        ("R1", "amber_green"),
        ("R2", "amber_red"),
        ("R2a", "amber_red"),
        ("R2b", None),
        ("R3", None),
        ("R4", None),
        ("R4a", None),
    ]
    flagged = {each["item"]: each["flags"] for each in shown["items"] if each["flags"]}
    assert [flag["code"] for flag in flagged.pop("R2")] == ["better_than_below"]
    assert not flagged
    assert "never averaged" in shown["method"]


async def test_without_a_day_it_is_of_today(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1")
    answer = await _sent(plan, confidence="green", reason="All is well")

    shown = await plan.read(f"{plan.at}/confidence")
    assert answer.status_code == 201
    assert answer.json()["on"] == shown["on"]
    assert shown["items"][0]["said"]["confidence"] == "green"


async def test_a_day_that_is_to_come_is_refused_and_so_is_a_colour_without_a_reason(
    plan: PlanUnderTest,
) -> None:
    await plan.keep_items("R1")
    read = (await plan.get(f"{plan.at}/confidence")).json()["on"]
    later = (datetime.fromisoformat(read) + timedelta(days=2)).date().isoformat()

    ahead = await _sent(plan, confidence="green", reason="All is well", on=later)
    bare = await _sent(plan, confidence="green")

    assert (ahead.status_code, bare.status_code) == (422, 422)
    assert ahead.json()["errors"][0]["code"] == "day_in_future"
    assert bare.json()["errors"][0]["pointer"] == "/reason"


async def test_the_same_again_is_kept_once_and_anothers_word_is_a_word(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1")
    said = {"confidence": "amber", "reason": "Two posts are vacant", "on": "2020-01-31"}
    at, other = f"{plan.at}/items/R1/confidence", await plan.officer("another officer")

    answers = [
        await plan.post(at, said),
        await plan.post(at, said),
        await plan.post(at, said, other),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 201]
    assert len((await plan.read(at))["items"]) == 2


async def test_the_audit_vouches_for_the_reason_that_was_given(plan: PlanUnderTest) -> None:
    """Its hash is of all that is answered, worked out here, and of no reason beside that one."""
    await plan.keep_items("R1")
    said = await _said(plan, "R1", "amber", "2020-01-31", "Two posts are vacant")

    admin = await plan.suite.database.admin.connect()
    kept = await admin.fetchval(
        "SELECT content_hash FROM projects.audit_entries WHERE body = $1 AND subject LIKE $2",
        plan.body,
        f"{plan.at}/items/R1/%",
    )
    await admin.close()

    assert said["reason"] == "Two posts are vacant"
    assert kept == content_hash(said | {"reason_of_act": None})
