"""Editions of plans: proposed, approved by another, public from their hour on, and never before."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from tests.presses import FAR
from tests.projects.editions.conftest import HIDDEN, say
from tests.projects.editions.press import PERIOD

if TYPE_CHECKING:
    from tests.projects.editions.press import Press

VIEWS = ("report", "timeline")
KINDS = ("plan", "report", "timeline", "timeline-svg")


async def test_anyone_reads_a_published_report_and_its_timeline(press: Press) -> None:
    """Who, when, position: due 18 May, met on the 21st; due 28 May, moved to 15 June, and late."""
    edition = await press.published(text="As the board saw it")

    report = (await press.view("report")).json()
    timeline = (await press.view("timeline", period=PERIOD)).json()

    for document in (report, timeline):
        assert (document["view"], document["period"]) == ("published", PERIOD)
        assert (document["edition"], document["on"]) == (edition["id"], "2012-06-30")
    assert [(row["item"], row["who"], row["statement"]) for row in report["rows"]] == [
        ("P1", "Head of Service, PDT", "The contract is signed."),
        ("P2", None, None),
    ]
    assert report["rows"][0]["when"] == "18/05/2012; 15/06/2012"
    assert [one["milestone"] for one in report["late"]] == ["late"]
    assert [one["met_on"] for one in report["achieved"]] == ["2012-05-21"]
    assert [(row["item"], len(row["milestones"])) for row in timeline["rows"]] == [
        ("P1", 2),
        ("P2", 0),
    ]


async def test_the_plan_is_published_with_its_text_and_how_sure_its_owners_are(
    press: Press,
) -> None:
    edition = await press.published()

    plan = (await press.document(edition, "plan")).json()

    assert (plan["view"], plan["period"], plan["edition"]) == ("published", PERIOD, edition["id"])
    assert plan["sections"] == [
        {"heading": "Service standards", "kind": None, "paragraphs": ["Answer within a week."]}
    ]
    first, second = plan["items"]
    assert (first["owners"], first["deliverables"]) == (["Head of Service"], ["A new system"])
    assert (first["confidence"], first["confidence_on"]) == ("amber_red", "2012-06-20")
    assert (second["confidence"], second["confidence_on"]) == (None, None)


async def test_what_is_not_for_the_public_stands_in_no_document(press: Press) -> None:
    edition = await press.published()

    contents = (await press.read(f"publications/{edition['id']}")).json()

    assert {part["kind"] for part in contents["documents"]} == {*KINDS, "text"}
    for part in contents["documents"]:
        document = await press.document(edition, part["kind"])
        assert document.headers["content-type"].split(";")[0] == part["media_type"]
        assert hashlib.sha256(document.content).hexdigest() == part["sha256"]
        assert [word for word in (*HIDDEN, "R77") if word in document.text] == [], part["kind"]
    working = [
        await press.planning.get(path, **asked)
        for path, asked in (
            ("", {}),
            ("report", {"period": PERIOD}),
            ("timeline", {}),
            ("highlights", {"period": PERIOD}),
            ("items/P1", {}),
            ("items/P3", {}),
            ("items/P1/milestones/m", {}),
            ("items/P1/positions", {}),
        )
    ]
    told = "".join(answer.text for answer in working)
    assert [word for word in HIDDEN if word not in told] == []  # they were there to be hidden


async def test_nothing_is_seen_before_the_hour(press: Press) -> None:
    headers = {"X-Request-Id": "the-same"}
    http = press.planning.suite.http
    before = [(await http.get(f"{press.planning.at}/{v}", headers=headers)).content for v in VIEWS]
    edition = await press.scheduled(FAR)

    after = [(await http.get(f"{press.planning.at}/{v}", headers=headers)).content for v in VIEWS]
    assert after == before
    assert json.loads(before[0])["status"] == 404
    assert (await press.read("publications")).json()["items"] == []
    for path in ("", "/verify"):
        assert (await press.read(f"publications/{edition['id']}{path}")).status_code == 404
    for kind in KINDS:
        assert (await press.document(edition, kind)).status_code == 404


async def test_no_published_byte_changes_whatever_becomes_of_the_plan(press: Press) -> None:
    edition = await press.published()
    first = [(await press.document(edition, kind)).content for kind in KINDS]
    await say(press.planning, "All is well.")
    await press.planning.put("items/P4", {"title": "New"})
    await press.planning.step("items/P1", "remove", {"reason": "Merged"})

    assert [(await press.document(edition, kind)).content for kind in KINDS] == first
    report, timeline, picture = first[1:]
    assert (await press.view("report")).content == report
    assert (await press.view("timeline")).content == timeline
    assert (await press.view("timeline", format="svg")).content == picture
    assert (await press.read(f"publications/{edition['id']}/verify")).json()["holds"] is True


async def test_who_proposed_it_does_not_approve_it(press: Press) -> None:
    edition = await press.proposed()

    answer = await press.step(edition, "approve", by=await press.approver("officer"))

    assert answer.status_code == 409
    assert "You proposed it" in answer.json()["detail"]


async def test_who_keeps_plans_alone_decides_on_no_edition(press: Press) -> None:
    edition = await press.proposed()
    officer = await press.planning.officer("another")

    for step, said in (
        ("approve", {}),
        ("schedule", {"publish_at": FAR}),
        ("cancel", {"reason": "No"}),
        ("withdraw", {"reason": "No"}),
    ):
        assert (await press.step(edition, step, by=officer, **said)).status_code == 403


async def test_what_is_recorded_after_the_proposal_leaves_it_as_it_is(press: Press) -> None:
    edition = await press.proposed()
    await say(press.planning, "Later words.")

    approved = await press.stepped(edition, "approve")
    scheduled = await press.stepped(approved, "schedule", publish_at=FAR)

    assert (approved["is_current"], scheduled["is_current"]) == (True, True)
    assert scheduled["content_hash"] == edition["content_hash"]


async def test_an_edition_shows_a_plan_as_it_was_known_at_its_instant(press: Press) -> None:
    known_at = (await press.planning.read("items/P1"))["recorded_at"]
    edition = await press.published(known_at=known_at)

    plan = (await press.document(edition, "plan")).json()

    # By then P1 had been kept anew, and no milestone, position or confidence said of it.
    assert [(one["item"], one["when"], one["statement"]) for one in plan["items"]] == [
        ("P1", None, None),
        ("P2", None, None),
    ]
    assert plan["known_at"] == known_at
    assert plan["items"][0]["confidence"] is None


async def test_a_plan_that_was_not_there_is_published_by_nobody(press: Press) -> None:
    none = await press.propose(plan_code="no-such-plan")
    early = await press.propose(known_at="2012-06-30T12:00:00Z")
    month = await press.propose(period="2012-13-M03")

    assert [none.status_code, early.status_code] == [404, 404]
    assert [fault["code"] for fault in month.json()["errors"]] == ["wrong_period_type"]


async def test_a_withdrawn_edition_leaves_a_tombstone(press: Press) -> None:
    edition = await press.published()
    await press.stepped(edition, "withdraw", reason="A wrong position")

    for view in VIEWS:
        answer = await press.view(view)
        assert (answer.status_code, answer.json()["code"]) == (404, "withdrawn")
        assert answer.json()["reason"] == "A wrong position"
    assert (await press.document(edition, "plan")).json()["code"] == "withdrawn"
    [listed] = (await press.read("publications")).json()["items"]
    assert (listed["title"], listed["plan_code"]) == (None, press.planning.plan)


async def test_a_correction_takes_the_place_of_what_it_corrects_and_says_why(press: Press) -> None:
    first = await press.published()
    await say(press.planning, "The contract is not signed.")

    unexplained = await press.propose()
    second = await press.published(reason="The position was wrong")

    assert [fault["code"] for fault in unexplained.json()["errors"]] == ["reason_missing"]
    assert (second["number"], second["supersedes"]) == (2, first["id"])
    now = (await press.view("report")).json()["rows"][0]
    then = (await press.view("report", edition=first["id"])).json()["rows"][0]
    assert (now["statement"], then["statement"]) == (
        "The contract is not signed.",
        "The contract is signed.",
    )


async def test_a_cancelled_edition_was_never_there(press: Press) -> None:
    edition = await press.scheduled(FAR)
    await press.stepped(edition, "cancel", reason="Not yet")

    assert (await press.read(f"publications/{edition['id']}")).status_code == 404
    assert (await press.view("report")).json()["code"] == "not_found"
    assert (await press.proposed())["number"] == 1


async def test_two_proposals_at_once_make_one_edition(press: Press) -> None:
    answers = await asyncio.gather(*(press.propose() for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_reader_of_the_body_gets_the_working_view_unless_he_asks_for_the_other(
    press: Press,
) -> None:
    edition = await press.published()

    async def view(name: str, **asked: Any) -> Any:
        return (await press.planning.get(name, **asked)).json()["view"]

    assert await view("report", period=PERIOD) == "working"
    assert await view("report", view="published") == "published"
    assert await view("report", edition=edition["id"]) == "published"
    assert await view("timeline") == "working"
    assert await view("timeline", period=PERIOD) == "published"


async def test_what_only_the_other_view_can_answer_is_refused(press: Press) -> None:
    edition = await press.published()

    async def faults(path: str, **asked: Any) -> Any:
        errors = (await press.planning.get(path, **asked)).json()["errors"]
        return [(fault["code"], fault["parameter"]) for fault in errors]

    other = "not_of_this_view"
    assert await faults("timeline", view="published", on="2012-06-01") == [(other, "on")]
    assert await faults("timeline", view="working", period=PERIOD) == [(other, "period")]
    assert await faults("report", view="working", edition=edition["id"]) == [(other, "edition")]
    assert await faults("report") == [("missing", "period")]


async def test_the_working_view_is_shut_to_who_may_not_read_the_body(press: Press) -> None:
    await press.published()
    stranger = await press.planning.suite.key("stranger", projects_read=["E07000107"])
    http, at = press.planning.suite.http, press.planning.at
    asked = {"view": "working", "period": PERIOD}

    unkeyed = await http.get(f"{at}/report", params=asked)
    elsewhere = await http.get(f"{at}/report", params=asked, headers=stranger)
    published = await http.get(f"{at}/report", headers=stranger)

    assert [unkeyed.status_code, elsewhere.status_code] == [401, 404]
    assert published.json()["view"] == "published"


async def test_a_published_report_is_a_table_too(press: Press) -> None:
    await press.published()

    answer = await press.view("report", format="csv")

    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [(row["reference"], row["position_statement"]) for row in rows] == [
        ("P1", "The contract is signed."),
        ("P2", ""),
    ]
    assert answer.headers["cache-control"] == "public, no-cache"
