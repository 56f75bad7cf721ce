"""The matrix of contributions as a table: a row for each item and objective."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.sheets.writing import Table

if TYPE_CHECKING:
    from shared.contracts.projects.threads import ContributionMatrix

COLUMNS: Final = (
    "item",
    "title",
    "depth",
    "objective",
    "objective_title",
    "contributes",
    "outcomes",
    "as_written",
    "note",
    "flags",
)


def matrix_table(matrix: ContributionMatrix) -> Table:
    """Return the matrix with constant columns, whichever objectives it has."""
    titles = {each.objective: each.title for each in matrix.objectives}
    rows = [
        (
            row.item,
            row.title,
            row.depth,
            cell.objective,
            titles[cell.objective],
            cell.contributes.value,
            ",".join(cell.outcomes) or None,
            cell.as_written,
            cell.note,
            "; ".join(flag.code for flag in cell.flags) or None,
        )
        for row in matrix.items
        for cell in row.contributions
    ]
    return Table(COLUMNS, rows)
