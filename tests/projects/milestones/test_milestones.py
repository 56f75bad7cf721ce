"""Milestones through the API: their dates, their steps, and what is told of both."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.projects.planning import Planning, faults

M1: Final = "items/P1/milestones/m1"
# Seed 002, priority 3: co-location of staff.
STAFF: Final[dict[str, Any]] = {
    "title": "Efficient and effective structure",
    "kind": "activity",
    "dates": [{"kind": "due", "planned": "Sept 2012- March 2013"}],
}
SPAN: Final = {
    "as_written": "Sept 2012- March 2013",
    "starts": "2012-09-01",
    "ends": "2013-03-31",
    "reading": "September 2012 to March 2013",
}
WHY: Final = {"reason": "The switchboard moves later"}


def due(planned: Any) -> dict[str, Any]:
    """Return a milestone that is due then."""
    return {"title": "Open the One Stop Shop", "dates": [{"planned": planned}]}


async def test_a_milestone_is_kept_and_read_with_its_parse(planning: Planning) -> None:
    made = await planning.put(M1, STAFF)
    found = await planning.get(M1)

    assert (made.status_code, found.status_code) == (201, 200), made.text
    assert (found.content, found.headers["etag"]) == (made.content, made.headers["etag"])
    told = found.json()
    assert told["dates"] == [
        {
            "kind": "due",
            "baseline": SPAN,
            "current": SPAN,
            "actual": None,
            "evidence": None,
            "slippage": 0,
        }
    ]
    assert (told["state"], told["moves"], told["completion"]) == ("open", [], None)
    allowed = {each["action"] for each in told["allowed_actions"] if each["allowed"]}
    assert allowed == {"change", "redate", "complete", "remove"}


async def test_a_redating_needs_a_reason_and_leaves_the_baseline(planning: Planning) -> None:
    await planning.put(M1, STAFF)
    silent = await planning.step(M1, "redate", {"to": "By May 2013"})
    moved = await planning.step(M1, "redate", {"to": "By May 2013"} | WHY, holder="LB")

    assert faults(silent) == [("missing", "/reason")]
    assert moved.status_code == 200, moved.text
    told = moved.json()
    [date], [move] = told["dates"], told["moves"]
    assert (date["baseline"], date["current"]["ends"]) == (SPAN, "2013-05-31")
    # After Sunday 31 March: April has 21 working days and Easter Monday off it is 21 (22 - 1);
    # May 23, less the 6th and the 27th, is 21.
    assert (date["slippage"], move["slippage"]) == (42, 42)
    assert (move["reason"], move["moved_by"], move["before"]) == (WHY["reason"], "LB", SPAN)
    assert move["moved_at"] == told["recorded_at"]
    assert (await planning.get(M1)).headers["etag"] == moved.headers["etag"]


@pytest.mark.parametrize("to", ["Sept 2012 to March 2013", "Sept 2012- March 2013"])
async def test_the_same_date_again_is_no_redating(planning: Planning, to: str) -> None:
    await planning.put(M1, STAFF)

    assert faults(await planning.step(M1, "redate", {"to": to} | WHY)) == [("same_date", "/to")]


async def test_a_date_does_not_move_by_the_way(planning: Planning) -> None:
    await planning.put(M1, STAFF)
    await planning.step(M1, "redate", {"to": "By May 2013"} | WHY)
    moved = (await planning.get(M1)).json()

    by_the_way = await planning.put(M1, STAFF | {"dates": [{"planned": "By June 2013"}]})
    as_at_first = await planning.put(M1, STAFF | {"title": "A new structure"})
    as_now = await planning.put(M1, STAFF | {"dates": [{"planned": "By May 2013"}]})
    without = await planning.put(M1, {"title": "A new structure"})

    assert faults(by_the_way) == [("date_is_set", "/dates/0")]
    for kept in (as_at_first, as_now, without):
        assert kept.status_code == 200, kept.text
        assert (kept.json()["dates"], kept.json()["moves"]) == (moved["dates"], moved["moves"])


async def test_a_date_that_was_lacking_is_added_with_its_own_baseline(planning: Planning) -> None:
    """Seed 001, R4: interim 30/09/2009, full 30/09/2010."""
    interim = {"kind": "interim", "planned": "30/09/2009"}
    full = {"kind": "full", "planned": "30/09/2010"}
    await planning.put(M1, {"title": "Standards", "dates": [full]})
    both = (await planning.put(M1, {"title": "Standards", "dates": [full, interim]})).json()

    assert [(d["kind"], d["baseline"]["ends"]) for d in both["dates"]] == [
        ("interim", "2009-09-30"),
        ("full", "2010-09-30"),
    ]


async def test_what_two_people_would_read_differently_is_asked_back(planning: Planning) -> None:
    asked = await planning.put(M1, due("06/05/2009"))
    meant = {"as_written": "06/05/2009", "ends": "2009-05-06"}
    kept = await planning.put(M1, due(meant))

    assert faults(asked) == [("date_unclear", "/dates/0/planned")]
    assert "6 May 2009 or 5 June 2009" in asked.json()["errors"][0]["detail"]
    assert kept.json()["dates"][0]["current"] == meant | {
        "starts": "2009-05-06",
        "reading": "6 May 2009",
    }


async def test_what_means_no_day_is_kept_as_it_is(planning: Planning) -> None:
    kept = (await planning.put(M1, due("Ongoing"))).json()
    again = await planning.step(M1, "redate", {"to": "ongoing"} | WHY)
    said = {"as_written": "After Easter", "starts": "2013-04-02", "reading": "mine"}
    moved = (await planning.step(M1, "redate", {"to": said} | WHY)).json()

    [date] = kept["dates"]
    unread = {"starts": None, "ends": None, "reading": None}
    assert (date["current"], date["slippage"]) == ({"as_written": "Ongoing"} | unread, None)
    assert faults(again) == [("same_date", "/to")]
    assert moved["dates"][0]["current"] == said | {"ends": None, "reading": None}


async def test_a_quarter_takes_its_year_from_its_plan(planning: Planning) -> None:
    kept = (await planning.put(M1, due("Q3"))).json()
    years = {"starts": "2012-04-01", "ends": "2014-03-31"}
    plan = {"title": "For two years", "shape": "service_priorities"} | years
    await planning.put("", plan)
    asked = await planning.put("items/P1/milestones/m2", due("Q3"))
    told = await planning.put("items/P1/milestones/m2", due("Q3 2013-14"))

    assert kept["dates"][0]["current"] == {
        "as_written": "Q3",
        "starts": "2012-10-01",
        "ends": "2012-12-31",
        "reading": "quarter 3 of 2012-13, October to December 2012",
    }
    assert faults(asked) == [("date_unclear", "/dates/0/planned")]
    assert told.json()["dates"][0]["current"]["ends"] == "2013-12-31"


async def test_the_interim_date_leaves_a_milestone_open(planning: Planning) -> None:
    dates = [
        {"kind": "interim", "planned": "30/09/2009"},
        {"kind": "full", "planned": "30/09/2010"},
    ]
    await planning.put(M1, {"title": "Standards", "dates": dates})
    said = {"kind": "interim", "on": "2009-09-28", "evidence": "Minutes of the board"}
    met = (await planning.step(M1, "complete", said)).json()
    twice = await planning.step(M1, "complete", said)
    moved = await planning.step(M1, "redate", {"kind": "interim", "to": "30/11/2009"} | WHY)
    whole = (await planning.step(M1, "complete", said | {"kind": "full"})).json()

    # 30 September 2009 was a Wednesday, the 28th the Monday before: two working days early.
    assert [d["slippage"] for d in met["dates"]] == [-2, 0]
    assert (met["state"], met["dates"][0]["evidence"]) == ("open", "Minutes of the board")
    assert (twice.status_code, moved.status_code) == (409, 409)
    assert (whole["state"], whole["completion"]["on"]) == ("complete", "2009-09-28")


async def test_done_is_said_of_what_has_come_about(planning: Planning) -> None:
    await planning.put(M1, STAFF)
    ahead = await planning.step(M1, "complete", {"on": "2098-01-01", "evidence": "A vision"})
    absurd = await planning.step(M1, "complete", {"on": "1809-02-12", "evidence": "A slip"})
    unshown = await planning.step(M1, "complete", {"on": "2013-01-01"})
    other = {"kind": "full", "on": "2013-01-01", "evidence": "Minutes"}

    assert faults(ahead) == [("completed_in_future", "/on")]
    assert faults(absurd) == [("day_too_early", "/on")]
    assert faults(unshown) == [("missing", "/evidence")]
    assert faults(await planning.step(M1, "complete", other)) == [("no_such_date", "/kind")]
    assert faults(await planning.step(M1, "redate", {"kind": "full", "to": "2014"} | WHY)) == [
        ("no_such_date", "/kind")
    ]


async def test_reopening_takes_back_what_was_said_last(planning: Planning) -> None:
    dates = [
        {"kind": "interim", "planned": "30/09/2009"},
        {"kind": "full", "planned": "30/09/2010"},
    ]
    await planning.put(M1, {"title": "Standards", "dates": dates})
    nothing = await planning.step(M1, "reopen", WHY)
    done = {"on": "2010-09-30", "evidence": "Minutes"}
    await planning.step(M1, "complete", done | {"kind": "interim"})
    whole = (await planning.step(M1, "complete", done)).json()
    once = (await planning.step(M1, "reopen", WHY)).json()
    again = (await planning.step(M1, "reopen", WHY)).json()

    def actuals(told: dict[str, Any]) -> list[str | None]:
        return [date["actual"] for date in told["dates"]]

    assert nothing.status_code == 409
    assert (whole["state"], actuals(whole)) == ("complete", ["2010-09-30"] * 2)
    assert (once["state"], actuals(once), once["completion"]) == (
        "open",
        ["2010-09-30", None],
        None,
    )
    assert (once["state_reason"], actuals(again)) == (WHY["reason"], [None, None])


async def test_what_is_complete_or_removed_does_not_change(planning: Planning) -> None:
    await planning.put(M1, STAFF)
    await planning.step(M1, "complete", {"on": "2013-01-02", "evidence": "Minutes"})
    complete = [
        await planning.put(M1, STAFF | {"title": "Another"}),
        await planning.step(M1, "redate", {"to": "By May 2013"} | WHY),
    ]
    removed = (await planning.step(M1, "remove", WHY)).json()
    gone = [
        await planning.put(M1, STAFF | {"title": "Another"}),
        await planning.step(M1, "complete", {"on": "2013-01-02", "evidence": "Minutes"}),
        await planning.step(M1, "reopen", WHY),
    ]
    restored = (await planning.step(M1, "restore", WHY)).json()

    assert {each.status_code for each in complete + gone} == {409}
    assert (removed["state"], removed["state_reason"]) == ("removed", WHY["reason"])
    assert (restored["state"], restored["completion"]["on"]) == ("complete", "2013-01-02")


async def test_a_removed_item_takes_nothing_more(planning: Planning) -> None:
    await planning.put(M1, STAFF)
    await planning.step("items/P1", "remove", WHY)

    steps = [
        await planning.put(M1, STAFF | {"title": "Another"}),
        await planning.put("items/P1/milestones/m2", STAFF),
        await planning.step(M1, "redate", {"to": "By May 2013"} | WHY),
        await planning.step(M1, "remove", WHY),
    ]
    assert {each.status_code for each in steps} == {409}


async def test_of_a_removed_item_a_milestone_says_what_its_steps_answer(planning: Planning) -> None:
    await planning.put(M1, STAFF)
    await planning.step("items/P1", "remove", WHY)
    refused = await planning.step(M1, "redate", {"to": "By May 2013"} | WHY)
    removed = (await planning.read(M1))["allowed_actions"]
    await planning.step("items/P1", "restore", WHY)
    restored = (await planning.read(M1))["allowed_actions"]

    assert not any(action["allowed"] for action in removed)
    assert {action["reason"] for action in removed} == {refused.json()["detail"]}
    assert [action["action"] for action in restored if action["allowed"]] == [
        "change",
        "redate",
        "complete",
        "remove",
    ]


async def test_a_step_is_taken_of_what_was_seen(planning: Planning) -> None:
    made = await planning.put(M1, STAFF)
    stale = made.headers["etag"]
    await planning.step(M1, "redate", {"to": "By May 2013"} | WHY)

    for tag, status in ((stale, 412), ("*", 428)):
        late = await planning.step(M1, "redate", {"to": "By June 2013"} | WHY, tag=tag)
        assert late.status_code == status


async def test_those_of_a_plan_are_listed_by_item_and_paged(planning: Planning) -> None:
    for where in ("P2/milestones/m1", "P1/milestones/m2", "P1/milestones/m1"):
        await planning.put(f"items/{where}", STAFF)

    first = await planning.read("milestones", limit=2)
    rest = await planning.read("milestones", limit=2, cursor=first["next_cursor"])
    of_one = await planning.read("items/P1/milestones")

    assert [(m["item"], m["milestone"]) for m in first["items"]] == [("P1", "m1"), ("P1", "m2")]
    assert [(m["item"], m["milestone"]) for m in rest["items"]] == [("P2", "m1")]
    assert (rest["next_cursor"], len(of_one["items"])) == (None, 2)


async def test_it_is_known_as_it_was(planning: Planning) -> None:
    made = (await planning.put(M1, STAFF)).json()
    moved = (await planning.step(M1, "redate", {"to": "By May 2013"} | WHY)).json()
    then = await planning.read(M1, known_at=made["recorded_at"])
    versions = await planning.read(f"{M1}/versions")

    assert then == made
    assert [each["recorded_at"] for each in versions["items"]] == [
        moved["recorded_at"],
        made["recorded_at"],
    ]
