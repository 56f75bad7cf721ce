"""Rejection: what stood before stands again, whatever came between."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from tests.kpi.submissions.desk import COUNCIL, WHY

if TYPE_CHECKING:
    from tests.kpi.submissions.desk import Desk

LATE = "A bank file came late"
SAID = ("numerator", "denominator", "value", "basis", "status", "explanation", "submission")
SOURCE = ("source_system", "source_revision", "extracted_at")


async def test_what_stood_before_stands_again_with_its_source_and_approval(desk: Desk) -> None:
    first = await desk.submitted(desk.month(9, 850, status="provisional", explanation=WHY))
    await desk.approve(first)
    [before] = await desk.figures()
    second = await desk.submitted(desk.month(9, 860, reason=LATE), by="second")
    answer = await desk.reject(second, reason="It is October's")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["content_hash"]) == ("rejected", second["content_hash"])
    [act] = told["acts"]
    assert (act["act"], act["reason"]) == ("rejected", "It is October's")
    [now] = await desk.figures()
    assert {name: now[name] for name in (*SAID, *SOURCE)} == {
        name: before[name] for name in (*SAID, *SOURCE)
    }
    assert now["reason"] == "What stood before a submission that was rejected."
    assert now["recorded_at"] == act["recorded_at"] > before["recorded_at"]
    assert (await desk.row(9))["approval"] == "approved"
    history = await desk.figures(history="true")
    assert [figure["numerator"] for figure in history] == [850, 860, 850]


async def test_where_nothing_stood_nothing_stands(desk: Desk) -> None:
    """And the next post creates the figure, without a reason."""
    submission = await desk.submitted(desk.month(9, 850))
    await desk.post(desk.month(10, 900))
    await desk.reject(submission)

    assert await desk.standing() == {10: 900}
    [_, gone, _] = await desk.figures(history="true")
    assert (gone["status"], gone["numerator"], gone["value"]) == ("rejected", None, None)
    row = await desk.row(9)
    assert (row["value"], row["approval"]) == (None, "none")
    assert [flag["code"] for flag in row["missing"]] == ["no_figure"]
    assert await desk.post(desk.month(9, 840)) == ["created"]
    assert await desk.standing() == {9: 840, 10: 900}


async def test_what_was_rejected_is_no_neighbour(desk: Desk) -> None:
    await desk.reject(await desk.submitted(desk.month(9, 850)))

    assert await desk.post(desk.month(10, 840)) == ["created"]


async def test_what_a_later_submission_restated_stays(desk: Desk) -> None:
    await desk.post(desk.month(8, 800), desk.month(9, 850))
    second = await desk.submitted(
        desk.month(8, 810, reason=LATE), desk.month(9, 860, reason=LATE), desk.month(10, 900)
    )
    await desk.post(desk.month(9, 870, reason=LATE))
    await desk.reject(second)

    assert await desk.standing() == {8: 800, 9: 870}


@pytest.mark.parametrize("order", [*permutations(range(3)), (2, 0), (1, 2), (2, 1), (1, 0)])
async def test_rejections_in_any_order_come_to_the_same(desk: Desk, order: tuple[int, ...]) -> None:
    """Three versions of one figure: the newest that is not rejected stands."""
    numbers = [850, 860, 870]
    sent = [await desk.submitted(desk.month(9, number, reason=LATE)) for number in numbers]
    for done, which in enumerate(order, start=1):
        assert (await desk.reject(sent[which])).status_code == 200
        left = [n for i, n in enumerate(numbers) if i not in order[:done]]
        assert await desk.standing() == ({9: left[-1]} if left else {})


async def test_what_was_rejected_never_comes_back(desk: Desk) -> None:
    """Not by the rejection of what came after it, nor of what had restored it."""
    first = await desk.submitted(desk.month(9, 850))
    second = await desk.submitted(desk.month(9, 860, reason=LATE))
    await desk.reject(second)  # 850 again
    await desk.reject(first)
    third = await desk.submitted(desk.month(9, 870))
    await desk.reject(third)

    assert await desk.standing() == {}
    history = await desk.figures(history="true")
    assert [figure["numerator"] for figure in history] == [850, 860, 850, None, 870, None]
    assert await desk.post(desk.month(9, 850)) == ["created"]


async def test_what_was_held_waits_no_longer(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    held = await desk.submitted(desk.month(9, 840), desk.month(10, 900))
    told = (await desk.reject(held)).json()

    assert [one["fate"] for one in told["held"]] == ["rejected"]
    assert [flag["code"] for flag in (await desk.row(9))["missing"]] == ["no_figure"]
    assert await desk.standing() == {8: 850}
    assert (await desk.explain(told, 9)).status_code == 409
    # It is held anew, by a submission of its own.
    assert (await desk.submitted(desk.month(9, 840)))["state"] == "held"


async def test_another_submissions_held_row_goes_on_waiting(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    first = await desk.submitted(desk.month(9, 840), desk.month(10, 900))
    second = await desk.submitted(desk.month(9, 830))
    await desk.reject(await desk.read(first))

    assert (await desk.read(second))["state"] == "held"
    assert (await desk.explain(second, 9)).status_code == 200
    assert await desk.standing() == {8: 850, 9: 830}


async def test_an_explained_figure_is_taken_back_with_the_others(desk: Desk) -> None:
    await desk.post(desk.month(8, 850), desk.month(9, 860))
    held = await desk.submitted(desk.month(9, 840, reason=LATE), desk.month(10, 900))
    explained = (await desk.explain(held, 9)).json()
    await desk.reject(explained)

    assert await desk.standing() == {8: 850, 9: 860}


async def test_whoever_submitted_may_reject_it(desk: Desk) -> None:
    """It takes two to approve, and one to take back."""
    submission = await desk.submitted(desk.month(9, 850))

    assert (await desk.reject(submission, by="finance")).status_code == 200


async def test_what_is_rejected_stays_so(desk: Desk) -> None:
    submission = await desk.submitted(desk.month(9, 850))
    rejected = (await desk.reject(submission)).json()
    refused = [
        await desk.approve(submission),
        await desk.reject(submission, "deputy"),
        await desk.explain(submission, 9),
    ]

    assert {answer.status_code for answer in refused} == {409}
    assert await desk.read(submission) == rejected
    for action in rejected["allowed_actions"]:
        assert action["reason"].startswith("It is rejected; to ")


@pytest.mark.parametrize("reason", [None, "", "  "])
async def test_a_rejection_gives_its_reason(desk: Desk, reason: str | None) -> None:
    submission = await desk.submitted(desk.month(9, 850))
    answer = await desk.step("reject", submission, content={"reason": reason})

    assert answer.status_code == 422
    assert (await desk.read(submission))["state"] == "ready"


async def test_a_rejection_leaves_its_trace_without_its_words(desk: Desk) -> None:
    submission = await desk.submitted(desk.month(9, 850))
    await desk.reject(submission, reason="It is October's")
    found = await desk.suite.http.get(
        f"/v1/kpi/bodies/{COUNCIL}/audit",
        params={"subject": f"submissions/{submission['id']}"},
        headers=await desk.caller("auditor", "audit_read"),
    )
    entry: dict[str, Any] = found.json()["items"][0]

    assert (entry["act"], entry["holder"]) == ("submission.rejected", "representative")
    assert entry["details"] == {"figures": 1}
    assert "October" not in found.text
