"""Rows for COPY, in PostgreSQL's text format.

COPY is refused on a table under row-level security: rows go into a temporary table of the
connection, and from there by INSERT ... SELECT, under the policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NULL: Final = "\0"
"""Stands for null meanwhile: no text that we keep holds one."""

_ESCAPED: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_text(rows: Iterable[Sequence[object]]) -> bytes:
    """Return *rows* as COPY reads them; None is null."""
    return "".join(map(_line, rows)).encode()


def _line(cells: Sequence[object]) -> str:
    line = "\t".join([_NULL if cell is None else str(cell) for cell in cells])
    needs_care = "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(cells) - 1
    if needs_care:
        line = "\t".join(
            [_NULL if cell is None else str(cell).translate(_ESCAPED) for cell in cells]
        )
    return line.replace(_NULL, r"\N") + "\n"
