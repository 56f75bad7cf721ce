"""A row on its way in: what was sent, what it says, and what is wrong with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from services.kpi.formulas.components import Components, derive_value
from services.kpi.formulas.precision import kept
from shared.contracts.kpi.submissions import Outcome, RowProblem, RowResult, Severity
from shared.contracts.kpi.vocabulary import Basis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from shared.contracts.kpi.indicators import Indicator
    from shared.contracts.kpi.submissions import FigureSent

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in what was sent.

    Attributes:
        row: Counts figures from 1.
        line: Of the CSV file, from 1; None for JSON.
    """

    row: int
    line: int | None = None

    def pointer(self, column: str | None) -> str | None:
        """Return the place of a field as a JSON pointer; None for CSV, which has columns."""
        if self.line is not None:
            return None
        return f"/figures/{self.row - 1}" + (f"/{column}" if column else "")


class Draft(NamedTuple):
    """A row of a batch. A tuple, since a file may have a hundred thousand of them.

    Attributes:
        body, indicator, period: As they were sent, so that a result can name its row; None where
            they could not be read.
        sent: What the row says; None if it could not be read as a figure.
        value: What its components make, in the indicator's unit.
    """

    place: Place
    body: str | None
    indicator: str | None
    period: str | None
    sent: FigureSent | None
    problems: tuple[RowProblem, ...] = ()
    outcome: Outcome | None = None
    value: Decimal | None = None
    basis: Basis | None = None

    @property
    def key(self) -> tuple[str, str, str] | None:
        """The natural key, if all of it could be read."""
        if self.sent is None or self.body is None:
            return None
        return self.body, self.sent.indicator, self.sent.period

    @property
    def is_rejected(self) -> bool:
        """Whether an error was found with it."""
        return self.outcome is Outcome.REJECTED

    def rejected(self, *problems: RowProblem) -> Draft:
        """Return the same row, rejected for these problems as well as any before."""
        return self._replace(
            problems=(*self.problems, *problems), outcome=Outcome.REJECTED, value=None
        )

    def noted(self, *problems: RowProblem) -> Draft:
        """Return the same row with more to say about it."""
        return self._replace(problems=(*self.problems, *problems))

    def worked_out(self, indicator: Indicator) -> Draft:
        """Return the same row with the value that its components make, or the rate that it tells.

        A rate, too, is kept to six decimals.
        """
        assert self.sent is not None  # noqa: S101 - a row that could not be read is rejected before
        if self.sent.numerator is not None:
            components = Components(self.sent.numerator, self.sent.denominator)
            value = derive_value(indicator.unit, components)
            return self._replace(value=value, basis=Basis.COMPONENTS)
        if self.sent.value is not None:
            return self._replace(value=kept(self.sent.value), basis=Basis.REPORTED_RATE)
        return self

    def result(self) -> RowResult:
        """Return what became of the row."""
        assert self.outcome is not None  # noqa: S101 - judged by now
        # Not validated: every part is typed already.
        return RowResult.model_construct(
            row=self.place.row,
            line=self.place.line,
            body=self.body,
            indicator=self.indicator,
            period=self.period,
            outcome=self.outcome,
            value=self.value,
            problems=list(self.problems),
        )


def error(
    place: Place,
    code: str,
    detail: str,
    *,
    column: str | None = None,
    expected: str | None = None,
    found: str | None = None,
    severity: Severity = Severity.ERROR,
) -> RowProblem:
    """Return a problem, which rejects its row unless told."""
    return RowProblem(
        code=code,
        severity=severity,
        detail=detail,
        pointer=place.pointer(column),
        column=column,
        expected=expected,
        found=found,
    )


async def in_turns(drafts: Iterable[Draft]) -> AsyncIterator[Draft]:
    """Yield drafts so that a large batch is worked on between other requests, not instead."""
    for number, draft in enumerate(drafts, start=1):
        yield draft
        if number % _AT_A_TIME == 0:
            await asyncio.sleep(0)
