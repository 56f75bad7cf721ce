"""What stands in the way of an approval, and what voids it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.kpi.releases.board import (
    DEBITS,
    HARBOROUGH,
    HINCKLEY,
    MONTHS,
    PARTNERSHIP,
    RATE,
    Board,
    good,
    why_not,
)

APPROVES = {"kpi_read": True, "kpi_approve": True, "kpi_publish": True}


async def test_who_drafted_does_not_approve_with_whatever_key(board: Board) -> None:
    both = await board.key("clerk", HINCKLEY, kpi_submit=True, **APPROVES)
    same_role = await board.key(" Drafter  of e07000132", HINCKLEY, **APPROVES)
    drafted = await board.begin(HINCKLEY)
    by_role = await board.step(drafted, "approve", same_role)
    again = good(await board.step(drafted, "draft", both, title="The clerk's own"))
    by_client = await board.step(again, "approve", both)
    # The first draft was another's, but its drafter's words are in the second.
    by_first = await board.step(again, "approve", same_role)

    for refused in (by_role, by_client, by_first):
        assert refused.status_code == 409
        assert refused.json()["detail"] == "You drafted it; somebody else approves."
    assert (await board.take(again, "approve"))["state"] == "approved"


async def test_who_set_a_target_or_wrote_commentary_does_not_approve(board: Board) -> None:
    await board.suite.set_target(HINCKLEY)
    good(await board.comment_on(HINCKLEY, "Reminders went out late"), 201)
    drafted = await board.begin(HINCKLEY)
    setter = await board.key("tester", HINCKLEY, **APPROVES)
    writer = await board.key(f"writer of {HINCKLEY}", HINCKLEY, **APPROVES)

    for hand in (setter, writer):
        refused = await board.step(drafted, "approve", hand)
        assert refused.status_code == 409
        assert "set a target or wrote commentary" in refused.json()["detail"]
        assert why_not(await board.read(drafted, hand), "approve") == refused.json()["detail"]
    assert (await board.take(drafted, "approve"))["state"] == "approved"


async def test_who_set_a_members_target_does_not_approve_for_the_partnership(board: Board) -> None:
    await board.suite.set_target(HINCKLEY)
    circulated = await board.take(await board.begin(), "circulate")
    await board.sign_all(circulated)
    refused = await board.step(
        circulated, "approve", await board.key("tester", PARTNERSHIP, **APPROVES)
    )

    assert refused.status_code == 409
    assert "set a target or wrote commentary" in refused.json()["detail"]
    assert (await board.take(circulated, "approve"))["state"] == "approved"


async def test_a_figure_that_nobody_approved_is_named(board: Board) -> None:
    """Also one that only leaves its mark: the same month a year earlier."""
    await board.restate(HINCKLEY, 2, 431, approve=False)
    year_before = {"period": "2018-19-M03", "numerator": 600, "denominator": 2_000}
    await board.post(HINCKLEY, [year_before], approve=False)
    later = {"period": "2019-20-M04", "numerator": 700, "denominator": 2_000}
    await board.post(HINCKLEY, [later], approve=False)
    drafted = await board.begin(HINCKLEY)
    refused = await board.step(drafted, "approve")

    named = [(one["indicator"], one["period"]) for one in drafted["unapproved"]]
    # July's says nothing of a quarter that ends in June.
    assert named == [(RATE, "2018-19-M03"), (RATE, "2019-20-M02")]
    assert refused.status_code == 409
    assert f"{HINCKLEY} {RATE} 2019-20-M02" in refused.json()["detail"]


async def test_a_held_figure_leaves_no_mark(board: Board) -> None:
    before = await board.begin(HINCKLEY)
    falls = {"period": MONTHS[2], "numerator": 1, "denominator": DEBITS[HINCKLEY]}
    sent = {"body": HINCKLEY, "figures": [{"indicator": RATE, "reason": "Refunds", **falls}]}
    held = await board.suite.submit(sent, await board.suite.officer(HINCKLEY))
    working = await board.suite.scorecard_row(HINCKLEY, period=MONTHS[2])
    after = await board.read(before)

    assert held.json()["results"][0]["outcome"] == "held"
    assert [flag["code"] for flag in working["flags"]] == ["another_held"]
    assert (after["is_current"], after["unapproved"]) == (True, [])
    card = await board.document(after, "scorecard", f"{HINCKLEY}/{MONTHS[2]}")
    assert card["rows"][0]["flags"] == []


async def test_a_row_that_an_unapproved_figure_alone_would_bring_is_not_there(
    board: Board,
) -> None:
    """An indicator first reported in April, and not approved, is nobody's outside in June."""
    await board.suite.define_indicator("spare")
    await board.suite.figure(HINCKLEY, "spare", MONTHS[0], numerator=1, denominator=100)
    drafted = await board.begin(HINCKLEY, period=MONTHS[2])
    card = await board.document(drafted, "scorecard", f"{HINCKLEY}/{MONTHS[2]}")

    assert [row["indicator"] for row in card["rows"]] == [RATE]
    assert drafted["unapproved"] == []


