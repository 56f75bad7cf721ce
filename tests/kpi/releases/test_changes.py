"""Corrections: what a release changes against the one before it, and that it changes anything."""

from __future__ import annotations

from tests.kpi.releases.board import (
    HARBOROUGH,
    HINCKLEY,
    MONTHS,
    PARTNERSHIP,
    RATE,
    Board,
    at,
    good,
    why_not,
)


async def test_a_first_release_changes_nothing(board: Board) -> None:
    drafted = await board.begin(HINCKLEY)
    changes = await board.changes(drafted)

    assert (changes["supersedes"], changes["reason"], changes["rag_changed"]) == (None, None, False)
    assert (changes["documents"], changes["rows"], changes["text"]) == ([], [], [])


async def test_a_correction_tells_what_it_changes_and_why(board: Board) -> None:
    """June's target is 24.5 (98.0 x 3 / 12): 29.4 met it, 24.2 misses it by 0.3, within 0.5."""
    await board.suite.set_target(HARBOROUGH)
    first = await board.publish(HARBOROUGH)
    same = await board.take(first, "correct", reason="The ledger was wrong")
    nothing = why_not(await board.read(same, await board.approver(HARBOROUGH)), "approve")
    refused = await board.step(same, "approve")
    await board.restate(HARBOROUGH, 3, 242)
    good(await board.comment_on(HARBOROUGH, "A batch was counted twice"), 201)
    again = await board.take(same, "draft", text="June is lower by 52.")
    changes = await board.changes(again)
    corrected = await board.out(await board.take(again, "approve"))

    assert nothing == refused.json()["detail"]
    assert nothing is not None
    assert "nothing else than the release that it corrects" in nothing
    assert (changes["supersedes"], changes["reason"]) == (first["id"], "The ledger was wrong")
    assert changes["rag_changed"] is True
    assert [(one["kind"], one["key"], one["change"]) for one in changes["documents"]] == [
        ("scorecard", f"{HARBOROUGH}/2019-20-M03", "changed"),
        ("scorecard", f"{HARBOROUGH}/2019-20-Q1", "changed"),
        ("text", f"{HARBOROUGH}/2019-20-Q1", "changed"),
    ]
    rows = {(row["subject"], row["period"]): row for row in changes["rows"]}
    assert sorted(rows) == [(HARBOROUGH, "2019-20-M03"), (HARBOROUGH, "2019-20-Q1")]
    june = {
        one["field"]: (one["before"], one["after"]) for one in rows[HARBOROUGH, MONTHS[2]]["fields"]
    }
    assert june["value"] == (29.4, 24.2)
    assert june["numerator"] == (294, 242)
    assert june["variance"] == (4.9, -0.3)
    assert june["rag"] == ("green", "amber")
    assert june["commentary"] == (
        None,
        {"cause": "A batch was counted twice", "action": "Letters", "owner_role": "Team leader"},
    )
    assert "as_published_in" not in june
    assert changes["text"] == [
        {"field": "text", "before": "It went well.", "after": "June is lower by 52."}
    ]
    frozen = await board.document(corrected, "changes", f"{HARBOROUGH}/2019-20-Q1")
    assert frozen == changes
    assert (await board.read(first))["state"] == "superseded"
    assert (await board.verify(corrected))["findings"] == []
    assert (await board.verify(first))["findings"] == []
    twice = await board.step(first, "correct", reason="Once more")
    assert twice.status_code == 409


async def test_what_was_published_stays_as_it_was_published(board: Board) -> None:
    published = await board.publish()
    before = await board.document(published, "scorecard", f"{PARTNERSHIP}/2019-20-Q1")
    await board.restate(HINCKLEY, 3, 600)
    after = await board.document(published, "scorecard", f"{PARTNERSHIP}/2019-20-Q1")
    working = await board.suite.scorecard_row(HINCKLEY, RATE, period=MONTHS[2])

    assert after == before
    assert working["value"] == 30  # 600 / 2,000
    assert (await board.verify(published))["findings"] == []


async def test_one_correction_is_under_way_at_a_time(board: Board) -> None:
    published = await board.publish(HINCKLEY)
    correction = await board.take(published, "correct", reason="A wrong debit")
    twice = await board.step(published, "correct", reason="A wrong debit")
    await board.take(correction, "cancel", reason="It was right")
    again = await board.take(published, "correct", reason="A wrong debit after all")

    assert (twice.status_code, again["number"]) == (409, 2)
    assert (await board.read(published))["state"] == "published"


