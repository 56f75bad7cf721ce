"""Signals at risks over HTTP: asked until reviewed or dismissed, at each risk by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.calendar.working_days import day_in_london
from tests.risk.desk import BODY, Desk
from tests.signalling import signal

TAX = "nndr-in-year"
ASKS = f"Reassess, because {TAX} turned red for 2019-20-M10."


@pytest.fixture
async def red(desk: Desk) -> Desk:
    """Two risks that name an indicator, one that does not, and that it turned red."""
    for reference in ("R1", "R2"):
        await desk.define(reference, indicators=[TAX])
    await desk.define("R3")
    await signal(desk.suite.database, BODY, TAX, "2019-20-M10")
    return desk


async def signals(desk: Desk, reference: str = "R1", **query: Any) -> list[dict[str, Any]]:
    answer = await desk.get(f"risks/{reference}/signals", None, **query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def asked(desk: Desk) -> dict[str, list[str]]:
    """Return what each row of the register asks for."""
    rows = (await desk.get("registers/operational/view")).json()["items"]
    return {row["reference"]: [flag["detail"] for flag in row["signals"]] for row in rows}


async def test_every_risk_that_names_the_indicator_asks_to_be_reassessed(red: Desk) -> None:
    assert await asked(red) == {"R1": [ASKS], "R2": [ASKS], "R3": []}
    [heard] = await signals(red)
    assert (heard["state"], heard["indicator"], heard["period"]) == ("open", TAX, "2019-20-M10")


async def test_a_review_answers_it_at_its_risk_alone(red: Desk) -> None:
    today = str(day_in_london(datetime.now(UTC)))
    reviewed = await red.post("risks/R1/reviews", {"reviewed": today, "comment": "Provided for"})

    assert reviewed.status_code == 201, reviewed.text
    assert await asked(red) == {"R1": [], "R2": [ASKS], "R3": []}
    assert [one["state"] for one in await signals(red)] == ["reviewed"]


async def test_the_same_review_again_answers_what_was_heard_in_between(red: Desk) -> None:
    today = {"reviewed": str(day_in_london(datetime.now(UTC)))}
    first = await red.post("risks/R1/reviews", today)
    await signal(red.suite.database, BODY, TAX, "2019-20-M11")
    again = await red.post("risks/R1/reviews", today)
    once_more = await red.post("risks/R1/reviews", today)

    assert [one.status_code for one in (first, again, once_more)] == [201, 201, 200]
    assert (await asked(red))["R1"] == []


async def test_a_review_of_long_ago_has_not_looked_at_it(red: Desk) -> None:
    await red.post("risks/R1/reviews", {"reviewed": "2016-12-31"})

    assert (await asked(red))["R1"] == [ASKS]


async def test_a_review_that_may_have_been_before_the_turn_answers_nothing(desk: Desk) -> None:
    """Its year, or its month, began before: whoever wrote it may have looked then."""
    await desk.define(indicators=[TAX])
    turned = datetime(2020, 2, 5, 9, 0, tzinfo=UTC)
    await signal(desk.suite.database, BODY, TAX, "2019-20-M10", turned)
    states = []
    for reviewed in ("2020", "2020-02", "2020-03"):
        answer = await desk.post("risks/R1/reviews", {"reviewed": reviewed})
        assert answer.status_code == 201, answer.text
        states += [each["state"] for each in await signals(desk)]

    assert states == ["open", "open", "reviewed"]


async def test_it_is_dismissed_with_a_reason_once_and_asks_again_at_the_next_turn(
    red: Desk,
) -> None:
    [heard] = await signals(red)
    at = f"risks/R1/signals/{heard['id']}/dismiss"
    silent = await red.post(at, {})
    dismissed = await red.post(at, {"reason": "One late payment"})
    again = await red.post(at, {"reason": "Once more"})

    assert silent.status_code == 422
    assert dismissed.status_code == 200, dismissed.text
    assert dismissed.json()["dismissal"]["reason"] == "One late payment"
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert await asked(red) == {"R1": [], "R2": [ASKS], "R3": []}
    await signal(red.suite.database, BODY, TAX, "2019-20-M11")
    assert (await asked(red))["R1"] == [ASKS.replace("M10", "M11")]


async def test_a_reason_that_is_part_2_is_shown_to_who_may_see_it(red: Desk) -> None:
    [heard] = await signals(red)
    secret = "The bank told us first"
    sent = {"reason": secret, "reason_is_confidential": True}
    made = await red.post(f"risks/R1/signals/{heard['id']}/dismiss", sent)

    outside = await red.get("risks/R1/signals")
    inside = await red.get("risks/R1/signals", await red.insider())
    assert made.status_code == 200
    assert secret not in made.text + outside.text
    assert secret in inside.text


async def test_a_signal_of_another_indicator_is_not_at_the_risk(red: Desk) -> None:
    [heard] = await signals(red)
    answer = await red.post(f"risks/R3/signals/{heard['id']}/dismiss", {"reason": "Not ours"})

    assert answer.status_code == 404


async def test_a_closed_risk_asks_for_nothing_and_asks_again_when_it_is_opened(red: Desk) -> None:
    await red.step("close")
    assert (await asked(red)).get("R1", []) == []
    await red.step("reopen")

    assert (await asked(red))["R1"] == [ASKS]


async def test_a_risk_is_not_asked_about_what_turned_before_it_was_there(red: Desk) -> None:
    await red.define("R4", indicators=[TAX])

    assert await signals(red, "R4") == []


async def test_signals_are_read_as_they_were_known_and_page_by_page(red: Desk) -> None:
    [first] = await signals(red)
    await signal(red.suite.database, BODY, TAX, "2019-20-M11")
    then = await signals(red, known_at=first["recorded_at"])
    page = (await red.get("risks/R1/signals", None, limit=1)).json()
    rest = (await red.get("risks/R1/signals", None, cursor=page["next_cursor"])).json()

    assert [one["period"] for one in then] == ["2019-20-M10"]
    assert [one["period"] for one in page["items"]] == ["2019-20-M11"]
    assert [one["period"] for one in rest["items"]] == ["2019-20-M10"]
    assert rest["next_cursor"] is None


async def test_an_earlier_turn_asks_nothing_of_an_old_risk_that_is_linked_later(red: Desk) -> None:
    """As of a risk that is new: it is the next turn that asks."""
    await red.define("R3", indicators=[TAX])
    before = (await asked(red))["R3"]
    await signal(red.suite.database, BODY, TAX, "2019-20-M11")

    assert before == []
    assert (await asked(red))["R3"] == [ASKS.replace("M10", "M11")]


async def test_a_link_that_is_taken_away_takes_no_open_signal_with_it(red: Desk) -> None:
    """It asks until somebody answers it; the next turn is none of the risk's."""
    await red.define("R1", indicators=[])
    await red.define("R2", indicators=[])
    await signal(red.suite.database, BODY, TAX, "2019-20-M11")
    today = {"reviewed": str(day_in_london(datetime.now(UTC)))}
    still = await asked(red)
    [heard] = await signals(red)

    dismissed = await red.post(f"risks/R1/signals/{heard['id']}/dismiss", {"reason": "Not ours"})
    reviewed = [(await red.post("risks/R2/reviews", today)).status_code for _ in range(2)]

    assert still == {"R1": [ASKS], "R2": [ASKS], "R3": []}
    assert dismissed.status_code == 200, dismissed.text
    assert reviewed == [201, 200]
    assert await asked(red) == {"R1": [], "R2": [], "R3": []}
    assert [one["state"] for one in await signals(red, "R2")] == ["reviewed"]


async def test_the_same_review_again_answers_what_was_heard_before_the_link_went(
    red: Desk,
) -> None:
    today = {"reviewed": str(day_in_london(datetime.now(UTC)))}
    await red.post("risks/R1/reviews", today)
    await signal(red.suite.database, BODY, TAX, "2019-20-M11")
    await red.define("R1", indicators=[])

    again = await red.post("risks/R1/reviews", today)

    assert again.status_code == 201
    assert (await asked(red))["R1"] == []
