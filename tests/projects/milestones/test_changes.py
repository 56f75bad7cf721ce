"""What became of a plan between two days, through the API.

The story is of the first quarter of 2009-10, as seed 001's report is; its days are worked by hand.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from tests.projects.past import happened
from tests.projects.planning import Planning, faults
from tests.sheets import book_of, cells_of
from tests.suite import Suite

QUARTER: Final = {"from": "2009-04-01", "to": "2009-06-30"}
JULY: Final = {"from": "2009-07-01", "to": "2009-07-31"}
MIDNIGHT: Final = "2009-06-30T23:00:00Z"
"""In London, where July begins."""


def due(*planned: str, **more: Any) -> dict[str, Any]:
    """Return a milestone: with a due date, or an interim and a full one."""
    kinds = ("due",) if len(planned) == 1 else ("interim", "full")
    dates = [{"kind": kind, "planned": when} for kind, when in zip(kinds, planned, strict=True)]
    return {"title": "A milestone", "dates": dates} | more


async def move(planning: Planning, name: str, to: str, reason: str, by: str) -> None:
    sent = {"to": to, "reason": reason}
    moved = await planning.step(f"items/P1/milestones/{name}", "redate", sent, holder=by)
    assert moved.status_code == 200, moved.text


async def done(planning: Planning, name: str, on: str, **more: Any) -> None:
    sent = {"on": on, "evidence": "Minutes"} | more
    said = await planning.step(f"items/P1/milestones/{name}", "complete", sent, holder="DT")
    assert said.status_code == 200, said.text


@pytest.fixture(scope="module")
async def story(shared_suite: Suite) -> Planning:
    """A plan, and what became of it in the quarter and right after."""
    plan = Planning(shared_suite)
    await plan.prepare()
    for name, milestone in (
        ("finished", due("19/05/2009")),
        ("moving", due("30/06/2009")),
        ("standards", due("31/05/2009", "30/09/2010")),
        ("dropped", due("30/06/2009")),
        ("late", due("31/05/2009")),
    ):
        await plan.put(f"items/P1/milestones/{name}", milestone)
    await plan.put("items/P2/milestones/m1", due("29/05/2009"))
    await happened(plan, "2009-03-20T12:00:00Z")
    await move(plan, "moving", "31/07/2009", "No supplier", "DT")
    await happened(plan, "2009-03-31T23:30:00Z")  # 1 April, half past midnight in London
    await move(plan, "moving", "28/08/2009", "Data are late", "KH")
    await plan.put("items/P1/milestones/added", due("30/06/2009"))
    await plan.step("items/P1/milestones/dropped", "remove", {"reason": "Not wanted"})
    await plan.put("items/P3", {"title": "Priority 3"})
    await happened(plan, "2009-05-15T12:00:00Z")
    await move(plan, "moving", "30/09/2009", "The holidays", "DT")
    await done(plan, "finished", "2009-05-20")
    await done(plan, "standards", "2009-05-29", kind="interim")
    await plan.step("items/P2", "remove", {"reason": "Another council's"})
    await happened(plan, "2009-06-29T12:00:00Z")
    await plan.put("items/P1/milestones/standards", {"title": "Standards", "owners": ["DT"]})
    await happened(plan, "2009-06-30T22:30:00Z")  # half an hour before the quarter ends in London
    await move(plan, "moving", "2010", "A new plan", "DT")
    await happened(plan, MIDNIGHT)
    await plan.step("items/P2", "restore", {"reason": "Ours after all"})
    await happened(plan, MIDNIGHT)
    await plan.step("items/P1/milestones/finished", "reopen", {"reason": "Not signed"})
    await happened(plan, MIDNIGHT)
    return plan


def names(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["item"], each["milestone"]) for each in told]


async def test_what_moved_three_times_shows_its_baseline_each_reason_and_the_total(
    story: Planning,
) -> None:
    changes = await story.read("changes", **QUARTER)
    [moving] = [each for each in changes["changed"] if each["milestone"] == "moving"]
    [date] = moving["dates"]

    assert (moving["what"], moving["reason"]) == (["dates"], None)
    assert (date["baseline"]["ends"], date["current"]["ends"]) == ("2009-06-30", "2009-09-30")
    # July 23; August 20, the 31st being a bank holiday; September 22.
    assert date["slippage"] == 65
    told = [
        (each["after"]["ends"], each["reason"], each["moved_by"], each["slippage"])
        for each in moving["moves"]
    ]
    assert told == [
        ("2009-07-31", "No supplier", "DT", 23),
        ("2009-08-28", "Data are late", "KH", 20),
        ("2009-09-30", "The holidays", "DT", 22),
    ]
    assert [each["before"]["ends"] for each in moving["moves"]] == [
        "2009-06-30",
        "2009-07-31",
        "2009-08-28",
    ]
    assert moving["earlier_moves"] == []


async def test_new_changed_and_deleted_are_told_apart(story: Planning) -> None:
    changes = await story.read("changes", **QUARTER)
    [standards] = [each for each in changes["changed"] if each["milestone"] == "standards"]
    deleted = [
        (each["milestone"], each["reason"], each["with_item"], each["was_new"])
        for each in changes["deleted"]
    ]

    assert (changes["starts"], changes["ends"]) == ("2009-04-01", "2009-06-30")
    assert names(changes["new"]) == [("P1", "added")]
    assert names(changes["changed"]) == [("P1", "moving"), ("P1", "standards")]
    assert standards["what"] == ["title", "owners"]  # that its interim date was met is told below
    assert deleted == [
        ("dropped", "Not wanted", False, False),
        ("m1", "Another council's", True, False),
    ]
    assert [(each["item"], each["reason"]) for each in changes["new_items"]] == [("P3", None)]
    assert [(each["item"], each["reason"]) for each in changes["removed_items"]] == [
        ("P2", "Another council's")
    ]


async def test_what_was_said_to_be_done_is_told_with_its_evidence(story: Planning) -> None:
    changes = await story.read("changes", **QUARTER)
    told = [
        (each["milestone"], each["kind"], each["on"], each["slippage"], each["recorded_by"])
        for each in changes["completed"]
    ]

    assert told == [
        ("finished", None, "2009-05-20", 1, "DT"),  # the day after the 19th
        # Due on Sunday 31 May, there on the Friday: no working day lies between.
        ("standards", "interim", "2009-05-29", 0, "DT"),
    ]
    assert {each["recorded_at"][:10] for each in changes["completed"]} == {"2009-06-29"}


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        # After Tuesday 19 May: the 20th to 22nd, 26th to 29th; `late` is in time until its end.
        ("2009-05-31", [("finished", "due", 7), ("m1", "due", 0)]),
        # Monday 1 June. Nobody had said yet that `finished` and `standards` were met.
        (
            "2009-06-01",
            [
                ("finished", "due", 8),
                ("late", "due", 1),
                ("standards", "interim", 1),
                ("m1", "due", 1),
            ],
        ),
        # June has 22 working days; `added` is due on the 30th itself, and the item of `m1` is gone.
        ("2009-06-30", [("late", "due", 22)]),
    ],
)
async def test_a_date_is_late_from_the_day_after_the_last_that_is_planned_now(
    story: Planning, to: str, expected: list[tuple[str, str, int]]
) -> None:
    late = (await story.read("changes", **QUARTER | {"to": to}))["late"]

    assert [(e["milestone"], e["kind"], e["working_days"]) for e in late] == expected


async def test_the_next_days_tell_what_came_after(story: Planning) -> None:
    changes = await story.read("changes", **JULY)
    changed = {each["milestone"]: each for each in changes["changed"]}
    new = [(each["milestone"], each["is_restored"]) for each in changes["new"]]

    assert set(changed) == {"moving", "finished"}
    assert [each["reason"] for each in changed["moving"]["moves"]] == ["A new plan"]
    assert len(changed["moving"]["earlier_moves"]) == 3
    assert (changed["finished"]["what"], changed["finished"]["reason"]) == (
        ["dates", "state"],
        "Not signed",
    )
    assert new == [("m1", True)]
    assert [each["item"] for each in changes["new_items"]] == ["P2"]
    assert changes["completed"] == changes["deleted"] == changes["removed_items"] == []
    # On 31 July. June has 22 working days, July 23.
    late = {(each["item"], each["milestone"]): each["working_days"] for each in changes["late"]}
    # From 20 May there are 7 more in May, without Monday the 25th; then 22, and 23.
    assert late == {
        ("P1", "finished"): 52,
        ("P1", "added"): 23,
        ("P1", "late"): 45,
        ("P2", "m1"): 45,
    }


async def test_it_is_told_as_it_was_known(story: Planning) -> None:
    known = {"known_at": "2009-06-01T00:00:00Z"}
    changes = await story.read("changes", **QUARTER | {"to": "2009-06-01"} | known)
    moving = next(each for each in changes["changed"] if each["milestone"] == "moving")

    assert [each["slippage"] for each in moving["moves"]] == [23, 20]
    assert names(changes["deleted"]) == [("P1", "dropped")]
    assert changes["completed"] == []
    ahead = await story.get("changes", **QUARTER | known)
    assert faults(ahead) == [("future_instant", "to")]


async def test_before_its_first_day_there_was_no_plan(story: Planning) -> None:
    before = await story.get("changes", **{"from": "0001-01-01", "to": "2009-03-19"})
    all_of_it = await story.read("changes", **{"from": "0001-01-01", "to": "2009-03-20"})

    assert before.status_code == 404
    assert len(all_of_it["new"]) == 6
    assert [each["item"] for each in all_of_it["new_items"]] == ["P1", "P2"]


async def test_the_days_stand_in_their_order_and_behind_us(story: Planning) -> None:
    turned = await story.get("changes", **{"from": "2009-06-30", "to": "2009-04-01"})
    ahead = await story.get("changes", **{"from": "2009-06-30", "to": "9999-12-31"})
    not_begun = await story.get("changes", **{"from": "9999-12-31"})
    until_today = await story.read("changes", **{"from": "2009-07-01"})

    assert faults(turned) == [("ends_before_it_begins", "to")]
    assert faults(ahead) == [("future_instant", "to")]
    assert faults(not_begun) == [("future_instant", "from")]
    assert names(until_today["new"]) == [("P2", "m1")]


async def test_what_came_and_went_in_between_is_deleted(planning: Planning) -> None:
    await planning.put("items/P1/milestones/m1", due("30/06/2009"))
    await planning.step("items/P1/milestones/m1", "remove", {"reason": "By mistake"})
    changes = await planning.read("changes", **{"from": "2009-04-01"})

    assert changes["new"] == changes["late"] == []
    [deleted] = changes["deleted"]
    assert (deleted["was_new"], deleted["reason"]) == (True, "By mistake")


async def test_what_moves_to_no_day_is_late_by_its_baseline(planning: Planning) -> None:
    await planning.put("items/P1/milestones/m1", due("30/06/2009"))
    await move(planning, "m1", "TBA", "Nobody knows", "DT")
    await happened(planning, "2009-05-01T12:00:00Z")
    [late] = (await planning.read("changes", **QUARTER | {"to": "2009-07-02"}))["late"]

    assert (late["last_day"], late["working_days"], late["slippage"]) == ("2009-06-30", 2, None)
    assert late["current"]["as_written"] == "TBA"


async def test_as_a_sheet_it_has_a_row_for_each_item_and_each_date(story: Planning) -> None:
    answer = await story.get("changes", **QUARTER, format="xlsx")

    named = f'filename="changes-{story.body}-{story.plan}-2009-04-01-2009-06-30.xlsx"'
    assert answer.headers["content-disposition"] == f"attachment; {named}"
    rows = book_of(answer.content)["Data"]
    columns = ("change", "reference", "milestone", "kind", "what", "reason")
    assert cells_of(rows, *columns) == [
        ("new_item", "P3", "", "", "", ""),
        ("removed_item", "P2", "", "", "", "Another council's"),
        ("new", "P1", "added", "due", "", ""),
        ("changed", "P1", "moving", "due", "dates", ""),
        ("changed", "P1", "standards", "interim", "title, owners", ""),
        ("changed", "P1", "standards", "full", "title, owners", ""),
        ("deleted", "P1", "dropped", "due", "", "Not wanted"),
        ("deleted", "P2", "m1", "due", "", "Another council's"),
        ("late", "P1", "late", "due", "", ""),
        ("completed", "P1", "finished", "", "", ""),
        ("completed", "P1", "standards", "interim", "", ""),
    ]
    dated = ("baseline", "baseline_ends", "planned", "planned_ends", "slippage_working_days")
    assert cells_of(rows, *dated)[3] == (
        *("30/06/2009", date(2009, 6, 30)),
        *("30/09/2009", date(2009, 9, 30), 65),
    )
    assert cells_of(rows, "times_moved", "last_reason")[3] == (3, "The holidays")
    assert cells_of(rows, "due", "working_days_late")[8] == (date(2009, 5, 31), 22)
    done_by = ("met_on", "evidence", "slippage_working_days", "recorded_by")
    assert cells_of(rows, *done_by)[9:] == [
        (date(2009, 5, 20), "Minutes", 1, "DT"),
        (date(2009, 5, 29), "Minutes", 0, "DT"),
    ]


async def test_a_workbook_has_each_move_beside_those_from_before_too(story: Planning) -> None:
    answer = await story.get("changes", **JULY, format="xlsx")

    columns = ("milestone", "before", "after_ends", "reason", "moved_by", "is_earlier")
    assert cells_of(book_of(answer.content)["Moves"], *columns) == [
        ("moving", "30/06/2009", date(2009, 7, 31), "No supplier", "DT", True),
        ("moving", "31/07/2009", date(2009, 8, 28), "Data are late", "KH", True),
        ("moving", "28/08/2009", date(2009, 9, 30), "The holidays", "DT", True),
        ("moving", "30/09/2009", date(2010, 12, 31), "A new plan", "DT", False),
    ]
