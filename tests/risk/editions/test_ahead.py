"""What is frozen and not public yet tells nothing that became Part 2 meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.presses import FAR
from tests.risk.views.desk import REGISTER, Desk
from tests.risk.views.press import PERIOD, Press

if TYPE_CHECKING:
    import httpx

TEXT = "A supplier's name"
HIDDEN = {"consequence": TEXT, "confidential": ["consequence"]}


@pytest.fixture
def press(desk: Desk) -> Press:
    return Press(desk)


@pytest.fixture
async def ahead(press: Press) -> Any:
    """Return an edition that tells `TEXT`, frozen and far from its hour."""
    await press.desk.risk("R1", consequence=TEXT)
    await press.desk.assess("R1", 3, 4, reason=TEXT)
    await press.desk.step("R1", "materialise", TEXT)
    await press.desk.risk("R2", consequence="Late bills")
    await press.desk.risk("R4", consequence=TEXT)
    await press.desk.step("R4", "close", "Over")
    return await press.scheduled(FAR)


async def define(desk: Desk, reference: str, **said: Any) -> httpx.Response:
    at, who = f"{desk.at}/risks/{reference}", await desk.writer()
    tag = (await desk.suite.http.get(at, headers=who)).headers["etag"]
    given = {"register_code": REGISTER, "title": f"Risk {reference}"} | said
    return await desk.suite.http.put(at, json=given, headers=who | {"If-Match": tag})


async def import_rows(desk: Desk, *rows: dict[str, Any], **query: Any) -> httpx.Response:
    at = f"{desk.at}/registers/{REGISTER}/risks"
    headers = await desk.writer()
    return await desk.suite.http.post(at, json={"items": rows}, params=query, headers=headers)


async def hide(desk: Desk, reference: str, text: str) -> httpx.Response:
    """Hide what was said of a risk the last time; of its assessments, that of its score."""
    at, headers = f"{desk.at}/risks/{reference}", await desk.writer()
    last = "versions" if text == "state_reason" else "assessments"
    said = (await desk.suite.http.get(f"{at}/{last}", headers=headers)).json()["items"][0]
    sent = {"text": text, "recorded_at": said["recorded_at"]}
    return await desk.suite.http.post(f"{at}/hide", json=sent, headers=headers)


async def test_what_a_frozen_edition_tells_becomes_part_two_once_it_is_cancelled(
    press: Press, ahead: Any
) -> None:
    refused = await define(press.desk, "R1", **HIDDEN)

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert refused.json()["edition"] == ahead["id"]
    for told in ("R1", PERIOD, ahead["id"], "cancelled", "risk:approve"):
        assert told in refused.json()["detail"]
    assert TEXT not in refused.text
    stands = await press.desk.suite.http.get(
        f"{press.desk.at}/risks/R1", headers=await press.desk.reader()
    )
    assert (stands.json()["consequence"], stands.json()["confidential"]) == (TEXT, [])

    await press.stepped(ahead, "cancel", reason="A name is in it")
    assert (await define(press.desk, "R1", **HIDDEN)).status_code == 200


@pytest.mark.parametrize("mode", ["commit", "validate"])
async def test_nor_by_a_sheet(press: Press, ahead: Any, mode: str) -> None:
    hiding = {"reference": "R1", "confidential": "consequence"}
    other = {"reference": "R2", "event": "The printer stops"}

    refused = await import_rows(press.desk, hiding, other, mode=mode)

    assert (refused.status_code, refused.json()["edition"]) == (409, ahead["id"])
    assert " R1 " in refused.json()["detail"]
    assert (await import_rows(press.desk, other, mode=mode)).status_code in (200, 201)


async def test_nor_what_was_said_of_a_step(press: Press, ahead: Any) -> None:
    """Also once it is told by a version that came after the edition was composed."""
    await press.desk.risk("R1", consequence=TEXT, treatment="Another supplier")

    refused = await hide(press.desk, "R1", "state_reason")

    assert (refused.status_code, refused.json()["edition"]) == (409, ahead["id"])
    assert TEXT not in refused.text
    [version, *_] = (
        await press.desk.suite.http.get(
            f"{press.desk.at}/risks/R1/versions", headers=await press.desk.reader()
        )
    ).json()["items"]
    assert (version["state_reason"], version["state_reason_is_confidential"]) == (TEXT, False)

    await press.stepped(ahead, "cancel", reason="A name is in it")
    assert (await hide(press.desk, "R1", "state_reason")).status_code == 201


async def test_nor_what_a_risk_says_that_was_closed_since(press: Press, ahead: Any) -> None:
    """Neither by itself nor by a sheet."""
    await press.desk.step("R1", "close", "Over")
    hidden = HIDDEN | {"category": "operational"}  # as it stands

    refused = await define(press.desk, "R1", **hidden)
    by_sheet = await import_rows(press.desk, {"reference": "R1", "confidential": "consequence"})

    for answer in (refused, by_sheet):
        assert (answer.status_code, answer.json().get("edition")) == (409, ahead["id"])

    await press.stepped(ahead, "cancel", reason="A name is in it")
    assert (await define(press.desk, "R1", **hidden)).status_code == 200


async def test_a_step_for_a_reason_that_is_part_two_is_taken(press: Press, ahead: Any) -> None:
    """The edition tells of the one before, which is as public as it was."""
    desk = press.desk
    at, who = f"{desk.at}/risks/R1", await desk.writer()
    tag = (await desk.suite.http.get(at, headers=who)).headers["etag"]
    why = {"reason": TEXT, "reason_is_confidential": True}

    await desk.post(f"{at}/reopen", why, if_match=tag)

    read = await desk.suite.http.get(
        f"{desk.at}/editions/{ahead['id']}", headers=await press.approver()
    )
    assert (read.json()["state"], read.json()["is_current"]) == ("scheduled", True)


async def test_what_was_said_where_no_edition_tells_it_may_become_part_two(
    press: Press, ahead: Any
) -> None:
    """Of a score, by itself or by a sheet; and of a risk that was closed by then."""
    row = {"reference": "R2", "current_reason_is_confidential": True}
    await press.desk.assess("R2", 1, 2, reason=TEXT)

    answers = [
        await hide(press.desk, "R1", "current_reason"),
        await hide(press.desk, "R4", "state_reason"),
        await import_rows(press.desk, row),
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 201]


async def test_what_it_does_not_tell_may_become_part_two(press: Press, ahead: Any) -> None:
    """A new risk, a new text, one of another register, and one that was closed by then."""
    desk = press.desk
    await desk.register("strategic")
    await desk.risk("S1", register_code="strategic", consequence=TEXT)
    await desk.risk("R3", **HIDDEN)
    await desk.risk("R3", **HIDDEN | {"cause": TEXT, "confidential": ["cause", "consequence"]})
    moved = {"register_code": "strategic", "title": "Risk S1"} | HIDDEN

    await desk.step("R4", "reopen", "Not over")

    assert (await define(desk, "S1", **moved)).status_code == 200
    assert (await define(desk, "R4", **HIDDEN)).status_code == 200
    assert (await define(desk, "R2", consequence="Late bills, again")).status_code == 200
    read = await desk.suite.http.get(
        f"{desk.at}/editions/{ahead['id']}", headers=await press.approver()
    )
    assert (read.json()["state"], read.json()["is_current"]) == ("scheduled", True)


async def test_a_risk_that_has_moved_is_still_in_the_edition_of_its_old_register(
    press: Press, ahead: Any
) -> None:
    await press.desk.register("strategic")
    await press.desk.risk("R1", register_code="strategic", consequence=TEXT)

    refused = await define(press.desk, "R1", register_code="strategic", **HIDDEN)

    assert (refused.status_code, refused.json()["edition"]) == (409, ahead["id"])


async def test_what_is_public_stays_as_it_was_published(press: Press) -> None:
    await press.desk.risk("R1", consequence=TEXT)
    edition = await press.published()
    before = (await press.view("view")).content

    assert (await define(press.desk, "R1", **HIDDEN)).status_code == 200

    assert TEXT.encode() in before
    assert (await press.view("view")).content == before
    verified = await press.read(f"publications/{edition['id']}/verify")
    assert verified.json()["holds"] is True
    corrected = await press.published(reason="A name stood in it")
    assert corrected["supersedes"] == edition["id"]
    assert TEXT not in (await press.view("view")).text
