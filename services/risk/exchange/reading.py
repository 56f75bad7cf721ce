"""From JSON, CSV or XLSX to rows. A row that cannot be read is rejected; it spoils no other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from services.risk.exchange.drafts import CODES, Draft
from shared.contracts.risk.exchange import MOST_ROWS, RiskRow
from shared.refusals import Invalid
from shared.sheets.forms import form_of
from shared.sheets.problems import plain_name, problems_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.sheets.reading import Sheet

FORM: Final = form_of(RiskRow, codes=CODES)
"""The table of an export, and of what is taken in again."""


def drafts_of_sheet(sheet: Sheet) -> list[Draft]:
    """Return the rows of a sheet; a column that it lacks says nothing.

    Raises:
        Malformed, Invalid, TooLarge: If it can't be read to its end, or has too many rows, or none.
    """
    drafts: list[Draft] = []
    for line in sheet.lines():
        if len(drafts) == MOST_ROWS:
            message = f"At most {MOST_ROWS:,} rows are taken in at once."
            raise Invalid(message)
        read = FORM.read(sheet.named(line))
        reference = read.sent.reference if read.sent else None
        drafts.append(Draft(read.row, read.line, reference, read.sent, sheet.header, read.problems))
    if not drafts:
        message = "There are no rows."
        raise Invalid(message)
    return drafts


def drafts_of_json(items: Sequence[Mapping[str, Any]]) -> list[Draft]:
    """Return the rows of a JSON document; a field that is left out says nothing."""
    return [_draft(number, item) for number, item in enumerate(items, start=1)]


def _draft(number: int, item: Mapping[str, Any]) -> Draft:
    try:
        sent = RiskRow.model_validate(item)
    except ValidationError as failure:
        named = item.get("reference")
        reference = plain_name(named) if isinstance(named, str) else None
        problems = problems_of(failure, CODES, partial(_pointer, number))
        return Draft(number, None, reference, None, (), problems)
    return Draft(number, None, sent.reference, sent, sent.model_fields_set)


def _pointer(number: int, column: str | None) -> str:
    place = f"/items/{number - 1}"
    return place if column is None else f"{place}/{column}"
