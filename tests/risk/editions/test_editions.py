"""Editions: proposed, approved by another, public from their hour on, and never before."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

import pytest

from services.risk.editions import composing
from tests.presses import FAR
from tests.risk.views.desk import SECRET, Desk
from tests.risk.views.press import PERIOD, Press

PUBLIC = ("view", "heatmap")


@pytest.fixture
def press(desk: Desk) -> Press:
    return Press(desk)


async def _two(desk: Desk) -> None:
    await desk.risk("R1", cause=SECRET, consequence="Late bills", confidential=["cause"])
    await desk.assess("R1", 4, 5, reason=SECRET, reason_is_confidential=True)
    await desk.risk("R2")
    await desk.step("R2", "close", "Over")


async def test_anyone_reads_a_published_register_and_its_heat_map(press: Press) -> None:
    await _two(press.desk)
    edition = await press.published(text="As the board saw it")

    shown = (await press.view("view")).json()
    heat_map = (await press.view("heatmap", period=PERIOD)).json()

    for document in (shown, heat_map):
        assert (document["view"], document["period"]) == ("published", PERIOD)
        assert document["edition"] == edition["id"]
    assert [row["reference"] for row in shown["items"]] == ["R1"]
    assert [c["current"]["references"] for c in heat_map["cells"] if c["current"]["count"]] == [
        ["R1"]
    ]


async def test_part_two_is_published_in_no_document(press: Press) -> None:
    await _two(press.desk)
    edition = await press.published()

    contents = (await press.read(f"publications/{edition['id']}")).json()

    kinds = {part["kind"] for part in contents["documents"]}
    assert kinds == {"register", "heatmap", "heatmap-svg", "heatmap-png", "text"}
    for part in contents["documents"]:
        at = f"publications/{edition['id']}/documents/{part['kind']}/{part['key']}"
        document = await press.read(at)
        assert document.status_code == 200
        assert document.headers["content-type"].split(";")[0] == part["media_type"]
        assert hashlib.sha256(document.content).hexdigest() == part["sha256"]
        assert SECRET.encode() not in document.content
    assert "Late bills" in (await press.view("view")).text
    assert SECRET not in (await press.view("view", format="csv")).text


async def test_nothing_is_seen_before_the_hour(press: Press) -> None:
    await _two(press.desk)
    headers = {"X-Request-Id": "the-same"}
    http, at = press.desk.suite.http, f"{press.desk.at}/registers/operational"
    before = [(await http.get(f"{at}/{view}", headers=headers)).content for view in PUBLIC]
    edition = await press.scheduled(FAR)

    after = [(await http.get(f"{at}/{view}", headers=headers)).content for view in PUBLIC]
    assert after == before
    assert (await press.read("publications")).json()["items"] == []
    for path in ("", "/verify", f"/documents/register/operational/{PERIOD}"):
        assert (await press.read(f"publications/{edition['id']}{path}")).status_code == 404


async def test_the_working_register_is_never_what_is_published(press: Press) -> None:
    await _two(press.desk)
    edition = await press.published()
    first = (await press.view("view")).content
    await press.desk.assess("R1", 1, 1, reason="Mended")
    await press.desk.risk("R3")

    assert (await press.view("view")).content == first
    assert (await press.read(f"publications/{edition['id']}/verify")).json()["holds"] is True


async def test_who_proposed_it_does_not_approve_it(press: Press) -> None:
    await _two(press.desk)
    edition = await press.proposed()
    holder = await press.desk.suite.key("Writer", risk_approve=[press.desk.body])

    answer = await press.step(edition, "approve", by=holder)

    assert answer.status_code == 409
    assert "You proposed it" in answer.json()["detail"]


async def test_nobody_waits_while_the_pictures_of_an_edition_are_drawn(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    await press.desk.risk("R1", consequence="A name")
    edition = await press.stepped(await press.proposed(), "approve")
    meanwhile = []

    async def drawn(_: Any) -> bytes:
        meanwhile.append(await press.desk.assess("R1", 2, 3, reason="Looked at again"))
        return b"drawn"

    monkeypatch.setattr(composing, "drawn_png", drawn)
    scheduled = await press.stepped(edition, "schedule", publish_at=FAR)

    assert (scheduled["state"], meanwhile[0]["score"]) == ("scheduled", 6)


async def test_what_is_recorded_after_the_proposal_leaves_it_as_it_is(press: Press) -> None:
    await _two(press.desk)
    edition = await press.proposed()
    await press.desk.assess("R1", 1, 1, reason="Mended")

    approved = await press.stepped(edition, "approve")
    await press.stepped(approved, "schedule", publish_at=FAR)

    assert approved["is_current"] is True


async def test_a_withdrawn_edition_leaves_a_tombstone(press: Press) -> None:
    await _two(press.desk)
    edition = await press.published()
    await press.stepped(edition, "withdraw", reason="A wrong matrix")

    for view in PUBLIC:
        answer = await press.view(view)
        assert (answer.status_code, answer.json()["code"]) == (404, "withdrawn")
        assert answer.json()["reason"] == "A wrong matrix"
    [listed] = (await press.read("publications")).json()["items"]
    assert (listed["title"], listed["register_code"]) == (None, "operational")


async def test_a_correction_takes_the_place_of_what_it_corrects_and_says_why(press: Press) -> None:
    await _two(press.desk)
    first = await press.published()
    await press.desk.assess("R1", 1, 1, reason="Mended")

    unexplained = await press.propose()
    second = await press.published(reason="R1 was scored wrongly")

    assert [fault["code"] for fault in unexplained.json()["errors"]] == ["reason_missing"]
    assert (second["number"], second["supersedes"]) == (2, first["id"])
    now = (await press.view("view")).json()
    then = (await press.view("view", edition=first["id"])).json()
    assert (now["items"][0]["current"]["score"], then["items"][0]["current"]["score"]) == (1, 20)


async def test_one_edition_of_a_quarter_is_under_way_at_a_time(press: Press) -> None:
    edition = await press.proposed()

    assert (await press.propose()).status_code == 409
    await press.stepped(edition, "cancel", reason="Not yet")
    again = await press.proposed()

    assert again["number"] == 1


async def test_a_cancelled_edition_was_never_there(press: Press) -> None:
    await _two(press.desk)
    edition = await press.scheduled(FAR)
    await press.stepped(edition, "cancel", reason="Not yet")

    assert (await press.read(f"publications/{edition['id']}")).status_code == 404
    assert (await press.view("view")).json()["code"] == "not_found"


async def test_the_newest_quarter_is_read_unless_another_is_named(press: Press) -> None:
    await _two(press.desk)
    await press.published(period="2019-20-Q3")
    await press.published(period="2019-20-Q2")

    newest = (await press.view("view")).json()
    older = (await press.view("view", period="2019-20-Q2")).json()

    assert (newest["period"], older["period"]) == ("2019-20-Q3", "2019-20-Q2")


async def test_a_reader_of_the_body_gets_the_working_view_unless_he_asks_for_the_other(
    press: Press,
) -> None:
    await _two(press.desk)
    await press.published()
    reader = await press.desk.reader()

    working = await press.desk.get("view", reader)
    published = await press.desk.get("view", reader, view="published")
    filtered = await press.desk.ask("view", reader, view="published", band="low")

    assert (working["view"], published["view"]) == ("working", "published")
    assert [row["reference"] for row in working["items"]] == ["R1", "R2"]
    assert [fault["code"] for fault in filtered.json()["errors"]] == ["not_of_this_view"]


async def test_pictures_are_published_as_they_were_frozen(press: Press) -> None:
    await _two(press.desk)
    await press.published()

    svg, png = [await press.view("heatmap", format=each) for each in ("svg", "png")]

    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert b"R1" in svg.content
    assert png.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert png.headers["cache-control"] == "public, no-cache"


async def test_two_proposals_at_once_make_one_edition(press: Press) -> None:
    answers = await asyncio.gather(*(press.propose() for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_the_audit_vouches_for_what_was_frozen_and_tells_none_of_it(press: Press) -> None:
    await _two(press.desk)
    edition = await press.scheduled(FAR)
    auditor = await press.desk.suite.key("auditor", audit_read=[press.desk.body])

    audit = await press.desk.suite.http.get(
        f"{press.desk.at}/audit", params={"act": "edition.scheduled"}, headers=auditor
    )

    [entry] = audit.json()["items"]
    assert entry["content_hash"] == edition["manifest_hash"]
    assert SECRET not in json.dumps(audit.json())
