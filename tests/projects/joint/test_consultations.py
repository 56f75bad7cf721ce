"""Consultations over HTTP: what is kept, what follows from it, and the comments that come in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest

MALDON, ROCHFORD = "E07000074", "E07000075"


def document(**more: Any) -> dict[str, Any]:
    """Return a draft of seed 004's protocol, circulated on Wednesday 4 January 2006."""
    return {
        "title": "Communications and consultation protocol",
        "kind": "document",
        "version": "0.2",
        "dated": "2006-01-03",
        "asked": [MALDON],
        "circulated_at": "2006-01-04T10:00:00Z",
        "comments_required_by": "2006-01-10T17:00:00Z",
    } | more


async def comment(plan: PlanUnderTest, council: str = MALDON) -> dict[str, Any]:
    """Comment on the consultation."""
    said = {"council": council, "comment": "Is NNDR in there somewhere?"}
    answer = await plan.post(f"{plan.at}/consultations/protocol/comments", said)
    assert answer.status_code == 201, answer.text
    kept: dict[str, Any] = answer.json()
    return kept


async def test_the_computed_deadline_stands_beside_the_stated_one(plan: PlanUnderTest) -> None:
    """From Wednesday 4 January: Thu 5, Fri 6, Mon 9, Tue 10, Wed 11, to its end."""
    kept = await plan.keep(f"{plan.at}/consultations/protocol", **document())

    assert kept["comments_required_by"] == "2006-01-10T17:00:00.000000Z"
    assert kept["deadlines"]["comments_by"] == "2006-01-12T00:00:00.000000Z"
    assert [flag["code"] for flag in kept["flags"]] == ["notice_too_short"]


async def test_a_list_tells_what_follows_as_well(plan: PlanUnderTest) -> None:
    kept = await plan.keep(f"{plan.at}/consultations/protocol", **document())

    listed = await plan.read(f"{plan.at}/consultations")
    versions = await plan.read(f"{plan.at}/consultations/protocol/versions")

    assert listed["items"] == versions["items"] == [kept]


async def test_the_same_again_makes_no_version(plan: PlanUnderTest) -> None:
    for _ in range(2):
        await plan.keep(f"{plan.at}/consultations/protocol", **document(asked=[MALDON, MALDON]))

    versions = (await plan.read(f"{plan.at}/consultations/protocol/versions"))["items"]
    assert [each["asked"] for each in versions] == [[MALDON]]


async def test_a_comment_after_the_deadline_is_kept_and_marked_late(plan: PlanUnderTest) -> None:
    await plan.keep(f"{plan.at}/consultations/protocol", **document())

    said = await comment(plan)

    assert (said["is_late"], said["deadline"]) == (True, "2006-01-12T00:00:00.000000Z")


async def test_a_comment_keeps_the_deadline_and_the_version_that_it_was_made_on(
    plan: PlanUnderTest,
) -> None:
    """What is circulated anew later neither excuses nor blames a comment that was there."""
    in_time = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    await plan.keep(f"{plan.at}/consultations/protocol", **document(comments_required_by=in_time))
    first = await comment(plan)
    await plan.keep(f"{plan.at}/consultations/protocol", **document(version="0.3"))
    await comment(plan, ROCHFORD)

    listed = (await plan.read(f"{plan.at}/consultations/protocol/comments"))["items"]

    assert listed[1] == first
    told = [(c["council"], c["version"], c["is_late"], c["was_asked"]) for c in listed]
    assert told == [(ROCHFORD, "0.3", True, False), (MALDON, "0.2", False, True)]


async def test_without_a_deadline_no_comment_is_late(plan: PlanUnderTest) -> None:
    draft = document(circulated_at=None, comments_required_by=None)
    await plan.keep(f"{plan.at}/consultations/protocol", **draft)

    said = await comment(plan)

    assert (said["is_late"], said["deadline"]) == (None, None)


async def test_the_same_comment_twice_is_two_comments(plan: PlanUnderTest) -> None:
    await plan.keep(f"{plan.at}/consultations/protocol", **document())
    await comment(plan)
    await comment(plan)

    listed = await plan.read(f"{plan.at}/consultations/protocol/comments")
    one = await plan.read(f"{plan.at}/consultations/protocol/comments", limit=1)

    assert len(listed["items"]) == 2
    assert one["items"] == listed["items"][:1]
    assert one["next_cursor"] is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "meeting"},  # without its day
        {"held_on": "2006-02-01"},  # of a document
        {"to_representative_at": "2006-01-04T10:00:00Z"},  # of a document
        {"version": "final"},
        {"asked": []},
        {"circulated_at": "0001-01-01T00:00:00Z"},
    ],
)
async def test_what_does_not_fit_is_refused(plan: PlanUnderTest, wrong: dict[str, Any]) -> None:
    answer = await plan.put(f"{plan.at}/consultations/protocol", document(**wrong))

    assert answer.status_code == 422


@pytest.mark.parametrize("missing", ["version", "dated"])
async def test_a_draft_bears_its_date_and_version(plan: PlanUnderTest, missing: str) -> None:
    sent = document()
    del sent[missing]

    answer = await plan.put(f"{plan.at}/consultations/protocol", sent)

    assert [fault["pointer"] for fault in answer.json()["errors"]] == [f"/{missing}"]
