"""All of a risk's standing on a day: worked by hand, and in a handful of statements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from services.risk.reviews.standings import standings_of
from shared.storage.engine import new_engine
from shared.storage.sessions import reading
from shared.storage.tenancy import Tenancy
from tests.risk.register import BODY, Register

if TYPE_CHECKING:
    from tests.suite import Suite

DEC_16 = {"as_written": "Dec-16", "value": "2016-12", "precision": "month"}
NOV_19 = {"as_written": "Nov-19", "value": "2019-11", "precision": "month"}


async def review(register: Register, reviewed: Any, reference: str | None = None) -> None:
    at = f"risks/{reference or register.risk}/reviews"
    assert (await register.post(at, {"reviewed": reviewed})).status_code == 201


async def test_the_seeds_risks_without_scores_and_the_first_of_them_stale(
    register: Register,
) -> None:
    """Their scores are unknown, so they are due three months on: Dec-16 since 31 March 2017.

    On Friday 27 March 2020, so many working days later: 2017 has 260 weekdays less 8 bank holidays
    (Mon 2 January, 14 and 17 April, 1 and 29 May, 28 August, 25 and 26 December), of which 65 less
    1 lie before April: 188. 2018 has 261 less 8 (253), 2019 261 less 8 (253). 2020 up to 27 March
    has 63 weekdays less New Year's Day: 62. In all 756.
    """
    await review(register, DEC_16)
    first = await register.standing(on="2020-03-27")
    other = f"{register.risk}b"
    await register.define(other)
    await review(register, NOV_19, other)
    second = await register.standing(other, on="2020-02-29")
    third = await register.standing(other, on="2020-03-02")

    assert first["scores"] == {"inherent": None, "current": None, "target": None}
    assert (first["last_review"], first["next_review"]) == (DEC_16, "2017-03-31")
    assert (first["is_stale"], first["stale_working_days"]) == (True, 756)
    assert (second["next_review"], second["is_stale"]) == ("2020-02-29", False)
    assert (third["is_stale"], third["stale_working_days"]) == (True, 1)


async def test_the_last_review_is_by_its_date_whenever_it_was_recorded(
    register: Register,
) -> None:
    await review(register, NOV_19)
    await review(register, DEC_16)

    assert (await register.standing())["last_review"] == NOV_19


async def test_without_a_review_it_is_due_from_the_day_it_was_first_recorded(
    register: Register, shared_suite: Suite
) -> None:
    """Three months on, however often it is changed since; it was 30 November in London too."""
    admin = await shared_suite.database.admin.connect()
    moved = await admin.execute(
        "UPDATE risk.risk_versions SET recorded_at = '2019-11-30T23:30Z' WHERE reference = $1",
        register.risk,
    )
    await admin.close()
    await register.step("materialise")

    assert moved == "UPDATE 1"
    assert (await register.standing())["next_review"] == "2020-02-29"


async def test_the_cadence_follows_the_current_score(register: Register) -> None:
    """From 17 on it is very high, and due each month; 4 is low, and due each year."""
    await review(register, NOV_19)
    await register.assess(5, 5)
    high = (await register.standing())["next_review"]
    await register.assess(2, 2)
    low = (await register.standing())["next_review"]

    assert (high, low) == ("2019-12-30", "2020-11-30")


async def test_actions_that_are_late_are_told(register: Register) -> None:
    """Due in November 2019, on Monday 2 December one working day late; what is done is not."""
    action = {"kind": "action", "title": "Ensure continual dialogue", "due": NOV_19}
    done = {"state": "done", "evidence": "Minutes"}
    for code, more in (("A1", {}), ("A2", done), ("A3", {"due": "2020-06-30"})):
        made = await register.put(f"{register.at}/mitigations/{code}", action | more)
        assert made.status_code == 201, made.text

    on_time = await register.standing(on="2019-11-30")
    late = await register.standing(on="2019-12-02")

    assert on_time["overdue_actions"] == []
    assert late["overdue_actions"] == [{"mitigation": "A1", "due": NOV_19, "working_days": 1}]


async def test_a_closed_risk_waits_for_nothing_and_a_reopened_one_does_again(
    register: Register,
) -> None:
    await review(register, DEC_16)
    action = {"kind": "action", "title": "Ensure continual dialogue", "due": NOV_19}
    await register.put(f"{register.at}/mitigations/A1", action)
    await register.step("close")
    closed = await register.standing(on="2020-03-27")
    await register.step("reopen")
    reopened = await register.standing(on="2020-03-27")

    assert (closed["next_review"], closed["is_stale"]) == (None, False)
    assert (closed["overdue_actions"], closed["stale_working_days"]) == ([], 0)
    assert (reopened["next_review"], reopened["stale_working_days"]) == ("2017-03-31", 756)
    assert len(reopened["overdue_actions"]) == 1


async def test_acceptance_is_told_with_what_it_is_worth(register: Register) -> None:
    await register.assess(4, 3)
    made = await register.accept(12, "2199-06-30")
    given = made.json()["acceptance"]

    assert (await register.standing())["acceptance"] == {
        "id": given["id"],
        "score": 12,
        "expires": "2199-06-30",
        "validity": "valid",
        "validity_reason": None,
    }


@pytest.mark.parametrize("on", ["1899-12-31", "2200-01-01", "0001-01-01", "Dec-16"])
async def test_a_day_out_of_reach_is_refused(register: Register, on: str) -> None:
    assert (await register.get(f"{register.at}/standing", on=on)).status_code == 422


async def test_many_risks_take_as_many_statements_as_one(
    register: Register, shared_suite: Suite
) -> None:
    names = [f"{register.risk}-{number}" for number in range(5)]
    for name in names:
        await register.define(name)
        await register.assess(4, 3, name)
        assert (await register.accept(12, reference=name)).status_code == 201
        await register.assess(3, 3, name)
        await review(register, NOV_19, name)

    one, first = await counted(shared_suite, names[:1])
    five, all_of_them = await counted(shared_suite, names)
    _, everything = await counted(shared_suite, None)

    assert one == five <= 12
    assert list(all_of_them) == names
    assert {name: everything[name] for name in names} == all_of_them
    assert first[names[0]] == all_of_them[names[0]]


async def counted(suite: Suite, references: list[str] | None) -> tuple[int, dict[str, Any]]:
    """Return how many statements a read of standings takes, and what it finds."""
    engine = new_engine(suite.database.url("risk"), application="tests", pool_size=1)
    said: list[str] = []

    def note(*given: Any) -> None:
        said.append(given[2])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    async with reading(engine, Tenancy("tests", frozenset({BODY}))) as reader:
        found = await standings_of(reader, BODY, references, on=date(2020, 1, 1))
    await engine.dispose()
    return len(said), {name: standing.model_dump() for name, standing in found.items()}
