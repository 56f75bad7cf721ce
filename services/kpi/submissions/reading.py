"""From JSON, CSV or XLSX to rows. A row that cannot be read is rejected; it spoils no other."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from services.kpi.submissions.drafts import Draft, Place, error
from shared.contracts.kpi.submissions import FigureSent, RowProblem
from shared.sheets.problems import WRONG_NUMBER_OF_CELLS, plain_name, problems_of
from shared.sheets.reading import Sheet, SheetRow
from shared.sheets.workbooks.sheet import WorkbookSheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLUMNS: Final = (
    "body",
    "indicator",
    "period",
    "numerator",
    "denominator",
    "value",
    "status",
    "reason",
    "explanation",
)
"""The header of a file, in any order."""

_REQUIRED: Final = ("indicator", "period")
_CODES: Final = {
    "period": "period_unclear",
    "numerator": "not_a_number",
    "denominator": "not_a_number",
    "value": "not_a_number",
    "status": "unknown_status",
}


def drafts_of_json(figures: Sequence[Mapping[str, Any]], body: str | None) -> Iterator[Draft]:
    """Yield the rows of a JSON batch; *body* is the batch's, for rows that name none."""
    for number, figure in enumerate(figures, start=1):
        yield _draft(Place(number), figure, body)


def sheet_of_csv(file: IO[bytes]) -> Sheet:
    """Return a CSV file of figures, whose header is as it should be.

    Raises:
        Malformed, Invalid: If the file, or its header, cannot be read.
    """
    return Sheet(file, columns=COLUMNS, required=_REQUIRED)


def sheet_of_workbook(file: IO[bytes]) -> Sheet:
    """Return the first sheet of a workbook of figures, whose header is as it should be.

    Raises:
        Malformed, TooLarge, Invalid: If the workbook, or its header, cannot be read.
    """
    return WorkbookSheet(file, columns=COLUMNS, required=_REQUIRED)


def drafts_of_csv(file: IO[bytes]) -> Iterator[Draft]:
    """Yield the rows of a CSV file, each read with care."""
    sheet = sheet_of_csv(file)
    return (draft_of_row(sheet.named(line)) for line in sheet.lines())


def draft_of_row(row: SheetRow) -> Draft:
    """Return a row of a file. An empty cell says nothing."""
    place = Place(row.number, row.line)
    if row.cells is None:
        return Draft(place, None, None, None, None).rejected(WRONG_NUMBER_OF_CELLS)
    return _draft(place, {column: cell for column, cell in row.cells.items() if cell}, None)


def _draft(place: Place, figure: Mapping[str, Any], body: str | None) -> Draft:
    try:
        sent: FigureSent | None = FigureSent.model_validate(figure)
        problems: tuple[RowProblem, ...] = ()
    except ValidationError as failure:
        sent = None
        problems = problems_of(failure, _CODES, place.pointer)
    draft = Draft(
        place,
        body=(sent.body if sent else _name(figure, "body")) or body,
        indicator=sent.indicator if sent else _name(figure, "indicator"),
        period=sent.period if sent else _name(figure, "period"),
        sent=sent,
    )
    if problems:
        return draft.rejected(*problems)
    if draft.body is None:
        detail = "The row names no body, and neither does the batch."
        return draft.rejected(error(place, "body_missing", detail, column="body"))
    return draft


def _name(figure: Mapping[str, Any], column: str) -> str | None:
    """Return what names a row that cannot be read as a whole, if it is a plain short text."""
    named = figure.get(column)
    return plain_name(named) if isinstance(named, str) else None
