"""Scorecards and series as tables: one row for each body, indicator and period.

They are taken as JSON says them, so that a frozen one of years ago, which lacks what came later, is
a table with the same columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.contracts.kpi.performance import Forecast, PeriodValue, RowCommentary, ScorecardRow
from shared.sheets.writing import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NESTED: Final[Mapping[str, Sequence[str]]] = {
    "forecast": tuple(Forecast.model_fields),
    "same_period_last_year": tuple(PeriodValue.model_fields),
    "commentary": tuple(RowCommentary.model_fields),
}
_LISTS: Final = ("flags", "missing")


def _columns() -> Sequence[str]:
    columns = ["body", "body_name"]
    for field in ScorecardRow.model_fields:
        inner = _NESTED.get(field)
        columns += [field] if inner is None else [f"{field}_{name}" for name in inner]
    return tuple(columns)


COLUMNS: Final = _columns()
"""The body, then each field of a row in the contract's order; what is nested is spread out."""


def scorecard_table(scorecard: Mapping[str, Any]) -> Table:
    """Return the body's rows, then each member's."""
    shown = [scorecard, *scorecard["members"]]
    return Table(COLUMNS, [_cells(each, row) for each in shown for row in each["rows"]])


def series_table(series: Mapping[str, Any]) -> Table:
    """Return the series' rows, oldest first."""
    return Table(COLUMNS, [_cells(series, row) for row in series["rows"]])


def _cells(of: Mapping[str, Any], row: Mapping[str, Any]) -> Sequence[Any]:
    cells: list[Any] = [of["body"], of["body_name"]]
    for field in ScorecardRow.model_fields:
        value = row.get(field)
        if field in _NESTED:
            cells += [None if value is None else value.get(name) for name in _NESTED[field]]
        elif field in _LISTS:
            cells.append(_listed(value or ()))
        else:
            cells.append(value)
    return cells


def _listed(flags: Iterable[Mapping[str, Any]]) -> str | None:
    """Write flags into one cell: `no_figure E07000131; estimated`."""
    named = [" ".join(filter(None, (flag["code"], flag["body"]))) for flag in flags]
    return "; ".join(dict.fromkeys(named)) or None
