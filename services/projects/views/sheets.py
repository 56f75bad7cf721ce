"""What boards read of plans as tables, the columns in the order of the papers that they know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.projects.milestones.sheets import written
from shared.sheets.writing import Table, day_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Said = Mapping[str, Any]

COLUMNS: Final = (
    "reference",
    "action_area",
    "who",
    "when",
    "position_statement",
    "position_missing",
    "late",
    "slippage_working_days",
    "is_orphan",
)


_OF_A_DATE: Final = (
    "reference",
    "action_area",
    "milestone",
    "milestone_title",
    "kind",
    "who",
    "baseline",
    "baseline_ends",
    "planned",
    "planned_ends",
    "due",
    "working_days_late",
    "slippage_working_days",
    "times_moved",
    "last_reason",
)
LATE: Final = ("plan", *_OF_A_DATE)
HIGHLIGHTS: Final = ("highlight", *_OF_A_DATE, "met_on", "confidence", "said_on", "reason")


def report_table(report: Said) -> Table:
    """Return the rows of a report as Ref, Action Area, Who, When and Position statement, and more.

    Slippage is in working days.
    """
    return Table(
        COLUMNS,
        (
            (
                row["item"],
                row["title"],
                row["who"],
                row["when"],
                row["statement"],
                row["missing"],
                row["late"],
                row["slippage"],
                row["is_orphan"],
            )
            for row in report["rows"]
        ),
    )


def late_table(late: Said) -> Table:
    """Return what is late, the longest first: each date with its baseline and the reason."""
    rows = map(_date, late["items"])
    return Table(LATE, ([row[column] for column in LATE] for row in rows))


def highlights_table(highlights: Said) -> Table:
    """Return all highlights in one table, and of each which it is, so that a board can filter."""
    rows = _highlights(highlights)
    return Table(HIGHLIGHTS, ([row.get(column) for column in HIGHLIGHTS] for row in rows))


def _highlights(said: Said) -> Iterator[Said]:
    for name in ("achieved", "coming", "late"):
        yield from ({"highlight": name, **_date(one)} for one in said[name])
    for one in said["concerns"]:
        told = {name: one[name] for name in ("confidence", "reason")}
        yield {"highlight": "concern", **_item(one), **told, "said_on": day_cell(one["on"])}
    yield from ({"highlight": "missing", **_item(one)} for one in said["missing"])


def _item(one: Said) -> Said:
    return {"reference": one["item"], "action_area": one["title"]}


def _date(one: Said) -> Said:
    return {
        "plan": one["plan"],
        "reference": one["item"],
        "action_area": one["item_title"],
        "milestone": one["milestone"],
        "milestone_title": one["title"],
        "kind": one["kind"],
        "who": ", ".join(one["owners"]) or None,
        **written("baseline", one["baseline"]),
        **written("planned", one["planned"]),
        "due": day_cell(one["due"]),
        "met_on": day_cell(one["met_on"]),
        "working_days_late": one["working_days_late"],
        "slippage_working_days": one["slippage"],
        "times_moved": one["times_moved"],
        "last_reason": one["last_reason"],
    }
