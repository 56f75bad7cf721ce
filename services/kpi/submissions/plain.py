"""Rows of a file that are plainly right, read in a fraction of the usual time.

A finance system's file is mostly such rows. Whatever is not plainly right is left to the careful
reader, which alone says what is wrong; so nothing is judged by two sets of rules.
"""

from __future__ import annotations

import re
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from services.kpi.formulas.components import SCALES
from services.kpi.formulas.precision import EXACT, kept
from services.kpi.submissions.checks import judge
from services.kpi.submissions.drafts import Draft, Place
from services.kpi.submissions.reading import COLUMNS
from shared.contracts.kpi.submissions import FigureSent
from shared.contracts.kpi.vocabulary import Basis, FigureStatus, Frequency
from shared.contracts.values import Paragraph
from shared.councils.reference import find_council
from shared.journal import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.kpi.submissions.checks import World
    from shared.contracts.kpi.indicators import Indicator
    from shared.sheets.reading import Sheet, SheetLine

_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
"""Of at most 14 digits; whoever sends more is read with care."""

_BELOW: Final = Decimal(1_000_000_000)
_ABOVE: Final = -_BELOW
"""A value between these, with its six decimals, has at most 15 digits."""

_divide: Final = EXACT.divide
_multiply: Final = EXACT.multiply
_STATUSES: Final = {"": "final"} | {
    str(status): str(status) for status in FigureStatus if status is not FigureStatus.NOT_AVAILABLE
}
_READ: Final = COLUMNS[1:]
"""All but the body, by which a file was gathered."""

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
        _, _, indicator, period, above, below, value, status, reason, explanation = self
        denominator = "null" if below is None else f'"{_plain(below)}"'
        return (
            f'{{"basis":"components","denominator":{denominator}'
            f',"explanation":{"null" if explanation is None else canonical(explanation)}'
            f',"indicator":"{indicator}","numerator":"{_plain(above)}","period":"{period}"'
            f',"reason":{"null" if reason is None else canonical(reason)},"status":"{status}"'
            f',"value":"{_plain(value)}"}}'
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
    """How an indicator's figures are taken. A ratio's scale makes a percentage of it, say."""

    indicator: Indicator
    scale: Decimal | None
    may_be_negative: bool
    periods: dict[str, str | None]

    def numbers(self, above: str, below: str) -> tuple[Decimal, Decimal | None, Decimal] | None:
        """Return numerator, denominator and value, if they are plainly right."""
        if not _NUMBER.fullmatch(above):
            return None
        value = numerator = Decimal(above)
        denominator = None
        if self.scale is not None and _NUMBER.fullmatch(below):
            denominator = Decimal(below)
            if denominator <= 0:
                return None
            value = _divide(_multiply(self.scale, numerator), denominator)
        elif self.scale is not None or below:
            return None
        value = kept(value)
        if not _ABOVE < value < _BELOW or (numerator < 0 and not self.may_be_negative):
            return None
        if self.scale is None and not self.indicator.unit.takes(numerator):
            return None
        return numerator, denominator, value


class PlainReader:
    """Reads the rows of one body."""

    def __init__(self, sheet: Sheet, body: str, world: World) -> None:
        self._width = len(sheet.header)
        # A column that the file has not is read as the empty cell that is put after the others.
        places = {name: place for place, name in enumerate(sheet.header)}
        self._pick = itemgetter(*(places.get(name, self._width) for name in _READ))
        self._body = body
        self._world = world
        council = find_council(body)
        life = None if council is None else (council.start, council.end)
        periods = world.periods.setdefault(
            (life, council is None or council.code != body), {often: {} for often in Frequency}
        )
        self._ways = {
            code: _Way(
                defined,
                SCALES.get(defined.unit),
                defined.numerator_may_be_negative,
                periods[defined.frequency],
            )
            for code, defined in world.indicators.items()
            if not defined.pooled_from
        }
        self._words: dict[str, str] = {}

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
        if len(line.cells) != self._width:
            return None
        code, written, above, below, value, status, reason, explanation = self._pick(
            (*line.cells, "")
        )
        way = self._ways.get(code)
        status = _STATUSES.get(status)
        if way is None or status is None or value:
            return None
        period = way.periods[written] if written in way.periods else self._period(way, written)
        numbers = way.numbers(above, below)
        words = (
            self._said(reason) if reason else None,
            self._said(explanation) if explanation else None,
        )
        if period is None or numbers is None or "" in words:
            return None
        return PlainFigure(line.number, line.line, code, period, *numbers, status, *words)

    def _period(self, way: _Way, written: str) -> str | None:
        """Return the period if figures of it may be taken, which a specimen is judged to find out.

        Of an indicator the usual rules ask nothing then but how often it is reported.
        """
        code = way.indicator.code
        one = None if way.scale is None else 1
        said = {"indicator": code, "period": written, "numerator": 1, "denominator": one}
        try:
            sent = FigureSent.model_validate(said)
        except ValidationError:
            way.periods[written] = None
        else:
            specimen = Draft(Place(1, 1), self._body, code, sent.period, sent)
            is_right = not judge(specimen, self._world).is_rejected
            way.periods[written] = sent.period if is_right else None
        return way.periods[written]

    def _said(self, text: str) -> str:
        """Return a text as it is kept, or "" if it must be read with care."""
        if text not in self._words:
            try:
                self._words[text] = _paragraph.validate_python(text)
            except ValidationError:
                return ""  # not remembered: each may be long
        return self._words[text]


def _plain(number: Decimal) -> str:
    written = str(number.normalize())
    return format(number.normalize(), "f") if "E" in written else written
