"""Rows of a file that are plainly right, read in a fraction of the usual time.

A finance system's file is mostly such rows. Whatever is not plainly right is left to the careful
reader, which alone says what is wrong; so nothing is judged by two sets of rules.
"""

from __future__ import annotations

import re
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

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
    from collections.abc import Iterator, Mapping, Sequence

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
_BASIS: Final = str(Basis.COMPONENTS)
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
    basis: str
    status: str
    reason: str | None
    explanation: str | None

    @property
    def own(self) -> tuple[Any, ...]:
        """What its version says for itself, in the order of `figures.queries.OWN`."""
        return self[2:]

    @property
    def says(self) -> tuple[Decimal, Decimal | None, Decimal, str]:
        """Its content: its numbers and its status."""
        return self.numerator, self.denominator, self.value, self.status

    def content(self) -> str:
        """Return what it changes in canonical JSON, as `outcomes.content_of` has it."""
        _, _, indicator, period, above, below, value, basis, status, reason, explanation = self
        denominator = "null" if below is None else f'"{_plain(below)}"'
        return (
            f'{{"basis":"{basis}","denominator":{denominator}'
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

    def numbers(
        self, above: str, below: str, denominators: Mapping[str, Decimal | None]
    ) -> tuple[Decimal, Decimal | None, Decimal] | None:
        """Return numerator, denominator and value, if they are plainly right."""
        if not _NUMBER.fullmatch(above):
            return None
        value = numerator = Decimal(above)
        denominator = denominators[below] if below else None
        if self.scale is not None and denominator is not None:
            value = _divide(_multiply(self.scale, numerator), denominator)
        elif self.scale is not None or below:
            return None
        value = kept(value)
        if not _ABOVE < value < _BELOW or (numerator < 0 and not self.may_be_negative):
            return None
        if self.scale is None and not self.indicator.unit.takes(numerator):
            return None
        return numerator, denominator, value


class _Denominators(dict[str, "Decimal | None"]):
    """Denominators by how they are written, None for what may be wrong: many rows share one."""

    def __missing__(self, written: str) -> Decimal | None:
        if not _NUMBER.fullmatch(written) or (number := Decimal(written)) <= 0:
            return None
        self[written] = number
        return number


class PlainReader:
    """Reads the rows of one body."""

    def __init__(self, sheet: Sheet, body: str, world: World) -> None:
        self._sheet = sheet
        self._width = len(sheet.header)
        self._unread = [""] * self._width
        # A column that the file has not is read as the one without words that is put after all.
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
        self._denominators = _Denominators()
        self._words: dict[str, str] = {}

    def read(self, lines: Sequence[SheetLine]) -> tuple[list[PlainFigure], list[SheetLine]]:
        """Return what is plainly right, and the rows that are to be read with care."""
        plain: list[PlainFigure] = []
        others: list[SheetLine] = []
        for line, figure in zip(
            lines, map(self._figure, lines, *self._columns(lines)), strict=True
        ):
            if figure is None:
                others.append(line)
            else:
                plain.append(figure)
        return plain, others

    def _columns(self, lines: Sequence[SheetLine]) -> Iterator[Iterator[str]]:
        """Return the stripped cells of rows by column; empty ones of a row of another width."""
        rows = self._sheet.block(lines).cells
        fitting = [cells if len(cells) == self._width else self._unread for cells in rows]
        columns = self._pick([*zip(*fitting, strict=True), [""] * len(lines)])
        return (map(str.strip, column) for column in columns)

    def _figure(
        self,
        line: SheetLine,
        code: str,
        written: str,
        above: str,
        below: str,
        value: str,
        status: str,
        reason: str,
        explanation: str,
    ) -> PlainFigure | None:
        way = self._ways.get(code)
        if way is None or value or status not in _STATUSES:
            return None
        period = way.periods[written] if written in way.periods else self._period(way, written)
        numbers = way.numbers(above, below, self._denominators)
        words = (
            self._said(reason) if reason else None,
            self._said(explanation) if explanation else None,
        )
        if period is None or numbers is None or "" in words:
            return None
        number, at, _ = line
        said = (number, at, code, period, *numbers, _BASIS, _STATUSES[status], *words)
        return PlainFigure._make(said)

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
    """Return a number of some decimals as `canonical` has it; so few are never told by exponent."""
    written = str(number)
    return written.rstrip("0").rstrip(".") if "." in written else written
