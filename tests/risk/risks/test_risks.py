"""Risks over HTTP: defined once, changed by who has seen them, closed and opened with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.calendar.working_days import day_in_london
from tests.risk.desk import Desk


async def test_a_risk_takes_its_registers_category_and_keeps_its_owners(desk: Desk) -> None:
    made = await desk.define(owners=["LB", "SC", "LB"], indicators=["nndr-in-year"])

    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["category"], told["state"], told["owners"]) == (
        "operational",
        "open",
        ["LB", "SC"],
    )
    assert told["response"] is None


async def test_nobody_has_identified_a_risk_tomorrow(desk: Desk) -> None:
    """A month is refused once its first day lies ahead; the one that has begun is not over yet."""
    today = day_in_london(datetime.now(UTC))
    ahead = await desk.define(identified=str(today + timedelta(days=2)))
    month = {"as_written": "this month", "value": f"{today:%Y-%m}", "precision": "month"}
    begun = await desk.define(identified=month)
    then = await desk.define(identified="2099-01-31")

    assert [each.status_code for each in (ahead, begun, then)] == [422, 201, 422]
    for each in (ahead, then):
        [fault] = each.json()["errors"]
        assert (fault["code"], fault["pointer"]) == ("identified_in_future", "/identified")


async def test_the_same_risk_again_makes_no_version(desk: Desk) -> None:
    await desk.define()
    again = await desk.define()

    assert again.status_code == 200
    assert len((await desk.get("risks/R1/versions")).json()["items"]) == 1


async def test_a_risk_stands_in_a_register_that_there_is(desk: Desk) -> None:
    answer = await desk.define(register_code="elsewhere")

    assert answer.status_code == 422
    assert answer.json()["errors"][0] | {"detail": ""} == {
        "code": "unknown_register",
        "detail": "",
        "pointer": "/register_code",
        "parameter": None,
        "row": None,
        "column": None,
    }


async def test_a_date_with_two_readings_is_asked_back(desk: Desk) -> None:
    asked = await desk.define(identified="Dec-16")
    meant = {"as_written": "Dec-16", "value": "2016-12", "precision": "month"}
    kept = await desk.define(identified=meant)

    [fault] = asked.json()["errors"]
    assert (asked.status_code, fault["code"], fault["pointer"]) == (
        422,
        "date_unclear",
        "/identified",
    )
    assert "December 2016 or 16 December" in fault["detail"]
    assert kept.json()["identified"] == meant


async def test_a_closed_risk_says_why_is_not_changed_and_can_be_reopened(desk: Desk) -> None:
    await desk.define()
    closed = await desk.step("close")
    changed = await desk.define(title="Another")
    reopened = await desk.step("reopen")

    assert (closed.json()["state"], closed.json()["state_reason"]) == ("closed", "So decided")
    assert (changed.status_code, changed.json()["code"]) == (409, "conflict")
    assert reopened.json()["state"] == "open"
    states = [one["state"] for one in (await desk.get("risks/R1/versions")).json()["items"]]
    assert states == ["open", "closed", "open"]


async def test_a_risk_that_has_come_true_is_an_issue_and_not_assessed(desk: Desk) -> None:
    await desk.define()
    await desk.step("materialise")
    read = (await desk.get("risks/R1")).json()
    assessed = await desk.assess(likelihood=3, impact=3)

    assert read["state"] == "materialised"
    allowed = {one["action"]: one["allowed"] for one in read["allowed_actions"]}
    assert (allowed["assess"], allowed["close"], allowed["reopen"]) == (False, True, True)
    assert (assessed.status_code, assessed.json()["code"]) == (409, "conflict")


async def test_risks_are_listed_as_they_stand_now_not_as_they_once_stood(desk: Desk) -> None:
    await desk.keep_register("strategic", category="strategic")
    for reference in ("R1", "R2", "R3"):
        await desk.define(reference)
    await desk.step("close", "R2")
    await desk.define("R3", register_code="strategic")

    async def listed(**query: Any) -> list[str]:
        items = (await desk.get("risks", **query)).json()["items"]
        return [item["reference"] for item in items]

    assert await listed() == ["R1", "R2", "R3"]
    assert await listed(state="open") == ["R1", "R3"]
    assert await listed(register="operational") == ["R1", "R2"]
    assert await listed(register="strategic", state="closed") == []


async def test_a_risk_is_read_as_it_was_known(desk: Desk) -> None:
    first = (await desk.define(title="Before")).json()
    await desk.define(title="After")

    then = await desk.get("risks/R1", known_at=first["recorded_at"])
    assert then.json()["title"] == "Before"
    assert (await desk.get("risks/R1")).json()["title"] == "After"


@pytest.mark.parametrize("reference", ["-R1", "a b", "x" * 41])
async def test_a_reference_is_short_and_plain(desk: Desk, reference: str) -> None:
    answer = await desk.define(reference)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "reference"


async def test_a_step_is_bound_to_what_was_seen(desk: Desk) -> None:
    """`*` would close whatever stands by the time that it arrives."""
    await desk.define()
    officer = await desk.officer()

    for seen in ({"If-Match": "*"}, {}):
        answer = await desk.post("risks/R1/close", {"reason": "Over"}, officer | seen)
        assert answer.status_code == 428, answer.text
    assert (await desk.get("risks/R1")).json()["state"] == "open"
    assert (await desk.step("close")).status_code == 200
