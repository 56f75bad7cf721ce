"""Which cells are shown as dates, times or percentages: their numbers alone don't tell."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from shared.refusals import Malformed
from shared.sheets.workbooks.dates import Shown, built_in, shown_by
from shared.sheets.workbooks.xml import elements

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_STYLES: Final = 65_536
_MOST_CODES: Final = 4_096
_LONGEST_CODE: Final = 255
"""Excel has no more styles, fewer codes, and none that is longer."""


def shown_by_style(part: IO[bytes]) -> Sequence[Shown]:
    """Return what each style of a workbook shows.

    Raises:
        Malformed: If there are more than a workbook may have, or their numbers are none.
    """
    codes: dict[int, str] = {}
    formats: list[int] = []
    of_cells = False
    for element, said in elements(part):
        if element == "numFmt":
            codes[_number(said.get("numFmtId"))] = said.get("formatCode", "")[:_LONGEST_CODE]
        elif element in {"cellXfs", "cellStyleXfs"}:
            of_cells = element == "cellXfs"
        elif element == "xf" and of_cells:
            formats.append(_number(said.get("numFmtId")))
        if len(formats) > _MOST_STYLES or len(codes) > _MOST_CODES:
            raise _wrong()
    shown = {number: shown_by(code) for number, code in codes.items()}
    return [shown.get(number) or built_in(number) for number in formats]


def _number(written: str | None) -> int:
    try:
        return int(written or 0)
    except ValueError as error:
        raise _wrong() from error


def _wrong() -> Malformed:
    return Malformed("The workbook's styles can't be read: save it again as .xlsx.")
