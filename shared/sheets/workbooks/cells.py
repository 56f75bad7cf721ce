"""What a cell says, as the text that a CSV would have in its place."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite, nan
from typing import TYPE_CHECKING, Final, NamedTuple

from shared.sheets.harmless import as_said
from shared.sheets.workbooks.dates import Shown, day_text, iso_text, time_text
from shared.sheets.workbooks.strings import SharedStrings, unescaped
from shared.sheets.workbooks.xml import Malformation

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?|[0-9]*\.[0-9]+)([eE][+-]?[0-9]+)?")
_DIGITS: Final = 15
_WHOLE: Final = 10**_DIGITS
_TRUTHS: Final = {"1": "true", "0": "false"}


class Unsure(Exception):
    """A cell that says nothing sure.

    Attributes:
        told: What is wrong with it, after its name.
    """

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told)
        self.code = code
        self.told = told


class Book(NamedTuple):
    """What a sheet's cells refer to."""

    strings: SharedStrings
    shown: Sequence[Shown]
    since_1904: bool

    def text(self, kind: str | None, style: str | None, written: str) -> str:
        """Return what a cell says that has something written in it.

        Raises:
            Unsure: If it says nothing sure.
            Malformation: If it refers to nothing.
        """
        if kind == "s":
            return as_said(self.strings.text(whole(written)).strip())
        if kind in {"str", "inlineStr"}:
            return as_said(unescaped(written).strip())
        if kind is None or kind == "n":
            text = self._number(style, written)
        elif kind == "e":
            raise Unsure("cell_in_error", "is in error")
        else:
            text = _TRUTHS.get(written) if kind == "b" else iso_text(written)
        if text is None:
            raise Unsure("cell_unclear", "can't be read")
        return text

    def _number(self, style: str | None, written: str) -> str | None:
        place = 0 if style is None else whole(style)
        shown = self.shown[place] if place < len(self.shown) else Shown.NUMBER
        if shown is Shown.NUMBER or not _NUMBER.fullmatch(written):
            return number_text(written)
        if shown is Shown.PERCENT:
            told = "is shown as a percentage, of which a workbook keeps a hundredth; show a number"
            raise Unsure("shown_as_percentage", told)
        if shown is Shown.TIME:
            return time_text(float(written)) or number_text(written)
        day = day_text(float(written), since_1904=self.since_1904)
        if day is None:
            raise Unsure("not_a_date", "is shown as a date, and is none")
        return day


def number_text(written: str) -> str | None:
    """Return a number as a plain decimal of the digits that a workbook shows; None if it is none.

    A workbook keeps doubles, and shows 15 digits of them: those beyond are what arithmetic left, as
    in 0.30000000000000004. Of a whole number they are kept, so that whoever reads it may refuse it.
    """
    if len(written) <= _DIGITS and _PLAIN.fullmatch(written):
        return written if written != "-0" else "0"
    number = float(written) if _NUMBER.fullmatch(written) else nan
    if not isfinite(number):
        return None
    if abs(number) >= _WHOLE:
        return format(Decimal(written), "f")
    exact = Decimal(f"{number:.{_DIGITS}g}").normalize()
    return format(exact, "f") if exact else "0"


def whole(written: str) -> int:
    """Return a number that counts something.

    Raises:
        Malformation: If it is none.
    """
    if not written.isascii() or not written.isdigit() or len(written) > _DIGITS:
        raise Malformation
    return int(written)