async def test_every_member_signs_what_was_circulated(board: Board) -> None:
    drafted = await board.begin()
    unseen = await board.step(drafted, "approve")
    circulated = await board.take(drafted, "circulate")
    good(await board.speak(HARBOROUGH, circulated))
    missing = await board.step(circulated, "approve")
    read = await board.read(circulated)
    good(await board.speak(HINCKLEY, circulated))
    approved = await board.take(circulated, "approve")

    assert "was not circulated" in unseen.json()["detail"]
    assert missing.status_code == 409
    assert f"Missing: {HINCKLEY}." in missing.json()["detail"]
    assert circulated["comments_by"] in missing.json()["detail"]
    assert [one["has_signed"] for one in read["members"]] == [True, False]
    assert approved["state"] == "approved"


async def _figure(board: Board) -> None:
    await board.restate(HARBOROUGH, 3, 295)


async def _target(board: Board) -> None:
    await board.suite.set_target(HARBOROUGH)


async def _joint_target(board: Board) -> None:
    await board.suite.set_target(PARTNERSHIP)


async def _commentary(board: Board) -> None:
    good(await board.comment_on(HINCKLEY, "Reminders went out late", MONTHS[0]), 201)


async def _membership(board: Board) -> None:
    at = f"/v1/kpi/partnerships/{PARTNERSHIP}"
    read = await board.suite.http.get(at, headers=board.suite.admin)
    stays = [{"council": HARBOROUGH, "joined": "2005-04-01", "left": "2019-04-30"}]
    definition = {"name": "Leicestershire", "members": [*stays, read.json()["members"][1]]}
    seen = board.suite.admin | {"If-Match": read.headers["etag"]}
    good(await board.suite.http.put(at, json=definition, headers=seen))


async def _definition(board: Board) -> None:
    at = f"/v1/kpi/indicators/{RATE}"
    read = await board.suite.http.get(at, headers=board.suite.admin)
    names = ("code", "recorded_at")
    said = {name: value for name, value in read.json().items() if name not in names}
    seen = board.suite.admin | {"If-Match": read.headers["etag"]}
    good(await board.suite.http.put(at, json=said | {"decimals": 2}, headers=seen))


@pytest.mark.parametrize(
    "change", [_figure, _target, _joint_target, _commentary, _membership, _definition]
)
async def test_any_change_voids_signatures_and_approval(
    board: Board, change: Callable[[Board], Awaitable[None]]
) -> None:
    approved = await board.approved(await board.begin())
    await change(board)
    void = await board.read(approved)
    scheduled = await board.step(approved, "schedule", publish_at="2999-01-01T00:00:00Z")
    signed_again = await board.step(approved, "approve")
    anew = await board.take(void, "draft")
    circulated = await board.take(anew, "circulate")

    assert (void["state"], void["is_current"]) == ("consultation", False)
    assert (scheduled.status_code, signed_again.status_code) == (409, 409)
    assert "Take a new draft" in signed_again.json()["detail"]
    assert anew["content_hash"] != approved["content_hash"]
    assert not any(one["has_signed"] for one in circulated["members"])


async def test_what_comes_back_to_what_was_signed_is_signed(board: Board) -> None:
    """Validity is computed: the hash that was signed is the hash of what stands."""
    approved = await board.approved(await board.begin())
    await board.restate(HARBOROUGH, 3, 295)
    void = await board.read(approved)
    await board.restate(HARBOROUGH, 3, 294)

    assert void["state"] == "consultation"
    assert (await board.read(approved))["state"] == "approved"


