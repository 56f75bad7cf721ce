"""Rows for COPY, in PostgreSQL's text format.

COPY is refused on a table under row-level security: rows go into a temporary table of the
connection, and from there by INSERT ... SELECT, under the policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_NULL: Final = "\0"
"""Stands for null meanwhile: no text that we keep holds one."""

_ESCAPED: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_text(rows: Collection[Sequence[object]]) -> bytes:
    """Return *rows*, of as many cells each, as COPY reads them; None is null."""
    lines = ["\t".join([_NULL if cell is None else str(cell) for cell in row]) for row in rows]
    text = "\n".join([*lines, ""])
    tabs = sum(map(len, rows)) - len(rows)
    # Looked for in all lines at once: as a rule there is nothing to escape.
    if "\\" in text or "\r" in text or text.count("\n") > len(rows) or text.count("\t") > tabs:
        text = "".join(map(_with_care, rows))
    return text.replace(_NULL, r"\N").encode()


def _with_care(cells: Sequence[object]) -> str:
    escaped = [_NULL if cell is None else str(cell).translate(_ESCAPED) for cell in cells]
    return "\t".join(escaped) + "\n"
