"""Held rows live with their submission: what is seen of them, and what ends their wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.kpi.submissions.desk import AT, COUNCIL, WHY

if TYPE_CHECKING:
    from tests.kpi.submissions.desk import Desk

LATE = "A bank file came late"


async def in_wait(desk: Desk, **more: Any) -> dict[str, Any]:
    """Have 850 in August, and September's 840 held beside a sound October."""
    await desk.post(desk.month(8, 850))
    return await desk.submitted(desk.month(9, 840, **more), desk.month(10, 900), by="second")


async def test_a_held_row_lives_with_its_submission_alone(desk: Desk) -> None:
    submission = await in_wait(desk, status="provisional")

    assert submission["state"] == "held"
    assert submission["counts"] == {
        "created": 1,
        "restated": 0,
        "unchanged": 0,
        "held": 1,
        "rejected": 0,
    }
    assert await desk.standing() == {8: 850, 10: 900}
    assert len(await desk.figures(history="true")) == 2
    [held] = (await desk.read(submission))["held"]
    assert (held["row"], held["period"], held["fate"]) == (1, "2019-20-M09", "held")
    assert (held["numerator"], held["denominator"], held["value"]) == (840, 1_000, 84)
    assert (held["status"], held["explanation"]) == ("provisional", None)
    assert [problem["code"] for problem in held["problems"]] == [
        "cumulative_falls",
        "explanation_missing",
    ]


async def test_a_scorecard_says_that_a_figure_is_held(desk: Desk) -> None:
    """Where none stands, it lacks one; where another does, it shows that one, with a flag."""
    await desk.suite.set_target(COUNCIL, desk.code)
    submission = await in_wait(desk)
    lacking = await desk.row(9)
    await desk.explain(submission, 9)
    await desk.post(desk.month(9, 830, reason=LATE))
    other = await desk.row(9)

    assert (lacking["value"], lacking["rag"], lacking["approval"]) == (None, "grey", "none")
    assert [flag["code"] for flag in lacking["missing"]] == ["held"]
    assert (other["value"], other["missing"]) == (84, [])
    assert "another_held" in [flag["code"] for flag in other["flags"]]


