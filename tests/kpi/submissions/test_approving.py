"""Approval: bound to the content that was seen, and final."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.kpi.submissions.desk import AT, COUNCIL, WHY, opened

if TYPE_CHECKING:
    from tests.kpi.submissions.desk import Desk

YEAR = "2019-20"


async def test_what_was_submitted_is_approved_as_it_stands(desk: Desk) -> None:
    submission = await desk.submitted(desk.month(9, 850))
    answer = await desk.approve(submission)

    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["content_hash"]) == ("approved", submission["content_hash"])
    [act] = told["acts"]
    assert (act["act"], act["holder"], act["reason"]) == ("approved", "representative", None)
    assert act["content_hash"] == submission["content_hash"]
    assert told == await desk.read(submission)


@pytest.mark.parametrize("step", ["explain", "approve", "reject"])
@pytest.mark.parametrize("if_match", [None, "*"])
async def test_who_does_not_say_what_they_saw_is_asked(
    desk: Desk, step: str, if_match: str | None
) -> None:
    submission = await desk.submitted(desk.month(9, 1_001))
    content = {"explain": {"explanations": [desk.said(9)]}, "reject": {"reason": "Wrong"}}.get(step)
    headers = await desk.caller("representative") | ({"If-Match": if_match} if if_match else {})
    at = f"{AT}/{submission['id']}/{step}"
    answer = await desk.suite.http.post(at, json=content, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
    assert (await desk.read(submission))["acts"] == []


@pytest.mark.parametrize("step", ["explain", "approve", "reject"])
@pytest.mark.parametrize("tag", ['"another"', 'W/"{}"', "{}", '"{}-"'])
async def test_who_saw_something_else_is_refused(desk: Desk, step: str, tag: str) -> None:
    submission = await desk.submitted(desk.month(9, 1_001))
    content = {"explain": {"explanations": [desk.said(9)]}, "reject": {"reason": "Wrong"}}.get(step)
    seen = tag.format(submission["content_hash"])
    answer = await desk.step(step, submission, content=content, if_match=seen)

    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert (await desk.read(submission))["acts"] == []


async def test_what_is_held_is_not_approved(desk: Desk) -> None:
    submission = await desk.submitted(desk.month(8, 850), desk.month(9, 840))

    assert await desk.refusal(submission, "representative") == (
        "It is held; to approve it, it must be ready."
    )


async def test_nothing_changes_what_is_approved(desk: Desk) -> None:
    """What comes later is another submission's."""
    submission = await desk.submitted(desk.month(9, 850))
    approved = (await desk.approve(submission)).json()
    await desk.post(desk.month(9, 860, reason="A bank file came late"))
    refused = [
        await desk.approve(submission, "deputy"),
        await desk.reject(submission),
        await desk.explain(submission, 9),
    ]

    assert [(a.status_code, a.json()["code"]) for a in refused] == [(409, "conflict")] * 3
    told = await desk.read(submission)
    assert told == approved
    [first, _] = await desk.figures(history="true")
    assert (first["numerator"], first["submission"]) == (850, submission["id"])


