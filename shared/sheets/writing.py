"""Tables out. A text that a spreadsheet would run as a formula is made harmless; numbers stay."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns, in an order that never changes, and rows."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def written_csv(table: Table, *, bom: bool = False) -> bytes:
    """Return *table* as CSV: UTF-8, a header row, CRLF; an empty cell is null.

    With a byte-order mark (*bom*), Excel opens it as UTF-8 by a double click.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(table.columns)
    writer.writerows([cell_text(cell) for cell in row] for row in table.rows)
    return sheet.getvalue().encode("utf-8-sig" if bom else "utf-8")


def cell_text(cell: object) -> str:
    """Return a cell's text.

    A leading apostrophe keeps a spreadsheet from running a text that begins like a formula; a text
    that is a number is left as it is.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | Decimal):
        return format(Decimal(str(cell)), "f")
    text = str(cell)
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
