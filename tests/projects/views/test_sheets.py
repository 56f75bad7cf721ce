"""What is late, and a plan's highlights, as tables that open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tests.sheets import book_of, cells_of

if TYPE_CHECKING:
    import httpx

    from tests.projects.planning import Planning

FORMULA: Final = "=1+1"
JUNE: Final = "2012-06-18"


def _due(title: str, day: str, **more: object) -> dict[str, object]:
    return {"title": title, "dates": [{"planned": day}], **more}


async def _late(own: Planning) -> None:
    """One that moved by 18 working days and is late by one, and one that was never read.

    From Friday 18 May 2012 to Friday 15 June there are 20 weekdays, less 4 and 5 June (jubilee).
    """
    await own.put("items/P1/milestones/m", _due(FORMULA, "18/05/2012", owners=["LB", "SC"]))
    for to, reason in (("25/05/2012", "Supplier late"), ("15 June 2012", "-testing failed")):
        moved = await own.step("items/P1/milestones/m", "redate", {"to": to, "reason": reason})
        assert moved.status_code == 200, moved.text
    await own.put("items/P1/milestones/vague", _due("Go on", "Ongoing"))


async def test_the_late_list_is_a_sheet_of_dates_as_written_beside_their_days(
    own: Planning,
) -> None:
    await _late(own)

    answer = await own.get("late", on=JUNE, format="xlsx")

    assert _name(answer) == f"late-{own.body}-{own.plan}-{JUNE}.xlsx"
    [row] = book_of(answer.content)["Data"]
    assert row == {
        "plan": own.plan,
        "reference": "P1",
        "action_area": "Priority P1",
        "milestone": "m",
        "milestone_title": FORMULA,
        "kind": "due",
        "who": "LB, SC",
        "baseline": "18/05/2012",
        "baseline_ends": date(2012, 5, 18),
        "planned": "15 June 2012",
        "planned_ends": date(2012, 6, 15),
        "due": date(2012, 6, 15),
        "working_days_late": 1,
        "slippage_working_days": 18,
        "times_moved": 2,
        "last_reason": "-testing failed",
    }


async def test_as_csv_it_is_the_same_and_no_text_is_a_formula(own: Planning) -> None:
    await _late(own)

    answer = await own.get("late", on=JUNE, format="csv")

    assert _name(answer) == f"late-{own.body}-{own.plan}-{JUNE}.csv"
    [row] = _rows(answer)
    assert (row["baseline"], row["baseline_ends"]) == ("18/05/2012", "2012-05-18")
    assert (row["milestone_title"], row["last_reason"]) == ("'=1+1", "'-testing failed")
    assert (row["working_days_late"], row["slippage_working_days"]) == ("1", "18")


async def test_a_whole_body_s_late_list_names_each_plan(own: Planning) -> None:
    await _late(own)
    other = type(own)(own.suite, body=own.body)
    await other.prepare()
    await other.put("items/P2/milestones/m", _due("Go live", "14/05/2012"))

    at, asked = f"/v1/projects/bodies/{own.body}/late", {"on": JUNE, "format": "csv"}
    answer = await own.suite.http.get(at, params=asked, headers=await own.reader())

    assert _name(answer) == f"late-{own.body}-{JUNE}.csv"
    told = [(other.plan, "P2", ""), (own.plan, "P1", "LB, SC")]
    assert cells_of(_rows(answer), "plan", "reference", "who") == told


async def test_what_was_moved_to_no_day_is_late_by_its_baseline_in_a_sheet_too(
    own: Planning,
) -> None:
    """It was due on Friday 15 June 2012, and it is Monday."""
    await own.put("items/P1/milestones/m", _due("Go live", "15/06/2012"))
    await own.step("items/P1/milestones/m", "redate", {"to": "TBA", "reason": "Supplier gone"})

    [row] = _rows(await own.get("late", on=JUNE, format="csv"))

    assert (row["planned"], row["planned_ends"], row["due"]) == ("TBA", "", "2012-06-15")
    assert (row["working_days_late"], row["slippage_working_days"]) == ("1", "")


async def test_highlights_are_one_table_that_says_of_each_row_which_it_is(own: Planning) -> None:
    await own.put("items/P1/milestones/done", _due("Tender", "18/05/2012"))
    done = {"on": "2012-05-21", "evidence": "Signed contract"}
    await own.step("items/P1/milestones/done", "complete", done)
    await own.put("items/P1/milestones/next", _due("Go live", "28/09/2012"))
    await own.put("items/P2/milestones/late", _due("Train staff", "28/06/2012"))
    said = {"confidence": "red", "reason": "Two posts are vacant", "on": "2012-06-29"}
    await _post(own, "items/P2/confidence", said)
    told = {"period": "2012-13-Q1", "statement": "Contract signed."}
    await _post(own, "items/P1/positions", told)

    answer = await own.get("highlights", period="2012-13-Q1", format="xlsx")

    assert _name(answer) == f"highlights-{own.body}-{own.plan}-2012-13-Q1.xlsx"
    rows = book_of(answer.content)["Data"]
    columns = ("highlight", "reference", "milestone", "due", "met_on", "working_days_late")
    assert cells_of(rows, *columns) == [
        # Friday the 18th was kept on Monday.
        ("achieved", "P1", "done", date(2012, 5, 18), date(2012, 5, 21), ""),
        ("coming", "P1", "next", date(2012, 9, 28), "", ""),
        # On Saturday 30 June: one working day after Thursday the 28th.
        ("late", "P2", "late", date(2012, 6, 28), "", 1),
        ("concern", "P2", "", "", "", ""),
        ("missing", "P2", "", "", "", ""),
    ]
    assert cells_of(rows, "action_area", "confidence", "said_on", "reason")[3] == (
        "Priority P2",
        "red",
        date(2012, 6, 29),
        "Two posts are vacant",
    )


async def _post(planning: Planning, path: str, said: dict[str, str]) -> None:
    answer = await planning.suite.http.post(
        f"{planning.at}/{path}", json=said, headers=await planning.officer()
    )
    assert answer.status_code == 201, answer.text


def _name(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    kind, _, name = answer.headers["content-disposition"].partition("; filename=")
    assert kind == "attachment"
    return name.strip('"')


def _rows(answer: httpx.Response) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))