async def test_every_act_has_its_entry_in_the_audit(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    held = await desk.submitted(desk.month(9, 840), desk.month(10, 1_001))
    explained = (await desk.explain(held, 9, by="officer")).json()
    await desk.post(desk.month(10, 900), by="second")
    amended = await desk.read(held)
    await desk.approve(amended)
    auditor = await desk.caller("auditor", "audit_read")
    found = await desk.suite.http.get(
        f"/v1/kpi/bodies/{COUNCIL}/audit",
        params={"subject": f"submissions/{held['id']}"},
        headers=auditor,
    )
    entries = found.json()["items"][::-1]

    assert [(entry["act"], entry["holder"]) for entry in entries] == [
        ("submission.received", "finance"),
        ("submission.explained", "officer"),
        ("submission.amended", "second"),
        ("submission.approved", "representative"),
    ]
    contents = [held, explained, amended, amended]
    assert [entry["content_hash"] for entry in entries] == [c["content_hash"] for c in contents]
    assert WHY not in found.text


async def test_an_approval_sent_twice_under_one_key_is_one(desk: Desk) -> None:
    submission = await desk.submitted(desk.month(9, 850))
    key = str(uuid4())
    first = await desk.step("approve", submission, idempotency_key=key)
    again = await desk.step("approve", submission, idempotency_key=key)

    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert len((await desk.read(submission))["acts"]) == 1


async def test_a_submission_that_is_not_there_is_not_found(desk: Desk) -> None:
    missing = {"id": str(uuid4()), "content_hash": "0" * 64}

    for answer in (await desk.approve(missing), await desk.reject(missing)):
        assert answer.status_code == 404


async def test_each_caller_reads_what_they_may_do_and_why_not(desk: Desk) -> None:
    """On read, in the list, and in the answer to the post: the same sentences."""
    every = ("kpi_read", "kpi_submit", "kpi_approve")
    answer = await desk.send(desk.month(9, 1_001))
    [posted] = answer.json()["submissions"]
    not_submit = "This needs the scope kpi:submit on the body concerned."
    not_approve = "This needs the scope kpi:approve on the body concerned."
    held = "It is held; to approve it, it must be ready."
    expected = {
        ("kpi_read",): [not_submit, not_approve, not_approve],
        ("kpi_read", "kpi_submit"): [None, not_approve, not_approve],
        ("kpi_read", "kpi_approve"): [not_submit, held, None],
        every: [None, held, None],
    }
    for scopes, reasons in expected.items():
        caller = await desk.caller("somebody", *scopes)
        read = await desk.suite.http.get(f"{AT}/{posted['id']}", headers=caller)
        listed = await desk.suite.http.get(AT, params={"limit": 1}, headers=caller)
        for told in (read.json(), listed.json()["items"][0]):
            actions = told["allowed_actions"]
            assert [one["action"] for one in actions] == ["explain", "approve", "reject"]
            assert [one["reason"] for one in actions] == reasons
            assert [one["allowed"] for one in actions] == [reason is None for reason in reasons]
    assert [one["reason"] for one in posted["allowed_actions"]] == [None, held, None]


async def test_a_row_is_approved_once_each_figure_of_it_is(desk: Desk) -> None:
    """Counts of two months are a quarter's: both must be approved, and known as such then."""
    months = {"unit": "count", "accumulation": "count", "denominator_label": None}
    counts = await opened(desk.suite, **months, denominator_is_debit=False)
    sent = [await counts.submitted(counts.month(n, 5) | {"denominator": None}) for n in (1, 2, 3)]
    quarter = {"period": f"{YEAR}-Q1"}
    seen = [(await counts.row(2))["approval"]]
    for submission in sent[1:]:
        await counts.approve(submission)
    seen += [(await counts.row(2))["approval"], (await counts.row(3, **quarter))["approval"]]
    last = (await counts.approve(sent[0])).json()["acts"][0]["recorded_at"]
    seen += [(await counts.row(2))["approval"], (await counts.row(3, **quarter))["approval"]]

    # To date, May's row counts April too: it is approved with April.
    assert seen == ["submitted", "submitted", "submitted", "approved", "approved"]
    assert (await counts.row(1, known_at=last))["approval"] == "approved"
    before = sent[2]["id"]
    [march] = [f for f in await counts.figures() if f["submission"] == before]
    assert (await counts.row(2, known_at=march["recorded_at"]))["approval"] == "submitted"


async def test_a_restatement_awaits_approval_again(desk: Desk) -> None:
    await desk.approve(await desk.submitted(desk.month(9, 850)))
    approved = (await desk.row(9))["approval"]
    again = await desk.submitted(desk.month(9, 860, reason="A bank file came late"))
    waiting = (await desk.row(9))["approval"]
    await desk.approve(again)

    assert [approved, waiting, (await desk.row(9))["approval"]] == [
        "approved",
        "submitted",
        "approved",
    ]
