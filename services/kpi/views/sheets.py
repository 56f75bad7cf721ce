"""Scorecards and series as tables: one row for each body, indicator and period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.contracts.kpi.performance import Forecast, PeriodValue, ScorecardRow
from shared.sheets.writing import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.contracts.kpi.performance import Scorecard, Series

_NESTED: Final[Mapping[str, Sequence[str]]] = {
    "forecast": tuple(Forecast.model_fields),
    "same_period_last_year": tuple(PeriodValue.model_fields),
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


def scorecard_table(scorecard: Scorecard) -> Table:
    """Return the body's rows, then each member's."""
    rows = [_cells(scorecard.body, scorecard.body_name, row) for row in scorecard.rows]
    for member in scorecard.members:
        rows += [_cells(member.body, member.body_name, row) for row in member.rows]
    return Table(COLUMNS, rows)


def series_table(series: Series) -> Table:
    """Return the series' rows, oldest first."""
    return Table(COLUMNS, [_cells(series.body, series.body_name, row) for row in series.rows])


def _cells(body: str, body_name: str, row: ScorecardRow) -> Sequence[Any]:
    cells: list[Any] = [body, body_name]
    for field, value in row.model_dump(mode="json").items():
        if field in _NESTED:
            cells += [None if value is None else value[name] for name in _NESTED[field]]
        elif field in _LISTS:
            cells.append(_listed(value))
        else:
            cells.append(value)
    return cells


def _listed(flags: Iterable[Mapping[str, Any]]) -> str | None:
    """Write flags into one cell: `no_figure E07000131; estimated`."""
    named = [" ".join(filter(None, (flag["code"], flag["body"]))) for flag in flags]
    return "; ".join(dict.fromkeys(named)) or None
