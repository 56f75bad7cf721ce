"""Tables out, as CSV. What a spreadsheet would run as a formula is made harmless; numbers stay."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.sheets.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns, in an order that never changes, and rows.

    Attributes:
        beside: What a workbook has on further sheets, by their names; a CSV has none of it.
    """

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    beside: Mapping[str, Table] = field(default_factory=dict)


def written_csv(table: Table, *, bom: bool = False) -> bytes:
    """Return *table* as CSV: UTF-8, a header row, CRLF; an empty cell is null.

    With a byte-order mark (*bom*), Excel opens it as UTF-8 by a double click.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(table.columns)
    writer.writerows([cell_text(cell) for cell in row] for row in table.rows)
    return sheet.getvalue().encode("utf-8-sig" if bom else "utf-8")


def day_cell(said: str | None) -> date | None:
    """Return a day as JSON says it for a cell, which a workbook then shows as a date."""
    return None if said is None else date.fromisoformat(said)


def cell_text(cell: object) -> str:
    """Return a cell's text; a text that begins like a formula is made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | Decimal):
        return format(Decimal(str(cell)), "f")
    return harmless(str(cell))