async def test_what_is_known_before_shows_no_trace_of_it(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    [before] = await desk.figures()
    await desk.post(desk.month(9, 840))
    row = await desk.row(9, known_at=before["recorded_at"])

    assert [flag["code"] for flag in row["missing"]] == ["no_figure"]


async def test_the_same_held_row_again_is_held_and_makes_nothing(desk: Desk) -> None:
    """Whoever posts it, and whatever hollow words come with it."""
    submission = await in_wait(desk)
    for again in (desk.month(9, 840), desk.month(9, 840, explanation="OK", reason="Again")):
        answer = await desk.send(again, by="third")
        assert answer.json()["results"][0]["outcome"] == "held"
        assert answer.json()["submissions"] == []

    assert await desk.read(submission) == await desk.read(submission) | submission | {
        "allowed_actions": (await desk.read(submission))["allowed_actions"],
        "acts": [],
    }


ENDINGS: dict[str, tuple[bool, dict[str, Any], str]] = {
    "another value that is new": (False, {"numerator": 870}, "created"),
    "the same value, explained": (False, {"numerator": 840, "explanation": WHY}, "created"),
    "another value, restated": (True, {"numerator": 870, "reason": LATE}, "restated"),
    "the value that stands": (True, {"numerator": 860}, "unchanged"),
    "another value that is held": (False, {"numerator": 830}, "held"),
    "another status that is held": (False, {"numerator": 840, "status": "estimated"}, "held"),
}
"""Whether a figure stands already, what comes, and what becomes of that."""


@pytest.mark.parametrize("ending", ENDINGS)
async def test_another_value_ends_the_wait_and_makes_another_content(
    desk: Desk, ending: str
) -> None:
    stands, comes, outcome = ENDINGS[ending]
    if stands:
        await desk.post(desk.month(8, 850), desk.month(9, 860))
    submission = await in_wait(desk, reason=LATE)
    assert await desk.post(desk.month(9, 0) | comes) == [outcome]
    told = await desk.read(submission)

    assert (told["state"], told["held"][0]["fate"]) == ("ready", "replaced")
    assert told["content_hash"] != submission["content_hash"]
    [act] = told["acts"]
    assert (act["act"], act["holder"], act["content_hash"]) == (
        "amended",
        "finance",
        told["content_hash"],
    )
    # Whoever had seen the one has not seen the other.
    assert (await desk.approve(submission)).status_code == 412
    assert (await desk.approve(told)).status_code == 200


async def test_what_is_rejected_ends_no_wait(desk: Desk) -> None:
    await desk.post(desk.month(8, 850), desk.month(9, 860))
    submission = await in_wait(desk, reason=LATE)
    refused = await desk.send(desk.month(9, 870))  # without a reason

    assert refused.status_code == 422
    assert (await desk.read(submission))["state"] == "held"


async def test_a_rehearsal_ends_no_wait_and_holds_nothing(desk: Desk) -> None:
    submission = await in_wait(desk)
    looked = await desk.send(desk.month(9, 870), desk.month(11, 1_001), mode="validate")

    assert [row["outcome"] for row in looked.json()["results"]] == ["created", "held"]
    told = await desk.read(submission)
    assert (told["state"], told["content_hash"]) == ("held", submission["content_hash"])
    assert await desk.post(desk.month(11, 1_002)) == ["held"]


async def test_a_held_row_fails_no_atomic_batch(desk: Desk) -> None:
    batch = (desk.month(8, 850), desk.month(9, 840))
    answer = await desk.send(*batch, atomic="true")

    assert answer.status_code == 201
    assert (answer.json()["counts"]["created"], answer.json()["counts"]["held"]) == (1, 1)


async def test_a_batch_of_held_rows_alone_is_accepted_and_can_be_found(desk: Desk) -> None:
    submission = await desk.submitted(desk.month(9, 1_001))
    listed = await desk.suite.http.get(AT, headers=await desk.caller("reader", "kpi_read"))

    assert listed.json()["items"][0]["id"] == submission["id"]
    assert listed.json()["items"][0]["state"] == "held"


async def test_a_held_row_is_no_neighbour(desk: Desk) -> None:
    """September's 840 waits, so 845 in October is judged beside August's 850."""
    await desk.post(desk.month(8, 850))

    assert await desk.post(desk.month(9, 840)) == ["held"]
    assert await desk.post(desk.month(10, 845)) == ["held"]
    assert await desk.post(desk.month(11, 851)) == ["created"]


async def test_of_a_batch_in_any_order_each_row_is_judged_beside_those_that_are_kept(
    desk: Desk,
) -> None:
    """October's 845 is below August's 850, though it is above September's 840, which waits."""
    rows = [desk.month(10, 845), desk.month(8, 850), desk.month(11, 900), desk.month(9, 840)]

    assert await desk.post(*rows) == ["held", "created", "created", "held"]


async def test_a_row_that_is_rejected_hides_no_fall(desk: Desk) -> None:
    """October's 500 stands beside September's 900: the 100 that was sent along is not kept."""
    await desk.post(desk.month(9, 900))

    assert await desk.post(desk.month(9, 100), desk.month(10, 500)) == ["rejected", "held"]


async def test_a_later_row_that_is_rejected_hides_none_either(desk: Desk) -> None:
    """September's 950 stands beside October's 910: the 960 that was sent along is not kept."""
    await desk.post(desk.month(9, 900), desk.month(10, 910))
    both = (desk.month(9, 950, reason=LATE), desk.month(10, 960))  # the later without a reason

    assert await desk.post(*both) == ["held", "rejected"]


async def test_a_restatement_above_what_comes_later_is_held(desk: Desk) -> None:
    await desk.post(desk.month(9, 850), desk.month(10, 860))

    assert await desk.post(desk.month(9, 870, reason=LATE)) == ["held"]
    both = (desk.month(9, 870, reason=LATE), desk.month(10, 880, reason=LATE))
    assert await desk.post(*both) == ["restated", "restated"]
