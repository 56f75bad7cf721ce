"""Steps that race for one submission: each is taken whole, or not at all, and one after another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from tests.kpi.submissions.desk import opened
from tests.promises.crowds import sized

if TYPE_CHECKING:
    import httpx

    from tests.kpi.submissions.desk import Desk
    from tests.suite import Suite

ROUNDS: Final = sized(6, full=200)
LATE: Final = "A bank file came late"


async def check_signed(desk: Desk, submission: dict[str, Any]) -> dict[str, Any]:
    """Fail if what is approved is not what was signed, to its last figure."""
    told = await desk.read(submission)
    signed = [act["content_hash"] for act in told["acts"] if act["act"] == "approved"]
    assert signed in ([], [told["content_hash"]])
    assert (told["state"] == "approved") == bool(signed)
    if signed:
        assert told["acts"][-1]["act"] == "approved"
        assert "held" not in {one["fate"] for one in told["held"]}
    return told


def statuses(*answers: httpx.Response) -> list[int]:
    return [answer.status_code for answer in answers]


async def test_of_an_approval_and_a_rejection_one_is_taken(house: Suite) -> None:
    for _ in range(ROUNDS):
        desk = await opened(house)
        await desk.post(desk.month(9, 840))
        submission = await desk.submitted(desk.month(9, 850, reason=LATE))
        answers = await asyncio.gather(
            desk.approve(submission), desk.reject(submission, "deputy"), desk.approve(submission)
        )
        told = await check_signed(desk, submission)

        assert sorted(statuses(*answers)) == [200, 409, 409]
        assert len(told["acts"]) == 1
        assert await desk.standing() == {9: 850 if told["state"] == "approved" else 840}


async def test_of_many_approvals_one_is_taken(house: Suite) -> None:
    desk = await opened(house)
    submission = await desk.submitted(desk.month(9, 850))
    people = [f"representative {name}" for name in "abcdefgh"]
    answers = await asyncio.gather(*(desk.approve(submission, name) for name in people))

    assert sorted(statuses(*answers)) == [200] + [409] * 7
    assert len((await check_signed(desk, submission))["acts"]) == 1


async def test_an_approval_and_an_explanation_never_sign_what_was_not_seen(house: Suite) -> None:
    """The approver has seen it held, so the explanation alone can be taken."""
    for _ in range(ROUNDS):
        desk = await opened(house)
        held = await desk.submitted(desk.month(8, 850), desk.month(9, 840))
        approval, explanation = await asyncio.gather(desk.approve(held), desk.explain(held, 9))
        told = await check_signed(desk, held)

        assert explanation.status_code == 200
        assert approval.status_code in {409, 412}  # held still, or another already
        assert told["state"] == "ready"


async def test_of_two_explanations_one_is_taken(house: Suite) -> None:
    for _ in range(ROUNDS):
        desk = await opened(house)
        held = await desk.submitted(desk.month(8, 850), desk.month(9, 840))
        answers = await asyncio.gather(*(desk.explain(held, 9, by=name) for name in ("one", "two")))

        assert sorted(statuses(*answers)) == [200, 412]
        assert [act["act"] for act in (await desk.read(held))["acts"]] == ["explained"]
        assert len(await desk.figures(history="true")) == 2


async def test_an_explanation_and_another_value_come_one_after_the_other(house: Suite) -> None:
    """Whichever is first, the other value stands in the end."""
    for _ in range(ROUNDS):
        desk = await opened(house)
        held = await desk.submitted(desk.month(8, 850), desk.month(9, 840))
        explanation, posted = await asyncio.gather(
            desk.explain(held, 9), desk.post(desk.month(9, 860, reason=LATE), by="second")
        )
        [of_it] = (await check_signed(desk, held))["held"]

        first = explanation.status_code == 200
        assert (first, posted, of_it["fate"]) in (
            (True, ["restated"], "explained"),
            (False, ["created"], "replaced"),
        )
        assert explanation.status_code in {200, 412}
        assert await desk.standing() == {8: 850, 9: 860}


async def test_an_approval_and_a_post_that_amends_it_never_both_hold(house: Suite) -> None:
    """A post takes the held row away meanwhile; approved is what was signed, or nothing."""
    for number in range(ROUNDS):
        desk = await opened(house)
        held = await desk.submitted(desk.month(8, 850), desk.month(9, 840))
        approval, posted = await asyncio.gather(
            desk.approve(held), desk.post(desk.month(9, 860 + number), by="second")
        )

        assert approval.status_code in {409, 412}
        assert posted == ["created"]
        assert (await check_signed(desk, held))["state"] == "ready"


async def test_a_rejection_and_a_restatement_leave_the_restatement(house: Suite) -> None:
    for _ in range(ROUNDS):
        desk = await opened(house)
        await desk.post(desk.month(9, 840))
        submission = await desk.submitted(desk.month(9, 850, reason=LATE))
        rejection, posted = await asyncio.gather(
            desk.reject(submission), desk.post(desk.month(9, 860, reason=LATE), by="second")
        )

        assert (rejection.status_code, posted) == (200, ["restated"])
        assert await desk.standing() == {9: 860}


async def test_rejections_of_a_whole_chain_at_once_leave_what_stood_before(house: Suite) -> None:
    desk = await opened(house)
    await desk.approve(await desk.submitted(desk.month(9, 800)))
    numbers = range(810, 880, 10)
    sent = [await desk.submitted(desk.month(9, number, reason=LATE)) for number in numbers]
    answers = await asyncio.gather(*(desk.reject(one) for one in sent))

    assert set(statuses(*answers)) == {200}
    assert await desk.standing() == {9: 800}
    assert (await desk.row(9))["approval"] == "approved"
