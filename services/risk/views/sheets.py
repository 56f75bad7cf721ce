"""A register's rows as a table, taken as JSON says them: so is one that was frozen years ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.contracts.risk.assessments import Score
from shared.contracts.risk.standings import AcceptanceStanding
from shared.contracts.risk.views import RegisterRow, ScoreMove
from shared.sheets.writing import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCORE: Final = tuple(Score.model_fields)
_NESTED: Final[Mapping[str, Sequence[str]]] = {
    "identified": ("as_written", "value"),
    "inherent": _SCORE,
    "current": _SCORE,
    "target": _SCORE,
    "movement": tuple(name for name in ScoreMove.model_fields if name != "before"),
    "last_review": ("as_written", "value"),
    "acceptance": tuple(name for name in AcceptanceStanding.model_fields if name != "id"),
}
_NAMED: Final = {"overdue_actions": "mitigation", "signals": "code", "warnings": "code"}
"""Lists of documents, and what each is called by in a cell."""


def _columns() -> Sequence[str]:
    columns: list[str] = []
    for field in RegisterRow.model_fields:
        inner = _NESTED.get(field)
        columns += [field] if inner is None else [f"{field}_{name}" for name in inner]
    return tuple(columns)


COLUMNS: Final = _columns()
"""Each field of a row in the contract's order; what is nested is spread out."""


def register_table(shown: Mapping[str, Any]) -> Table:
    """Return a register's rows as they stand in the document."""
    return Table(COLUMNS, [_cells(row) for row in shown["items"]])


def _cells(row: Mapping[str, Any]) -> Sequence[Any]:
    cells: list[Any] = []
    for field in RegisterRow.model_fields:
        value = row.get(field)
        if field in _NESTED:
            cells += [None if value is None else value.get(name) for name in _NESTED[field]]
        elif isinstance(value, list):
            name = _NAMED.get(field)
            cells.append("; ".join(item[name] if name else item for item in value) or None)
        else:
            cells.append(value)
    return cells
