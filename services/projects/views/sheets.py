"""A report's rows as a table, its columns in the order of the papers that boards know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.sheets.writing import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def report_table(report: Mapping[str, Any]) -> Table:
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
