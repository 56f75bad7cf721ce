"""From a first draft to the hour: the way of a release, step by step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.kpi.releases.board import (
    HARBOROUGH,
    HINCKLEY,
    PARTNERSHIP,
    RATE,
    Board,
    at,
    good,
    tag,
    why_not,
)


async def test_a_partnership_release_goes_from_draft_to_published(board: Board) -> None:
    drafted = await board.begin()
    circulated = await board.take(drafted, "circulate")
    await board.sign_all(circulated)
    approved = await board.take(circulated, "approve")
    published = await board.out(approved)

    states = [one["state"] for one in (drafted, circulated, approved, published)]
    assert states == ["draft", "consultation", "approved", "published"]
    assert [one["body"] for one in circulated["members"]] == [HARBOROUGH, HINCKLEY]
    acts = [(act["act"], act["holder"]) for act in published["acts"]]
    drafter, approver = f"drafter of {PARTNERSHIP}", f"approver of {PARTNERSHIP}"
    assert acts == [
        ("drafted", drafter),
        ("circulated", drafter),
        ("approved", approver),
        ("scheduled", approver),
    ]
    assert (await board.verify(published))["findings"] == []


async def test_a_councils_own_release_needs_no_consultation(board: Board) -> None:
    drafted = await board.begin(HINCKLEY)
    circulated = await board.step(drafted, "circulate")
    approved = await board.take(drafted, "approve")

    assert circulated.status_code == 409
    assert "no members" in circulated.json()["detail"]
    assert (approved["state"], approved["members"]) == ("approved", [])


async def test_a_release_holds_the_quarter_and_its_months_of_everyone(board: Board) -> None:
    drafted = await board.begin()
    quarter = await board.document(drafted, "scorecard", f"{PARTNERSHIP}/2019-20-Q1")
    may = await board.document(drafted, "scorecard", f"{HINCKLEY}/2019-20-M02")
    text = await board.document(drafted, "text", f"{PARTNERSHIP}/2019-20-Q1")
    missing = await board.suite.http.get(
        f"{at(drafted)}/documents/scorecard/{PARTNERSHIP}/2019-20-Q2",
        headers=await board.drafter(),
    )

    assert quarter["rows"][0]["value"] == 30.466667  # (294 + 620) / (1,000 + 2,000)
    assert [one["body"] for one in quarter["members"]] == [HARBOROUGH, HINCKLEY]
    assert (quarter["view"], quarter["known_at"], quarter["settled"]) == ("published", None, True)
    assert may["rows"][0]["value"] == 21.5  # 430 / 2,000
    assert may["rows"][0]["as_published_in"] == drafted["id"]
    assert may["rows"][0]["approval"] == "approved"
    assert (text["title"], text["text"]) == ("The first quarter", "It went well.")
    assert missing.status_code == 404


async def test_every_step_names_what_was_seen(board: Board) -> None:
    drafted = await board.begin(HINCKLEY)
    approver = await board.approver(HINCKLEY)
    blind = await board.suite.http.post(f"{at(drafted)}/approve", headers=approver)
    any_will_do = approver | {"If-Match": "*"}
    careless = await board.suite.http.post(f"{at(drafted)}/approve", headers=any_will_do)
    again = await board.take(drafted, "draft", title="Another title")
    stale = await board.step(drafted, "approve")

    assert (blind.status_code, careless.status_code, stale.status_code) == (428, 428, 412)
    assert (again["draft"], again["title"], again["text"]) == (2, "Another title", "It went well.")
    assert again["content_hash"] != drafted["content_hash"]
    read = await board.suite.http.get(at(drafted), headers=approver)
    assert read.headers["etag"] == tag(again["content_hash"])["If-Match"]


async def test_a_draft_taken_again_without_change_keeps_its_hash_and_asks_for_approval_anew(
    board: Board,
) -> None:
    approved = await board.approved(await board.begin(HINCKLEY))
    again = await board.take(approved, "draft")

    assert again["content_hash"] == approved["content_hash"]
    assert (again["draft"], again["state"]) == (2, "draft")


async def test_a_period_has_one_release_under_way_and_a_published_one_is_corrected(
    board: Board,
) -> None:
    first = await board.begin(HINCKLEY)
    twice = await board.try_begin(HINCKLEY)
    cancelled = await board.take(first, "cancel", reason="Begun too soon")
    published = await board.publish(HINCKLEY)
    once_more = await board.try_begin(HINCKLEY)

    assert (twice.status_code, once_more.status_code) == (409, 409)
    assert "under way" in twice.json()["detail"]
    assert "Correct it" in once_more.json()["detail"]
    # A gap between 1 and 2 would betray the one that never was.
    assert (cancelled["number"], published["number"]) == (1, 1)
    assert cancelled["state"] == "cancelled"


async def test_a_period_that_goes_on_has_no_release_yet(board: Board) -> None:
    now = datetime.now(UTC)
    first_year = now.year if now.month > 3 else now.year - 1
    refused = await board.try_begin(HINCKLEY, period=f"{first_year}-{(first_year + 1) % 100:02}")

    assert refused.status_code == 422
    assert [one["code"] for one in refused.json()["errors"]] == ["period_not_ended"]


async def test_releases_are_listed_newest_first_to_the_bodys_readers_alone(board: Board) -> None:
    first = await board.begin(HINCKLEY, period="2019-20-M01")
    second = await board.begin(HINCKLEY, period="2019-20-M02")
    await board.take(second, "cancel", reason="Begun too soon")
    address = f"/v1/kpi/bodies/{HINCKLEY}/releases"
    own = good(await board.suite.http.get(address, headers=await board.drafter(HINCKLEY)))
    other = await board.suite.http.get(address, headers=await board.drafter(HARBOROUGH))
    unknown = await board.suite.http.get(
        f"{address}/2f0c8c0a-8a5c-4d5e-9d3c-0d6c7d1f8a11", headers=await board.drafter(HINCKLEY)
    )

    assert [(one["id"], one["state"]) for one in own["items"]] == [
        (second["id"], "cancelled"),
        (first["id"], "draft"),
    ]
    assert (other.status_code, unknown.status_code) == (404, 404)


async def test_a_scheduled_release_is_cancelled_until_a_second_before_its_hour(
    board: Board,
) -> None:
    approved = await board.approved(await board.begin(HINCKLEY))
    scheduled = await board.schedule(approved, timedelta(hours=1))
    redrafted = await board.step(scheduled, "draft")
    cancelled = await board.take(scheduled, "cancel", reason="A wrong debit")
    near = await board.approved(await board.begin(HINCKLEY))
    near = await board.schedule(near, timedelta(seconds=0.9))
    late = await board.step(near, "cancel", reason="A wrong debit")

    assert scheduled["state"] == "scheduled"
    assert redrafted.status_code == 409
    assert cancelled["state"] == "cancelled"
    assert late.status_code == 409, late.text


async def test_an_hour_that_has_passed_is_refused_and_nothing_is_frozen(board: Board) -> None:
    approved = await board.approved(await board.begin(HINCKLEY))
    gone = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    refused = await board.step(approved, "schedule", publish_at=gone)

    assert refused.status_code == 409
    assert "Choose a later one" in refused.json()["detail"]
    assert (await board.read(approved))["state"] == "approved"


async def test_a_withdrawn_release_stays_readable_here_and_may_be_said_again(
    board: Board,
) -> None:
    published = await board.publish(HINCKLEY)
    early = why_not(await board.read(published, await board.approver(HINCKLEY)), "cancel")
    withdrawn = await board.take(published, "withdraw", reason="A wrong debit")
    again = await board.take(withdrawn, "correct", reason="The debit was right")

    assert early is not None
    assert withdrawn["state"] == "withdrawn"
    assert withdrawn["acts"][-1]["reason"] == "A wrong debit"
    assert (again["number"], again["supersedes"]) == (2, published["id"])
    assert (await board.take(again, "approve"))["state"] == "approved"


async def test_each_step_is_audited_and_the_schedule_with_the_hash_of_what_was_frozen(
    board: Board,
) -> None:
    published = await board.publish(HINCKLEY)
    auditor = await board.key("auditor", HINCKLEY, audit_read=True)
    told = good(
        await board.suite.http.get(
            f"/v1/kpi/bodies/{HINCKLEY}/audit",
            params={"subject": f"releases/{published['id']}"},
            headers=auditor,
        )
    )["items"]

    assert [one["act"] for one in reversed(told)] == [
        "release.drafted",
        "release.approved",
        "release.scheduled",
    ]
    assert told[0]["content_hash"] == published["manifest_hash"]
    assert {one["content_hash"] for one in told[1:]} == {published["content_hash"]}
    assert RATE not in str(told)