async def test_releases_of_a_period_are_compared_with_any_that_is_frozen(board: Board) -> None:
    first = await board.publish(HINCKLEY)
    second = await board.take(first, "correct", reason="A typing error", title="Quarter one")
    second = await board.out(await board.take(second, "approve"))
    back = await board.changes(first, **{"from": second["id"]})
    unknown = await board.suite.http.get(
        f"{at(first)}/changes",
        params={"from": "00000000-0000-4000-8000-000000000000"},
        headers=await board.drafter(HINCKLEY),
    )

    assert back["text"] == [
        {"field": "title", "before": "Quarter one", "after": "The first quarter"}
    ]
    assert unknown.status_code == 404


async def test_what_was_withdrawn_is_not_said_again_as_what_stood_before(board: Board) -> None:
    secret = "SECRET-NAME was late with the bank file."
    first = await board.publish(HINCKLEY, text=secret)
    await board.take(await board.read(first), "withdraw", reason="It names somebody")
    next_one = await board.take(
        await board.read(first), "correct", reason="Without the name", text="A file was late."
    )
    published = await board.out(await board.take(next_one, "approve"))
    changes = await board.document(published, "changes", f"{HINCKLEY}/2019-20-Q1")

    assert "SECRET-NAME" not in str(changes)
    assert (changes["supersedes"], changes["reason"]) == (first["id"], "Without the name")
    assert (changes["withdrawn"], changes["rag_changed"]) == (True, None)
    assert (changes["documents"], changes["rows"], changes["text"]) == ([], [], [])
    assert (await board.verify(published))["findings"] == []


async def test_a_correction_tells_no_more_what_it_changed_once_the_first_is_withdrawn(
    board: Board,
) -> None:
    """Neither to the public nor to anyone else, whenever it was frozen; and it still verifies."""
    secret = "SECRET-NAME was late with the bank file."
    first = await board.publish(HINCKLEY, text=secret)
    second = await board.take(first, "correct", reason="Without the name", text="A file was late.")
    second = await board.schedule(await board.take(second, "approve"))
    told_before = await board.changes(second)
    await board.take(await board.read(first), "withdraw", reason="It names somebody")
    told = await board.changes(second)
    asked = await board.changes(second, **{"from": first["id"]})
    reader = await board.drafter(HINCKLEY)
    document = await board.suite.http.get(
        f"{at(second)}/documents/changes/{HINCKLEY}/2019-20-Q1", headers=reader
    )

    assert "SECRET-NAME" in str(told_before)
    assert told_before["withdrawn"] is False
    for said in (told, asked):
        assert "SECRET-NAME" not in str(said)
        assert (said["withdrawn"], said["supersedes"]) == (True, first["id"])
        assert (said["documents"], said["rows"], said["text"]) == ([], [], [])
    assert document.status_code == 404
    assert (await board.verify(second))["findings"] == []


async def test_the_public_is_told_that_what_was_corrected_is_withdrawn(board: Board) -> None:
    first = await board.publish(HINCKLEY, text="SECRET-NAME was late.")
    second = await board.take(first, "correct", reason="Without the name", text="A file was late.")
    second = await board.out(await board.take(second, "approve"))
    publication = f"/v1/kpi/bodies/{HINCKLEY}/publications/{second['id']}"
    before = good(await board.suite.http.get(publication))
    await board.take(await board.read(first), "withdraw", reason="It names somebody")
    after = good(await board.suite.http.get(publication))
    named = f"{publication}/documents/changes/{HINCKLEY}/2019-20-Q1"
    document = (await board.suite.http.get(named)).json()
    verdict = good(await board.suite.http.get(f"{publication}/verify"))

    assert "SECRET-NAME" in str(before["changes"])
    assert "SECRET-NAME" not in str(after)
    assert after["changes"] == {
        "release": second["id"],
        "body": HINCKLEY,
        "period": "2019-20-Q1",
        "supersedes": first["id"],
        "reason": "Without the name",
        "withdrawn": True,
        "rag_changed": None,
        "documents": [],
        "rows": [],
        "text": [],
    }
    assert (document["code"], document["publication"]) == ("withdrawn", first["id"])
    assert document["reason"] == "It names somebody"
    assert after["documents"] == before["documents"]
    assert (verdict["holds"], verdict["manifest_hash"]) == (True, before["manifest_hash"])
