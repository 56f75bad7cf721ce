"""Seed 001's table, as it stands, its officers by their initials; and as a plan over HTTP."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tests.projects.planning import Planning

QUARTER: Final = "2009-10-Q1"
_DATE: Final = re.compile(r"(?:(Interim|Full) )?([0-9]{2}/[0-9]{2}/[0-9]{4})")


def _table() -> list[dict[str, str]]:
    with Path(__file__).with_name("seed_001.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


SEED_001: Final = _table()
"""22 rows: reference, action_area, owners, teams, when and statement."""


def dates_in(when: str) -> list[tuple[str, str, date]]:
    """Return the dates of a row: the kind of each, as it was written, and the day."""
    return [
        (
            (kind or "due").lower(),
            written,
            datetime.strptime(written, "%d/%m/%Y").date(),  # noqa: DTZ007 - a day has no zone
        )
        for kind, written in _DATE.findall(when)
    ]


def parent_of(reference: str) -> str | None:
    """Return what a row stands under by its letter: R1 of R1a."""
    return reference[:-1] if reference[-1].isalpha() else None


async def keep_seed_001(planning: Planning) -> None:
    """Keep the table as a plan: each row an item with one milestone, and its position."""
    plan = {
        "title": "Benefits Improvement Plan",
        "shape": "improvement_plan",
        "starts": "2009-04-01",
        "ends": "2010-10-31",
    }
    assert (await planning.put("", plan)).status_code == 201
    for line in SEED_001:
        await _keep_row(planning, line)


async def _keep_row(planning: Planning, line: Mapping[str, str]) -> None:
    item = f"items/{line['reference']}"
    definition: dict[str, Any] = {
        "title": line["action_area"],
        "parent": parent_of(line["reference"]),
        "owners": line["owners"].split("; ") if line["owners"] else [],
        "teams": line["teams"].split("; ") if line["teams"] else [],
    }
    kept = [await planning.put(item, definition)]
    dates = [
        {"kind": kind, "planned": {"as_written": text, "starts": str(day), "ends": str(day)}}
        for kind, text, day in dates_in(line["when"])
    ]
    milestone = {"title": line["action_area"], "dates": dates}
    kept.append(await planning.put(f"{item}/milestones/done", milestone))
    if line["statement"]:
        kept.append(
            await planning.suite.http.post(
                f"{planning.at}/{item}/positions",
                json={"period": QUARTER, "statement": line["statement"]},
                headers=await planning.officer(),
            )
        )
    assert [each.status_code for each in kept] == [201] * len(kept), [each.text for each in kept]
