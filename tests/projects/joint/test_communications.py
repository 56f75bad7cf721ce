"""Communications: approved by nominated representatives, and not released before their embargo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.projects.plan import PlanUnderTest

CHELMSFORD, COLCHESTER, MALDON = "E07000070", "E07000071", "E07000074"


def soon() -> str:
    """Return an instant in an hour."""
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat()


async def keep_group(plan: PlanUnderTest, **more: Any) -> dict[str, Any]:
    """Keep the steering group: AB stands for Chelmsford, CD for Maldon; EF for nobody."""
    members = [
        {"name": "AB", "council": CHELMSFORD, "is_nominated_representative": True},
        {"name": "CD", "council": MALDON, "is_nominated_representative": True},
        {"name": "EF", "council": MALDON, "role": "Head of Revenues"},
        {"name": "Resource Officer", "role": "Secretary"},
    ]
    parties = [{"council": CHELMSFORD}, {"council": MALDON}]
    group = {"name": "Steering Group", "parties": parties, "members": members}
    return await plan.keep(f"{plan.at}/groups/steering", **(group | more))


async def keep(plan: PlanUnderTest, **more: Any) -> dict[str, Any]:
    """Keep a staff bulletin."""
    said = {"title": "Bulletin 3", "audience": "All staff", "channel": "Staff bulletin"}
    return await plan.keep(f"{plan.at}/communications/bulletin", **(said | more))


async def step(plan: PlanUnderTest, name: str, sent: dict[str, Any] | None) -> httpx.Response:
    """Take a step of the bulletin's life, as a representative who has seen it."""
    own = [plan.body]
    approver = await plan.suite.key("approver", projects_read=own, projects_approve=own)
    at = f"/v1/projects/bodies/{plan.body}/{plan.at}/communications/bulletin"
    seen = (await plan.suite.http.get(at, headers=approver)).headers["etag"]
    headers = approver | {"If-Match": seen}
    return await plan.suite.http.post(f"{at}/{name}", json=sent, headers=headers)


async def approve(
    plan: PlanUnderTest, council: str = MALDON, representative: str = "CD"
) -> httpx.Response:
    """Approve the bulletin."""
    return await step(plan, "approve", {"council": council, "representative": representative})


async def release(plan: PlanUnderTest) -> httpx.Response:
    """Release the bulletin."""
    return await step(plan, "release", None)


async def actions(plan: PlanUnderTest) -> dict[str, str | None]:
    """Return why each step may not be taken now by who may write and approve; None if it may."""
    own = [plan.body]
    both = await plan.suite.key("b", projects_read=own, projects_write=own, projects_approve=own)
    at = f"/v1/projects/bodies/{plan.body}/{plan.at}/communications/bulletin"
    read = (await plan.suite.http.get(at, headers=both)).json()
    return {each["action"]: each["reason"] for each in read["allowed_actions"]}


async def test_it_is_released_once_a_representative_has_approved_it(plan: PlanUnderTest) -> None:
    await keep_group(plan)
    await keep(plan)
    refused = await release(plan)
    approved = await approve(plan)
    released = await release(plan)

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert approved.json()["state"] == "approved"
    told = [(a["council"], a["representative"]) for a in approved.json()["approvals"]]
    assert told == [(MALDON, "CD")]
    assert (released.status_code, released.json()["state"]) == (200, "released")
    assert released.json()["released_at"] == released.json()["recorded_at"]


async def test_before_its_embargo_it_is_refused_and_says_until_when(plan: PlanUnderTest) -> None:
    await keep_group(plan)
    embargo = (await keep(plan, embargo=soon()))["embargo"]
    await approve(plan)

    refused = await release(plan)

    assert refused.status_code == 409
    assert embargo in refused.json()["detail"]
    assert (await actions(plan))["release"] == refused.json()["detail"]


async def test_at_its_embargo_it_is_released(plan: PlanUnderTest) -> None:
    await keep_group(plan)
    await keep(plan, embargo=datetime.now(UTC).isoformat())
    await approve(plan)

    assert (await actions(plan))["release"] is None
    assert (await release(plan)).status_code == 200


async def test_each_council_that_is_asked_approves_it(plan: PlanUnderTest) -> None:
    await keep_group(plan)
    await keep(plan, approval_of=[CHELMSFORD, MALDON, MALDON])

    first = await approve(plan)
    again = await approve(plan)
    early = await release(plan)
    second = await approve(plan, CHELMSFORD, "ab")  # initials, however they are written

    assert [first.json()["state"], second.json()["state"]] == ["draft", "approved"]
    assert [again.status_code, early.status_code] == [409, 409]
    assert (await release(plan)).status_code == 200


@pytest.mark.parametrize(
    ("council", "representative", "code"),
    [
        (MALDON, "EF", "not_nominated"),  # sits there, but does not stand for it
        (MALDON, "AB", "not_nominated"),  # stands for another
        (CHELMSFORD, "AB", "not_asked"),
    ],
)
async def test_nobody_else_approves_it(
    plan: PlanUnderTest, council: str, representative: str, code: str
) -> None:
    await keep_group(plan)
    await keep(plan, approval_of=[MALDON])

    refused = await approve(plan, council, representative)

    assert [fault["code"] for fault in refused.json()["errors"]] == [code]


