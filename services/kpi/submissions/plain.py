"""Rows of a file that are plainly right, read in a fraction of the usual time.

A finance system's file is mostly such rows. Whatever is not plainly right is left to the careful
reader, which alone says what is wrong; so nothing is judged by two sets of rules.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from services.kpi.formulas.components import SCALES
from services.kpi.formulas.precision import EXACT, kept
from services.kpi.submissions.checks import judge
from services.kpi.submissions.drafts import Draft, Place
from shared.contracts.kpi.submissions import FigureSent
from shared.contracts.kpi.vocabulary import Basis, FigureStatus
from shared.contracts.values import Paragraph
from shared.journal import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.kpi.submissions.checks import World
    from shared.sheets.reading import Sheet, SheetLine

_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
"""Of at most 14 digits; whoever sends more is read with care."""

_BELOW: Final = Decimal(1_000_000_000)
"""A value below this, with its six decimals, has at most 15 digits."""

_STATUSES: Final = {"": "final"} | {
    str(status): str(status) for status in FigureStatus if status is not FigureStatus.NOT_AVAILABLE
}
_paragraph = TypeAdapter(Paragraph)


class PlainFigure(NamedTuple):
    """A row that is plainly right: it has components, and they make its value."""

    number: int
    line: int
    indicator: str
    period: str
    numerator: Decimal
    denominator: Decimal | None
    value: Decimal
    status: str
    reason: str | None
    explanation: str | None

    @property
    def says(self) -> tuple[Decimal, Decimal | None, Decimal, str]:
        """Its content: its numbers and its status."""
        return self.numerator, self.denominator, self.value, self.status

    def content(self) -> str:
        """Return what it changes in canonical JSON, as `outcomes.content_of` has it."""
        denominator = "null" if self.denominator is None else f'"{_plain(self.denominator)}"'
        return (
            f'{{"basis":"components","denominator":{denominator}'
            f',"explanation":{_text(self.explanation)},"indicator":"{self.indicator}"'
            f',"numerator":"{_plain(self.numerator)}","period":"{self.period}"'
            f',"reason":{_text(self.reason)},"status":"{self.status}"'
            f',"value":"{_plain(self.value)}"}}'
        )

    def draft(self, body: str) -> Draft:
        """Return it as the row that the careful reader would have made of it."""
        sent = FigureSent(
            body=body,
            indicator=self.indicator,
            period=self.period,
            numerator=self.numerator,
            denominator=self.denominator,
            status=FigureStatus(self.status),
            reason=self.reason,
            explanation=self.explanation,
        )
        place = Place(self.number, self.line)
        draft = Draft(place, body, self.indicator, self.period, sent)
        return draft._replace(value=self.value, basis=Basis.COMPONENTS)


class _Way(NamedTuple):
    """How an indicator and a period, as a file writes them, are taken."""

    indicator: str
    period: str
    scale: Decimal | None
    may_be_negative: bool


class PlainReader:
    """Reads the rows of one body."""

    def __init__(self, sheet: Sheet, body: str, world: World) -> None:
        self._header = sheet.header
        self._columns = {name: place for place, name in enumerate(sheet.header)}
        self._body = body
        self._world = world
        self._ways: dict[tuple[str, str], _Way | None] = {}
        self._words: dict[str, str | None] = {}

    def read(self, lines: Sequence[SheetLine]) -> tuple[list[PlainFigure], list[SheetLine]]:
        """Return what is plainly right, and the rows that are to be read with care."""
        plain: list[PlainFigure] = []
        others: list[SheetLine] = []
        for line in lines:
            figure = self._figure(line)
            if figure is None:
                others.append(line)
            else:
                plain.append(figure)
        return plain, others

    def _figure(self, line: SheetLine) -> PlainFigure | None:
        cells = line.cells
        if len(cells) != len(self._header):
            return None
        at = self._columns
        key = cells[at["indicator"]], cells[at["period"]]
        way = self._ways[key] if key in self._ways else self._find_way(*key)
        status = _STATUSES.get(self._cell(cells, "status"))
        if way is None or status is None or self._cell(cells, "value"):
            return None
        numbers = self._numbers(way, cells)
        words = self._said(cells, "reason"), self._said(cells, "explanation")
        if numbers is None or "" in words:
            return None
        return PlainFigure(
            line.number, line.line, way.indicator, way.period, *numbers, status, *words
        )

    def _numbers(
        self, way: _Way, cells: list[str]
    ) -> tuple[Decimal, Decimal | None, Decimal] | None:
        above, below = self._cell(cells, "numerator"), self._cell(cells, "denominator")
        if not _NUMBER.fullmatch(above):
            return None
        numerator, denominator = Decimal(above), None
        value = numerator
        if way.scale is not None and _NUMBER.fullmatch(below):
            denominator = Decimal(below)
            if denominator <= 0:
                return None
            value = EXACT.divide(EXACT.multiply(way.scale, numerator), denominator)
        elif way.scale is not None or below:
            return None
        value = kept(value)
        if not -_BELOW < value < _BELOW or (numerator < 0 and not way.may_be_negative):
            return None
        return numerator, denominator, value

    def _cell(self, cells: list[str], column: str) -> str:
        place = self._columns.get(column)
        return "" if place is None else cells[place]

    def _find_way(self, indicator: str, period: str) -> _Way | None:
        """Find out by a specimen, judged by the usual rules, whether such rows can be right."""
        self._ways[indicator, period] = way = self._way_of(indicator, period)
        return way

    def _way_of(self, indicator: str, period: str) -> _Way | None:
        defined = self._world.indicators.get(indicator)
        if defined is None or defined.pooled_from:
            return None
        one = Decimal(1) if defined.unit.is_ratio else None
        try:
            sent = FigureSent(
                indicator=indicator, period=period, numerator=Decimal(1), denominator=one
            )
        except ValidationError:
            return None
        specimen = Draft(Place(1, 1), self._body, indicator, sent.period, sent)
        if judge(specimen, self._world).is_rejected:
            return None
        scale = SCALES.get(defined.unit)
        return _Way(indicator, sent.period, scale, defined.numerator_may_be_negative)

    def _said(self, cells: list[str], column: str) -> str | None:
        """Return a text as it is kept; None if nothing is said, "" if it must be read with care."""
        text = self._cell(cells, column)
        if not text:
            return None
        if text not in self._words:
            try:
                self._words[text] = _paragraph.validate_python(text)
            except ValidationError:
                self._words[text] = ""
        return self._words[text]


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _text(text: str | None) -> str:
    return "null" if text is None else canonical(text)
