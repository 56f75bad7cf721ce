"""What became Part 2 before an edition is frozen is not in it."""

from __future__ import annotations

from typing import Any

import pytest

from services.risk.editions import composing
from tests.presses import FAR
from tests.risk.views.desk import SECRET, Desk
from tests.risk.views.press import PERIOD, Press


@pytest.fixture
def press(desk: Desk) -> Press:
    return Press(desk)


async def test_an_approval_is_void_once_something_in_it_becomes_part_two(press: Press) -> None:
    await press.desk.risk("R1", consequence="A name")
    edition = await press.stepped(await press.proposed(), "approve")
    await press.desk.risk("R1", consequence="A name", confidential=["consequence"])

    answer = await press.step(edition, "schedule", publish_at=FAR)

    assert answer.status_code == 409
    read = await press.read(f"editions/{edition['id']}")
    assert read.status_code == 401
    again = await press.desk.suite.http.get(
        f"{press.desk.at}/editions/{edition['id']}", headers=await press.approver()
    )
    assert (again.json()["state"], again.json()["is_current"]) == ("proposed", False)


@pytest.mark.parametrize("what", ["consequence", "state_reason"])
async def test_what_is_hidden_while_the_pictures_are_drawn_keeps_the_edition_back(
    press: Press, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    desk = press.desk
    await desk.risk("R1", consequence="A name")
    risk = await desk.step("R1", "materialise", "A name")
    edition = await press.stepped(await press.proposed(), "approve")

    async def drawn(_: Any) -> bytes:
        if what == "consequence":
            await desk.risk("R1", consequence="A name", confidential=[what])
        else:
            said = {"text": what, "recorded_at": risk["recorded_at"]}
            await desk.post(f"{desk.at}/risks/R1/hide", said)
        return b"drawn"

    monkeypatch.setattr(composing, "drawn_png", drawn)
    refused = await press.step(edition, "schedule", publish_at=FAR)

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


async def test_a_later_edition_has_no_text_that_became_part_two(press: Press) -> None:
    """Nor is the earlier one approved as it was proposed."""
    desk = press.desk
    await desk.risk("R1")
    risk = await desk.step("R1", "materialise", SECRET)
    before = await press.proposed()
    sent = {"text": "state_reason", "recorded_at": risk["recorded_at"]}
    await desk.post(f"{desk.at}/risks/R1/hide", sent)

    refused = await press.step(before, "approve")
    await press.stepped(before, "cancel", reason="A text of it is Part 2")
    after = await press.published(known_at=before["known_at"])

    assert refused.status_code == 409
    document = await press.read(
        f"publications/{after['id']}/documents/register/operational/{PERIOD}"
    )
    [row] = document.json()["items"]
    assert (row["reference"], row["state_reason"]) == ("R1", None)


async def test_nor_one_that_was_part_two_once_and_is_open_again(press: Press) -> None:
    """As known from before it was."""
    desk = press.desk
    before = await desk.risk("R1", consequence=SECRET)
    await desk.risk("R1", consequence=SECRET, confidential=["consequence"])
    await desk.risk("R1", consequence="Late bills")

    after = await press.published(known_at=before["recorded_at"])

    document = await press.read(
        f"publications/{after['id']}/documents/register/operational/{PERIOD}"
    )
    [row] = document.json()["items"]
    assert (row["consequence"], row["confidential"]) == (None, ["consequence"])
