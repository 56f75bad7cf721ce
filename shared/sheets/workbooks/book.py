"""A workbook's sheets by name, and what the cells of each refer to."""

from __future__ import annotations

import io
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from shared.refusals import Invalid, Malformed
from shared.sheets.workbooks.cells import Book
from shared.sheets.workbooks.grid import Grid, GridRow
from shared.sheets.workbooks.package import Package, opened
from shared.sheets.workbooks.strings import SharedStrings
from shared.sheets.workbooks.styles import shown_by_style
from shared.sheets.workbooks.xml import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.sheets.workbooks.dates import Shown

_NO_TEXTS: Final = b"<sst/>"
_TRUE: Final = {"1", "true"}
_MOST_SHEETS: Final = 1_000


@contextmanager
def rows_of(file: IO[bytes], *, sheet: str | None, width: int) -> Iterator[Iterator[GridRow]]:
    """Open a workbook at the first of its sheets that is not hidden, or at the one that is named.

    Raises:
        Malformed, TooLarge: As `opened`, or if there is no such part as it says.
        Invalid: As `opened`, or if it has no sheet of this name.
    """
    with opened(file) as package, ExitStack() as parts:
        whole = package.related("").values()
        workbook = next((part for kind, part in whole if kind == "officeDocument"), "")
        related = package.related(workbook)
        listed = _listed(package, workbook)
        of_kind = dict(related.values())
        texts: IO[bytes] = io.BytesIO(_NO_TEXTS)
        if "sharedStrings" in of_kind:
            texts = parts.enter_context(package.part(of_kind["sharedStrings"]))
        strings = parts.enter_context(SharedStrings(texts))
        shown: Sequence[Shown] = []
        if "styles" in of_kind:
            with package.part(of_kind["styles"]) as styles:
                shown = shown_by_style(styles)
        part = parts.enter_context(package.part(_chosen(listed, related, sheet)))
        yield Grid(Book(strings, shown, listed.since_1904), width).rows(part)


def sheets_of(file: IO[bytes]) -> Sequence[str]:
    """Return the names of a workbook's sheets that are not hidden; the first is what is read.

    Raises:
        Malformed, TooLarge, Invalid: As `opened`.
    """
    with opened(file) as package:
        whole = package.related("").values()
        workbook = next((part for kind, part in whole if kind == "officeDocument"), "")
        related = package.related(workbook)
        return [
            name
            for name, relation, is_shown in _listed(package, workbook).sheets
            if is_shown and related.get(relation, ("", ""))[0] == "worksheet"
        ]


class _Listed(NamedTuple):
    """What a workbook says of itself: for each sheet its name, its relation, and if it is shown."""

    sheets: list[tuple[str, str, bool]]
    since_1904: bool


def _listed(package: Package, workbook: str) -> _Listed:
    sheets: list[tuple[str, str, bool]] = []
    since_1904 = False
    with package.part(workbook) as part:
        for element, said in elements(part):
            if element == "sheet" and len(sheets) < _MOST_SHEETS:
                is_shown = said.get("state", "visible") == "visible"
                sheets.append((said.get("name", ""), said.get("id", ""), is_shown))
            elif element == "workbookPr":
                since_1904 = said.get("date1904") in _TRUE
    return _Listed(sheets, since_1904)


def _chosen(listed: _Listed, related: Mapping[str, tuple[str, str]], wanted: str | None) -> str:
    """Return the part of a sheet. Charts have sheets of their own, which have no cells."""
    for name, relation, is_shown in listed.sheets:
        kind, part = related.get(relation, ("", ""))
        if kind == "worksheet" and (is_shown if wanted is None else name == wanted):
            return part
    if wanted is None:
        message = "The file is no workbook, or shows no sheet."
        raise Malformed(message)
    message = "The workbook has no sheet of this name."
    raise Invalid(message)