async def test_nobody_stands_for_a_council_that_withdrew(plan: PlanUnderTest) -> None:
    left = {"council": MALDON, "withdrew": "2006-01-31"}
    await keep_group(plan, parties=[{"council": CHELMSFORD}, left])
    await keep(plan)

    assert (await approve(plan)).status_code == 422


async def test_a_change_voids_what_was_approved_and_the_same_again_does_not(
    plan: PlanUnderTest,
) -> None:
    await keep_group(plan)
    await keep(plan)
    await approve(plan)

    same = await keep(plan)
    changed = await keep(plan, text="Consultation begins")

    assert (same["state"], len(same["approvals"])) == ("approved", 1)
    assert (changed["state"], changed["approvals"]) == ("draft", [])
    assert (await release(plan)).status_code == 409


async def test_what_was_released_stands(plan: PlanUnderTest) -> None:
    await keep_group(plan)
    await keep(plan)
    await approve(plan)
    await release(plan)

    answer = await plan.put(
        f"{plan.at}/communications/bulletin",
        {"title": "Another", "audience": "All staff", "channel": "Staff bulletin"},
    )

    assert answer.status_code == 409
    assert all((await actions(plan)).values())


async def test_an_approval_is_of_what_was_seen(plan: PlanUnderTest) -> None:
    await keep_group(plan)
    await keep(plan)
    own = [plan.body]
    approver = await plan.suite.key("approver", projects_read=own, projects_approve=own)
    at = f"{plan.at}/communications/bulletin"
    seen = (await plan.get(at)).headers["etag"]
    await keep(plan, text="Changed since")
    sent = {"council": MALDON, "representative": "CD"}

    for tag, status in ((seen, 412), ("*", 428)):
        answer = await plan.post(f"{at}/approve", sent, approver | {"If-Match": tag})
        assert answer.status_code == status


async def test_one_representative_for_each_council_is_asked_for(plan: PlanUnderTest) -> None:
    nominated = {"council": CHELMSFORD, "is_nominated_representative": True}
    group = await keep_group(
        plan,
        parties=[
            {"council": CHELMSFORD},
            {"council": MALDON},
            {"council": COLCHESTER, "withdrew": "2006-01-31"},
        ],
        members=[
            {"name": "AB"} | nominated,
            {"name": "CD"} | nominated,
            {"name": "EF", "council": MALDON},
            {"name": "GH", "council": COLCHESTER},
            {"name": "IJ", "council": "E07000075"},
        ],
    )

    assert [(flag["code"], flag["body"]) for flag in group["flags"]] == [
        ("several_representatives", CHELMSFORD),
        ("no_representative", MALDON),
        ("council_withdrew", COLCHESTER),
        ("council_not_party", "E07000075"),
    ]
    assert (await keep_group(plan))["flags"] == []


async def test_who_wrote_it_does_not_approve_it_and_is_told_why(plan: PlanUnderTest) -> None:
    """By one's client or one's role: two keys are still one pair of eyes."""
    await keep_group(plan)
    await keep(plan, channel="Press release")  # by the role officer
    own = [plan.body]
    may = {"projects_read": own, "projects_write": own, "projects_approve": own}
    other = await plan.suite.key("secretary", **may)
    path = f"{plan.at}/communications/bulletin"
    seen = {"If-Match": (await plan.get(path)).headers["etag"]}
    said = {"title": "Bulletin 3", "audience": "All staff", "channel": "Staff bulletin"}
    url = f"/v1/projects/bodies/{plan.body}/{path}"
    changed = await plan.suite.http.put(url, json=said, headers=other | seen)
    sent = {"council": MALDON, "representative": "CD"}

    # The one changed it last; the other wrote it first, and comes with another key of its role.
    for writer in (other, await plan.suite.key("OFFICER", **may)):
        tag = {"If-Match": changed.headers["etag"]}
        refused = await plan.post(f"{path}/approve", sent, writer | tag)
        read = (await plan.suite.http.get(url, headers=writer)).json()
        told = {each["action"]: each["reason"] for each in read["allowed_actions"]}

        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        assert refused.json()["detail"] == "You wrote it, or changed it; somebody else approves."
        assert told["approve"] == refused.json()["detail"]
    assert changed.status_code == 200
    assert (await approve(plan)).status_code == 200


async def test_who_approves_is_no_writer_by_that(plan: PlanUnderTest) -> None:
    """One representative may record the word of several councils."""
    await keep_group(plan)
    await keep(plan, approval_of=[CHELMSFORD, MALDON])
    own = [plan.body]
    both = await plan.suite.key("b", projects_write=own, projects_approve=own)
    path = f"{plan.at}/communications/bulletin"

    for council, representative in ((CHELMSFORD, "AB"), (MALDON, "CD")):
        seen = {"If-Match": (await plan.get(path)).headers["etag"]}
        sent = {"council": council, "representative": representative}
        assert (await plan.post(f"{path}/approve", sent, both | seen)).status_code == 200


@pytest.mark.parametrize(
    ("day", "code"), [("2198-01-01", "day_in_future"), ("1809-02-12", "day_too_early")]
)
async def test_an_approval_was_given_on_a_day_that_has_been(
    plan: PlanUnderTest, day: str, code: str
) -> None:
    await keep_group(plan)
    await keep(plan)

    said = {"council": MALDON, "representative": "CD", "given_on": day}
    [fault] = (await step(plan, "approve", said)).json()["errors"]

    assert (fault["code"], fault["pointer"]) == (code, "/given_on")
