"""Part 2: seen and written by holders of `risk:confidential` alone, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.risk.desk import Desk

SECRET = "The supplier is insolvent"


async def hidden_risk(desk: Desk) -> None:
    made = await desk.define(
        headers=await desk.insider(), cause=SECRET, event="Software fails", confidential=["cause"]
    )
    assert made.status_code == 201, made.text


async def test_a_hidden_field_is_null_to_who_may_not_see_it_and_named(desk: Desk) -> None:
    await hidden_risk(desk)
    outside, inside = await desk.get("risks/R1"), await desk.get("risks/R1", await desk.insider())

    assert (outside.json()["cause"], outside.json()["event"]) == (None, "Software fails")
    assert outside.json()["confidential"] == ["cause"]
    assert inside.json()["cause"] == SECRET
    assert outside.headers["etag"] != inside.headers["etag"]


async def test_a_tag_tells_nothing_of_what_is_hidden(desk: Desk) -> None:
    """Two risks that differ in Part 2 alone are the same document to who may not see it."""
    await hidden_risk(desk)
    before = (await desk.get("risks/R1")).json()
    await desk.define(
        headers=await desk.insider(),
        cause="Another",
        event="Software fails",
        confidential=["cause"],
    )
    after = (await desk.get("risks/R1")).json()

    assert {**before, "recorded_at": ""} == {**after, "recorded_at": ""}


async def test_who_may_not_see_part_2_leaves_it_as_it_is(desk: Desk) -> None:
    await hidden_risk(desk)
    changed = await desk.define(title="Software", event="It fails", confidential=["cause"])

    assert (changed.status_code, changed.json()["cause"]) == (200, None)
    whole = (await desk.get("risks/R1", await desk.insider())).json()
    assert (whole["title"], whole["event"], whole["cause"]) == ("Software", "It fails", SECRET)


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"cause": "Mine", "confidential": ["cause"]}, "/cause"),
        ({"confidential": []}, "/confidential"),
    ],
)
async def test_who_may_not_see_part_2_neither_writes_there_nor_opens_it(
    desk: Desk, sent: dict[str, Any], pointer: str
) -> None:
    await hidden_risk(desk)
    answer = await desk.define(**sent)

    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["code"], fault["pointer"]) == (422, "confidential", pointer)
    whole = (await desk.get("risks/R1", await desk.insider())).json()
    assert whole["cause"] == SECRET


async def test_whoever_writes_a_risk_may_make_more_of_it_part_2(desk: Desk) -> None:
    await desk.define(event="Software fails")
    hidden = await desk.define(event="Software fails", confidential=["event"])

    assert (hidden.json()["event"], hidden.json()["confidential"]) == (None, ["event"])


async def test_what_is_part_2_now_is_so_in_every_version_and_at_every_instant(desk: Desk) -> None:
    first = (await desk.define(cause=SECRET)).json()
    await desk.define(headers=await desk.insider(), cause=SECRET, confidential=["cause"])

    then = await desk.get("risks/R1", known_at=first["recorded_at"])
    versions = await desk.get("risks/R1/versions")
    listed = await desk.get("risks", known_at=first["recorded_at"])
    for answer in (then, versions, listed):
        assert answer.status_code == 200
        assert SECRET not in answer.text


async def test_what_was_part_2_then_stays_so_when_it_is_part_1_now(desk: Desk) -> None:
    await hidden_risk(desk)
    await desk.define(headers=await desk.insider(), cause="Published", confidential=[])
    versions = (await desk.get("risks/R1/versions")).json()["items"]

    assert [version["cause"] for version in versions] == ["Published", None]


async def test_opened_again_with_another_text_it_stays_hidden_in_all_versions_before(
    desk: Desk,
) -> None:
    """Also in one from before it was Part 2, in which it was entered by mistake."""
    first = (await desk.define(cause=SECRET)).json()
    await desk.define(cause=SECRET, confidential=["cause"])
    await desk.define(headers=await desk.insider(), cause="Published", confidential=[])

    versions = (await desk.get("risks/R1/versions")).json()["items"]
    then = (await desk.get("risks/R1", known_at=first["recorded_at"])).json()

    assert [version["cause"] for version in versions] == ["Published", None, None]
    assert (then["cause"], then["confidential"]) == (None, ["cause"])


async def test_what_a_closed_risk_says_becomes_part_2_and_nothing_else_changes(desk: Desk) -> None:
    said: dict[str, Any] = {"cause": SECRET, "category": "operational", "owners": ["LB"]}
    await desk.define(**said)
    await desk.step("close")

    hidden = await desk.define(**said, confidential=["cause"])
    changed = await desk.define(
        **said | {"cause": None}, confidential=["cause", "event"], title="T"
    )
    opened = await desk.define(
        headers=await desk.insider(), **said | {"cause": SECRET}, confidential=[]
    )

    assert (hidden.status_code, hidden.json()["state"]) == (200, "closed")
    assert (changed.status_code, opened.status_code) == (409, 409)
    assert SECRET not in (await desk.get("risks/R1/versions")).text


async def test_a_steps_answer_shows_part_2_to_nobody_since_it_may_be_said_again(desk: Desk) -> None:
    await hidden_risk(desk)
    insider = await desk.insider()
    seen = (await desk.get("risks/R1", insider)).headers["etag"]
    closed = await desk.post(
        "risks/R1/close",
        {"reason": "Over"},
        insider | {"If-Match": seen, "Idempotency-Key": "close-1"},
    )

    assert closed.status_code == 200, closed.text
    assert SECRET not in closed.text
