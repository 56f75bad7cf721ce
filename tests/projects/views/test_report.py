"""The quarter's report: seed 001's table with its content, and what the table does not say."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from python_calamine import load_workbook

from tests.projects.planning import faults
from tests.projects.seeds import QUARTER, SEED_001

if TYPE_CHECKING:
    from tests.projects.planning import Planning


async def test_the_seeds_report_has_the_seeds_table(seed: Planning) -> None:
    """22 rows in their order, with who, when and the position of each; R4 with both its dates."""
    answer = await seed.get("report", period=QUARTER, format="csv")

    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    asked = ("reference", "action_area", "who", "when", "position_statement")
    assert [tuple(row[name] for name in asked) for row in rows] == [
        (
            line["reference"],
            line["action_area"],
            ", ".join(filter(None, (line["owners"].replace("; ", ", "), line["teams"]))),
            line["when"],
            line["statement"],
        )
        for line in SEED_001
    ]
    assert len(rows) == 22
    assert rows[8]["when"] == "Interim 30/09/2009 Full 30/09/2010"
    assert rows[1]["who"] == "DT, JB, PDT"


async def test_a_workbook_has_the_same_table(seed: Planning) -> None:
    as_csv = await seed.get("report", period=QUARTER, format="csv")
    answer = await seed.get("report", period=QUARTER, format="xlsx")

    header, *rows = load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    expected = list(csv.reader(io.StringIO(as_csv.text, newline="")))
    assert header == expected[0]
    assert [row[:5] for row in rows] == [row[:5] for row in expected[1:]]


async def test_it_says_what_is_missing_late_and_amiss(seed: Planning) -> None:
    """On 30 June 2009 what is due that day is not late; what was due before is."""
    report = await seed.read("report", period=QUARTER)

    assert (report["on"], report["period_start"]) == ("2009-06-30", "2009-04-01")
    # The eight parents have no statement of their own.
    assert report["missing"] == ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R13"]
    assert [one["item"] for one in report["late"]] == [
        *("R13b", "R1a", "R2a", "R7b"),  # due 6, 19, 19 and 31 May
        *("R1b", "R4c", "R6b"),  # due 19 June
    ]
    # After Friday 19 June come 7 working days until Tuesday the 30th. After 6 May come 55 days:
    # 16 in weekends and the bank holiday of 25 May leave 38.
    assert [one["working_days_late"] for one in report["late"]][-1] == 7
    assert report["late"][0]["working_days_late"] == 38
    assert report["gaps"] == ["R8", "R9", "R10", "R12"]
    assert report["orphans"] == [{"item": "R11c", "parent": "R11"}]
    assert report["slippage"] == {
        "dates": 23,
        "moved": 0,
        "later": 0,
        "earlier": 0,
        "unknown": 0,
        "most": 0,
    }


async def test_a_quarter_that_has_not_begun_has_no_report(seed: Planning) -> None:
    answer = await seed.get("report", period="2098-99-Q1")

    assert faults(answer) == [("period_not_begun", "period")]


async def test_the_last_draft_counts_and_a_removed_item_is_not_told(own: Planning) -> None:
    for text in ("Begun.", "Half done."):
        await _say(own, "P1", text)
    await own.step("items/P2", "remove", {"reason": "Merged with P1"})

    report = await own.read("report", period="2012-13-Q1")

    [row] = report["rows"]
    assert (row["item"], row["statement"], row["draft"]) == ("P1", "Half done.", 2)
    assert report["missing"] == []


async def test_nothing_is_complete_because_somebody_wrote_so(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    await _say(own, "P1", "This is complete. Everything was delivered.")

    report = await own.read("report", period="2012-13-Q1")

    assert report["achieved"] == []
    assert [one["milestone"] for one in report["late"]] == ["m"]
    assert report["rows"][0]["late"] is True


async def test_what_was_recorded_in_the_period_is_told(own: Planning) -> None:
    """Of the quarter that lasts now; a plan that was kept after a quarter has no changes in it."""
    today = date.fromisoformat((await own.read("late"))["on"])
    year = today.year - (today.month < 4)
    quarter = f"{year}-{(year + 1) % 100:02}-Q{(today.month - 4) % 12 // 3 + 1}"
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    await own.step("items/P1/milestones/m", "redate", {"to": "25/05/2012", "reason": "Late"})

    told = (await own.read("report", period=quarter))["changes"]

    assert [one["item"] for one in told["new_items"]] == ["P1", "P2"]
    [new] = told["new"]
    assert [move["reason"] for move in new["moves"]] == ["Late"]
    assert (await own.read("report", period="2012-13-Q1"))["changes"] is None


async def test_slippage_is_told_with_its_last_reason(own: Planning) -> None:
    """From Friday 18 May 2012 to Friday 15 June: 20 weekdays, less 4 and 5 June (jubilee)."""
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    for to, reason in (("25/05/2012", "Supplier late"), ("15/06/2012", "Testing failed")):
        moved = await own.step("items/P1/milestones/m", "redate", {"to": to, "reason": reason})
        assert moved.status_code == 200, moved.text

    [one] = (await own.read("late", on="2012-06-18"))["items"]

    assert (one["slippage"], one["times_moved"]) == (18, 2)
    assert one["last_reason"] == "Testing failed"
    assert (one["due"], one["working_days_late"]) == ("2012-06-15", 1)
    assert one["baseline"]["as_written"] == "18/05/2012"
    assert (await own.read("late", on="2012-06-15"))["items"] == []


async def test_what_is_moved_to_no_day_can_not_hide(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    await own.step("items/P1/milestones/m", "redate", {"to": "TBA", "reason": "Supplier gone"})

    [one] = (await own.read("late", on="2012-06-18"))["items"]

    assert (one["due"], one["slippage"]) == ("2012-05-18", None)
    assert one["planned"]["as_written"] == "TBA"


async def test_a_whole_body_is_asked_at_once(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    other = type(own)(own.suite, body=own.body)
    await other.prepare()
    await other.put("items/P2/milestones/m", _due("Go live", "14/05/2012", owners=["LB"]))

    at = f"/v1/projects/bodies/{own.body}/late"
    answer = await own.suite.http.get(at, params={"on": "2012-06-18"}, headers=await own.reader())

    told = [(one["plan"], one["item"], one["owners"]) for one in answer.json()["items"]]
    assert told == [(other.plan, "P2", ["LB"]), (own.plan, "P1", [])]


async def test_highlights_say_what_was_done_what_comes_and_what_is_in_doubt(
    own: Planning,
) -> None:
    await own.put("items/P1/milestones/done", _due("Tender", "18/05/2012"))
    done = {"on": "2012-05-21", "evidence": "Signed contract"}
    await own.step("items/P1/milestones/done", "complete", done)
    await own.put("items/P1/milestones/next", _due("Go live", "28/09/2012"))
    await own.put("items/P1/milestones/far", _due("Review", "31/10/2012"))
    await own.put("items/P2/milestones/late", _due("Train staff", "28/06/2012"))
    for item, colour in (("P1", "amber_red"), ("P2", "red")):
        said = {"confidence": colour, "reason": f"Why {item}", "on": "2012-06-29"}
        await _post(own, f"items/{item}/confidence", said)
    await _say(own, "P1", "Contract signed.")

    told = await own.read("highlights", period="2012-13-Q1")

    assert [(one["milestone"], one["met_on"]) for one in told["achieved"]] == [
        ("done", "2012-05-21")
    ]
    assert told["coming_until"] == "2012-09-30"
    assert [one["milestone"] for one in told["coming"]] == ["next"]
    assert [one["milestone"] for one in told["late"]] == ["late"]
    assert [(one["item"], one["reason"]) for one in told["concerns"]] == [
        ("P2", "Why P2"),
        ("P1", "Why P1"),
    ]
    assert [one["item"] for one in told["missing"]] == ["P2"]


async def test_what_is_due_on_the_last_day_is_still_to_come(own: Planning) -> None:
    """Saturday 30 June 2012 ends the quarter: late is what was due before, as nothing else is."""
    for name, day in (("before", "29/06/2012"), ("last", "30/06/2012"), ("after", "01/07/2012")):
        planned = {"as_written": day, "ends": "-".join(reversed(day.split("/")))}
        await own.put(f"items/P1/milestones/{name}", _due(name, planned))

    told = await own.read("highlights", period="2012-13-Q1")

    assert [one["milestone"] for one in told["late"]] == ["before"]
    assert [one["milestone"] for one in told["coming"]] == ["last", "after"]


async def test_what_was_done_later_was_late_until_then(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("Tender", "18/05/2012"))
    done = {"on": "2012-07-02", "evidence": "Signed contract"}
    await own.step("items/P1/milestones/m", "complete", done)

    first = await own.read("highlights", period="2012-13-Q1")
    second = await own.read("highlights", period="2012-13-Q2")

    assert [len(first["late"]), len(first["achieved"])] == [1, 0]
    assert [len(second["late"]), len(second["achieved"])] == [0, 1]


async def test_what_was_not_known_then_is_not_told(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("Tender", "18/05/2012"))
    kept = (await own.read("items/P1/milestones/m"))["recorded_at"]
    await own.step("items/P1/milestones/m", "redate", {"to": "29/06/2012", "reason": "Late"})

    then = await own.read("late", on="2012-06-01", known_at=kept)
    now = await own.read("late", on="2012-06-01")

    assert [one["due"] for one in then["items"]] == ["2012-05-18"]
    assert now["items"] == []


def _due(title: str, day: object, **more: object) -> dict[str, object]:
    return {"title": title, "dates": [{"planned": day}], **more}


async def _say(planning: Planning, item: str, statement: str) -> None:
    said = {"period": "2012-13-Q1", "statement": statement}
    await _post(planning, f"items/{item}/positions", said)


async def _post(planning: Planning, path: str, said: dict[str, str]) -> None:
    answer = await planning.suite.http.post(
        f"{planning.at}/{path}", json=said, headers=await planning.officer()
    )
    assert answer.status_code == 201, answer.text
