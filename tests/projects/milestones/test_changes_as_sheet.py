"""What became of a plan, as a sheet, where its story does not tell it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tests.sheets import cells_of

if TYPE_CHECKING:
    from tests.projects.planning import Planning


async def test_each_date_of_a_milestone_has_its_own_moves_and_one_without_dates_a_row(
    planning: Planning,
) -> None:
    dates = [{"kind": "interim", "planned": "Q1"}, {"kind": "full", "planned": "Q3"}]
    await planning.put("items/P1/milestones/both", {"title": "=1+1", "dates": dates})
    await planning.put("items/P1/milestones/none", {"title": "-5 staff"})
    moved = {"kind": "interim", "to": "Q2", "reason": "@Supplier"}
    step = await planning.step("items/P1/milestones/both", "redate", moved)
    assert step.status_code == 200

    answer = await planning.get("changes", **{"from": "2020-01-01", "format": "csv"})

    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    columns = ("milestone", "title", "kind", "planned", "times_moved", "last_reason")
    new = [row for row in rows if row["change"] == "new"]
    assert cells_of(new, *columns) == [
        ("both", "'=1+1", "interim", "Q2", "1", "'@Supplier"),
        ("both", "'=1+1", "full", "Q3", "0", ""),
        ("none", "'-5 staff", "", "", "", ""),
    ]