async def test_who_set_the_joint_target_does_not_approve_a_council_without_its_own(
    board: Board,
) -> None:
    await board.suite.set_target(PARTNERSHIP)
    drafted = await board.begin(HINCKLEY)
    setter = await board.key("tester", HINCKLEY, **APPROVES)
    refused = await board.step(drafted, "approve", setter)
    await board.suite.set_target(HINCKLEY)
    own = await board.take(await board.read(drafted), "draft")
    again = await board.step(own, "approve", setter)

    assert (refused.status_code, again.status_code) == (409, 409)  # the second by its own target
    assert "set a target" in refused.json()["detail"]
    assert (await board.take(own, "approve"))["state"] == "approved"


async def test_no_hour_is_set_for_a_figure_whose_approval_was_lost(board: Board) -> None:
    """A figure of the year before leaves only its mark; restated, nobody has approved it."""
    year_before = {"period": "2018-19-M03", "numerator": 600, "denominator": 2_000}
    await board.post(HINCKLEY, [year_before])
    approved = await board.approved(await board.begin(HINCKLEY))
    again = year_before | {"numerator": 1_200, "denominator": 4_000, "reason": "Doubled by mistake"}
    await board.post(HINCKLEY, [again], approve=False)
    refused = await board.step(
        approved, "schedule", await board.approver(HINCKLEY), publish_at="2999-01-01T00:00:00Z"
    )

    assert refused.status_code == 409
    assert "2018-19-M03" in refused.json()["detail"]


async def test_a_figure_that_awaits_approval_is_told_with_all_that_is_to_be_done(
    board: Board,
) -> None:
    """Approve, and take a new draft: said at once, and not one after the other."""
    await board.restate(HINCKLEY, 3, 621, approve=False)
    drafted = await board.begin(HINCKLEY)
    waiting = await board.step(drafted, "approve")
    await board.restate(HINCKLEY, 3, 620, approve=False)
    stale_too = await board.step(drafted, "approve")

    for refused in (waiting, stale_too):
        assert refused.status_code == 409
        assert refused.json()["detail"] == (
            f"Figures in it are not approved: {HINCKLEY} {RATE} {MONTHS[2]}. Approve them, then "
            "take a new draft."
        )


async def test_a_draft_that_is_behind_names_what_has_changed(board: Board) -> None:
    drafted = await board.begin(HINCKLEY)
    await board.restate(HINCKLEY, 3, 621)
    refused = await board.step(drafted, "approve")
    again = await board.take(drafted, "draft")

    assert refused.status_code == 409
    # June and the quarter, of which June is the last month: their values, and those to date.
    assert refused.json()["detail"] == (
        "What it says has changed since this draft was taken: "
        f"{HINCKLEY} {RATE} 2019-20-M03 (numerator, value, ytd_value); "
        f"{HINCKLEY} {RATE} 2019-20-Q1 (numerator, value, ytd_value). Take a new draft."
    )
    assert (await board.take(again, "approve"))["state"] == "approved"


@pytest.mark.parametrize("body", [HINCKLEY, PARTNERSHIP])
async def test_a_schedule_after_the_approval_fell_says_what_fell_and_why(
    board: Board, body: str
) -> None:
    approved = await board.approved(await board.begin(body))
    good(await board.comment_on(HINCKLEY, "Reminders went out late", MONTHS[0]), 201)
    refused = await board.step(approved, "schedule", publish_at="2999-01-01T00:00:00Z")
    shown = await board.read(approved, await board.approver(body))
    anew = "approved" if body == HINCKLEY else "circulated, signed and approved"

    assert refused.status_code == 409
    assert refused.json()["detail"] == why_not(shown, "schedule")
    assert refused.json()["detail"] == (
        "It was approved, and that holds no more: what it says has changed since this draft was "
        f"taken: {HINCKLEY} {RATE} 2019-20-M01 (commentary). Take a new draft, to be {anew} anew."
    )


async def test_a_draft_that_was_never_approved_is_told_so(board: Board) -> None:
    drafted = await board.begin(HINCKLEY)
    refused = await board.step(drafted, "schedule", publish_at="2999-01-01T00:00:00Z")

    assert refused.json()["detail"] == "It is draft; to schedule it, it must be approved."
