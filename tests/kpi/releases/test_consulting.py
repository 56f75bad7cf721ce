"""What a member may do with what was circulated to it, and what it sees of its partnership."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.calendar.working_days import comments_by
from tests.kpi.releases.board import (
    HARBOROUGH,
    HINCKLEY,
    PARTNERSHIP,
    Board,
    at,
    consultation,
    good,
    why_not,
)

OUTSIDER = "E07000134"


async def test_a_member_reads_its_partnerships_draft_once_it_is_circulated(board: Board) -> None:
    drafted = await board.begin()
    own = await board.drafter(HINCKLEY)
    before = await board.suite.http.get(consultation(HINCKLEY, drafted), headers=own)
    circulated = await board.take(drafted, "circulate")
    given = good(await board.suite.http.get(consultation(HINCKLEY, drafted), headers=own))
    there = await board.suite.http.get(at(drafted), headers=own)

    assert (before.status_code, there.status_code) == (404, 404)
    assert (given["state"], given["body"]) == ("open", PARTNERSHIP)
    assert given["content_hash"] == circulated["content_hash"]
    assert given["content"]["title"] == "The first quarter"
    cards = {(one["body"], one["period"]): one for one in given["content"]["scorecards"]}
    # The whole of it, what the other member reports among it.
    assert cards[HARBOROUGH, "2019-20-M03"]["rows"][0]["value"] == 29.4


async def test_what_a_member_was_given_is_nobody_elses(board: Board) -> None:
    """Not another council's, and not another partnership's of the same member."""
    await board.suite.define_partnership("west", HINCKLEY, OUTSIDER)
    circulated = await board.take(await board.begin(), "circulate")
    west = await board.key("west", "west", kpi_read=True)
    outsider = await board.drafter(OUTSIDER)
    own = f"/v1/kpi/bodies/{HINCKLEY}/consultations"

    for headers in (west, outsider, await board.drafter(PARTNERSHIP)):
        for address in (own, consultation(HINCKLEY, circulated)):
            assert (await board.suite.http.get(address, headers=headers)).status_code == 404
    elsewhere = consultation(OUTSIDER, circulated)
    assert (await board.suite.http.get(elsewhere, headers=outsider)).status_code == 404
    listed = good(
        await board.suite.http.get(f"/v1/kpi/bodies/{OUTSIDER}/consultations", headers=outsider)
    )
    assert listed["items"] == []


async def test_every_comment_is_kept_and_shown_to_the_partnership(board: Board) -> None:
    circulated = await board.take(await board.begin(), "circulate")
    good(await board.speak(HARBOROUGH, circulated, "comment", text="Say why May fell."))
    good(await board.speak(HINCKLEY, circulated, "comment", text="We agree."))
    again = await board.take(await board.read(circulated), "draft", text="May was short.")
    voices = (await board.read(again))["voices"]
    own = good(
        await board.suite.http.get(
            consultation(HINCKLEY, circulated), headers=await board.drafter(HINCKLEY)
        )
    )

    assert [(one["body"], one["text"], one["in_time"]) for one in voices] == [
        (HARBOROUGH, "Say why May fell.", True),
        (HINCKLEY, "We agree.", True),
    ]
    assert [one["text"] for one in own["voices"]] == ["We agree."]


async def test_a_replaced_draft_is_closed_and_the_next_one_is_signed_anew(board: Board) -> None:
    first = await board.take(await board.begin(), "circulate")
    good(await board.speak(HINCKLEY, first))
    again = await board.take(await board.read(first), "draft", text="May was short.")
    closed = await board.speak(HINCKLEY, first, "comment", text="Too late.")
    second = await board.take(again, "circulate")
    stale = await board.speak(HINCKLEY, first)
    listed = good(
        await board.suite.http.get(
            f"/v1/kpi/bodies/{HINCKLEY}/consultations", headers=await board.drafter(HINCKLEY)
        )
    )

    assert (closed.status_code, stale.status_code) == (409, 412)
    assert [one["has_signed"] for one in second["members"]] == [False, False]
    assert [(one["draft"], one["state"]) for one in listed["items"]] == [(2, "open")]


async def test_the_representative_who_set_the_members_target_does_not_sign(board: Board) -> None:
    await board.suite.set_target(HINCKLEY)
    circulated = await board.take(await board.begin(), "circulate")
    setter = await board.key("Tester", HINCKLEY, kpi_read=True, kpi_approve=True)
    own = await board.speak(HINCKLEY, circulated, headers=setter)
    given = good(await board.suite.http.get(consultation(HINCKLEY, circulated), headers=setter))
    good(await board.speak(HINCKLEY, circulated))
    twice = await board.speak(HINCKLEY, circulated)

    assert own.status_code == 409
    assert why_not(given, "sign") == own.json()["detail"]
    assert (twice.status_code, twice.json()["detail"]) == (409, "It is signed already.")


async def test_a_decided_release_takes_no_more_voices(board: Board) -> None:
    circulated = await board.take(await board.begin(), "circulate")
    await board.take(circulated, "cancel", reason="Begun too soon")
    late = await board.speak(HINCKLEY, circulated, "comment", text="Too late.")

    assert late.status_code == 409
    assert "cancelled" in late.json()["detail"]


async def test_comments_are_asked_for_within_five_working_days(board: Board) -> None:
    circulated = await board.take(await board.begin(), "circulate")
    at_hour = datetime.fromisoformat(circulated["acts"][-1]["recorded_at"])

    assert datetime.fromisoformat(circulated["comments_by"]) == comments_by(at_hour)


@pytest.mark.parametrize(
    ("circulated", "until"),
    [
        # Monday 23 March 2026; the clocks go forward on Sunday 29: midnight is 23:00 UTC then.
        (datetime(2026, 3, 23, 12, tzinfo=UTC), datetime(2026, 3, 30, 23, tzinfo=UTC)),
        # Monday 19 October 2026; the clocks go back on Sunday 25: midnight is 00:00 UTC then.
        (datetime(2026, 10, 19, 12, tzinfo=UTC), datetime(2026, 10, 27, 0, tzinfo=UTC)),
        # 23:30 UTC on Sunday 18 October 2026 is Monday 19 in London, which is not counted.
        (datetime(2026, 10, 18, 23, 30, tzinfo=UTC), datetime(2026, 10, 27, 0, tzinfo=UTC)),
        # Thursday 2 April 2026, before Easter: 3 and 6 April are bank holidays.
        (datetime(2026, 4, 2, 9, tzinfo=UTC), datetime(2026, 4, 13, 23, tzinfo=UTC)),
    ],
)
def test_five_working_days_end_at_midnight_in_london(circulated: datetime, until: datetime) -> None:
    assert comments_by(circulated) == until


async def test_a_late_comment_is_kept_and_marked(board: Board) -> None:
    circulated = await board.take(await board.begin(), "circulate")
    gone = datetime.now(UTC) - timedelta(hours=1)
    admin = await board.suite.database.admin.connect()
    for table in ("circulated_drafts", "release_acts"):
        await admin.execute(
            f"UPDATE kpi.{table} SET comments_by = $1 WHERE comments_by IS NOT NULL", gone
        )
    await admin.close()
    good(await board.speak(HINCKLEY, circulated, "comment", text="Sorry, late."))
    read = await board.read(circulated)
    refused = await board.step(circulated, "approve")

    assert [one["in_time"] for one in read["voices"]] == [False]
    # The time for comments is over, and still nobody's silence is a signature.
    assert refused.json()["detail"].endswith(f"Missing: {HARBOROUGH}, {HINCKLEY}.")
