"""What a figure must meet to be kept. Each rule can be checked by hand; none does I/O."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING, Any

from services.kpi.submissions.drafts import Draft, error
from shared.calendar.periods import Period, PeriodType
from shared.contracts.kpi.vocabulary import FigureStatus, Frequency
from shared.contracts.values import MOST_DIGITS, significant_digits
from shared.councils.reference import find_council

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from services.kpi.submissions.drafts import Place
    from shared.contracts.kpi.indicators import Indicator
    from shared.contracts.kpi.submissions import FigureSent, RowProblem

_PERIOD_TYPES = {
    Frequency.MONTHLY: PeriodType.MONTH,
    Frequency.QUARTERLY: PeriodType.QUARTER,
    Frequency.ANNUAL: PeriodType.YEAR,
}


_MOST_SUGGESTED = 50


@dataclass(frozen=True, slots=True)
class World:
    """What rows are judged by.

    Attributes:
        granted: The bodies that the caller may submit for.
        partnerships: The slug of every partnership.
        indicators: Every indicator that there is, by code.
        suggestions: What was likely meant, for codes that no indicator has.
        today: By the database's clock.
        periods: What was found of periods as files write them, for councils that lived as long.
    """

    granted: Collection[str]
    partnerships: Collection[str]
    indicators: Mapping[str, Indicator]
    suggestions: Suggestions
    today: date
    periods: dict[Any, dict[Frequency, dict[str, str | None]]] = field(default_factory=dict)


class Suggestions:
    """What was likely meant by a code that no indicator has; of the first fifty such codes alone.

    Likeness is slow to tell, so it is told once for a code and not for every row that has it.
    """

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._told: dict[str, str | None] = {}

    def get(self, code: str) -> str | None:
        """Return the code that was likely meant, if there is one."""
        if code not in self._told and len(self._told) < _MOST_SUGGESTED:
            self._told[code] = next(iter(get_close_matches(code[:64], self._known, n=1)), None)
        return self._told.get(code)


def judge(draft: Draft, world: World) -> Draft:
    """Return *draft* rejected with all that is wrong with it, or with its value worked out."""
    if draft.is_rejected or draft.sent is None:
        return draft
    problems = list(_problems(draft, draft.sent, world))
    if problems:
        return draft.rejected(*problems)
    worked_out = draft.worked_out(world.indicators[draft.sent.indicator])
    if worked_out.value is not None and significant_digits(worked_out.value) > MOST_DIGITS:
        detail = "The components make a value of more than 15 digits; are they in the same unit?"
        return draft.rejected(error(draft.place, "value_too_large", detail, column="denominator"))
    return worked_out


Key = tuple[str, str, str]
"""A figure's natural key: body, indicator, period."""


def duplicates(*keys: Iterable[Key | None]) -> frozenset[Key]:
    """Return the natural keys that stand more than once; a row that has none counts for nothing."""
    every = list(filter(None, chain.from_iterable(keys)))
    if len(set(every)) == len(every):  # as nearly always
        return frozenset()
    return frozenset(key for key, number in Counter(every).items() if number > 1)


def without_duplicates(drafts: Sequence[Draft], twice: Collection[Key]) -> list[Draft]:
    """Reject every row whose natural key stands twice: nobody can tell which one is meant."""
    return [
        draft.rejected(
            error(
                draft.place,
                "duplicate_in_batch",
                "The same body, indicator and period stands more than once in the batch.",
            )
        )
        if draft.key in twice
        else draft
        for draft in drafts
    ]


def without_derived(
    drafts: Iterable[Draft], world: World, parts_there: Collection[tuple[str, str, str]]
) -> list[Draft]:
    """Reject a figure that is pooled from others which are there, as NI 181 from its two parts.

    *parts_there* are the natural keys of figures with components, stored or in the same batch: of
    mere rates nothing is pooled.
    """
    judged = []
    for draft in drafts:
        indicator = world.indicators.get(draft.indicator or "")
        if indicator is None or draft.is_rejected or draft.key is None:
            judged.append(draft)
            continue
        body, _, period = draft.key
        parts = [(body, part, period) for part in indicator.pooled_from]
        if parts and all(part in parts_there for part in parts):
            detail = (
                f"It is pooled from {' and '.join(indicator.pooled_from)}, which are there; "
                "leave it out."
            )
            draft = draft.rejected(error(draft.place, "derived_from_parts", detail))  # noqa: PLW2901
        judged.append(draft)
    return judged


def _problems(draft: Draft, sent: FigureSent, world: World) -> Iterator[RowProblem]:
    assert draft.body is not None  # noqa: S101 - a row without one is rejected when it is read
    if draft.body not in world.granted:
        detail = "You may not submit figures for this body."
        yield error(draft.place, "body_not_granted", detail, column="body")
        return
    is_partnership = draft.body in world.partnerships
    council = find_council(draft.body)
    if not is_partnership and (council is None or council.code != draft.body):
        detail = "It is no billing authority in England, and no partnership."
        if council is not None:
            detail = f"It is an old code; the council's is {council.code}."
        yield error(draft.place, "unknown_body", detail, column="body")
        return
    period = Period.parse(sent.period)
    yield from _time_problems(draft, period, world.today)
    indicator = world.indicators.get(sent.indicator)
    if indicator is None:
        yield _unknown_indicator(draft, world.suggestions.get(sent.indicator))
        return
    wanted = _PERIOD_TYPES[indicator.frequency]
    if period.type is not wanted:
        yield error(
            draft.place,
            "wrong_period_type",
            f"The indicator is reported by {wanted}.",
            column="period",
            expected=str(wanted),
            found=str(period.type),
        )
    yield from _number_problems(draft, sent, indicator, is_partnership=is_partnership)


def _unknown_indicator(draft: Draft, meant: str | None) -> RowProblem:
    detail = "There is no indicator of this code."
    if meant:
        detail += f" Did you mean {meant}?"
    return error(draft.place, "unknown_indicator", detail, column="indicator", expected=meant)


def _time_problems(draft: Draft, period: Period, today: date) -> Iterator[RowProblem]:
    if not period.ended_by(today - timedelta(days=1)):
        detail = f"The period ends on {period.end}; a figure is taken from the day after."
        yield error(draft.place, "period_not_ended", detail, column="period")
    council = find_council(draft.body or "")
    if council is None:
        return
    if council.end is not None and period.end > council.end:
        successors = ", ".join(council.successors)
        detail = f"The council ended on {council.end}. Its successor is {successors}."
        yield error(
            draft.place, "council_abolished", detail, column="body", expected=successors or None
        )
    if council.start is not None and period.start < council.start:
        detail = f"The council began on {council.start}."
        yield error(draft.place, "council_not_begun", detail, column="body")


def _number_problems(
    draft: Draft, sent: FigureSent, indicator: Indicator, *, is_partnership: bool
) -> Iterator[RowProblem]:
    """Yield what is wrong with which numbers are there, then with the numbers themselves."""
    place = draft.place
    components = [name for name in ("numerator", "denominator") if getattr(sent, name) is not None]
    if sent.status is FigureStatus.NOT_AVAILABLE:
        if components or sent.value is not None:
            detail = "A figure that is not available has no numbers."
            yield error(place, "not_available_with_figure", detail, column="status")
        return
    if components and sent.value is not None:
        detail = "The value follows from its components; leave it out."
        yield error(place, "value_beside_components", detail, column="value")
    if is_partnership and components:
        detail = "A partnership's figure is pooled from its members'; it takes a 'value' alone."
        yield error(place, "partnership_takes_rates_only", detail, column=components[0])
    elif components:
        yield from _component_problems(place, components, indicator)
    elif sent.value is None:
        detail = "Give the components, or the value where they are not known."
        yield error(place, "figure_missing", detail, column="numerator")
    elif not indicator.unit.is_ratio and not is_partnership:
        detail = "A count or an amount is given as 'numerator'."
        yield error(place, "value_of_a_count", detail, column="value")
    yield from _whole_problems(place, sent, indicator)
    yield from _sign_problems(draft, sent, indicator)


def _component_problems(
    place: Place, components: Sequence[str], indicator: Indicator
) -> Iterator[RowProblem]:
    wanted = ["numerator", "denominator"] if indicator.unit.is_ratio else ["numerator"]
    for name in wanted:
        if name not in components:
            label = getattr(indicator, f"{name}_label") or "the count"
            yield error(place, f"{name}_missing", f"It is missing: {label}.", column=name)
    if "denominator" in components and not indicator.unit.is_ratio:
        detail = "A count or an amount has no denominator."
        yield error(place, "denominator_not_taken", detail, column="denominator")


def _whole_problems(place: Place, sent: FigureSent, indicator: Indicator) -> Iterator[RowProblem]:
    for name, number in (("numerator", sent.numerator), ("value", sent.value)):
        if number is not None and not indicator.unit.takes(number):
            detail = "A count is a whole number."
            yield error(place, "not_a_whole_number", detail, column=name)


def _sign_problems(draft: Draft, sent: FigureSent, indicator: Indicator) -> Iterator[RowProblem]:
    if sent.denominator == 0:
        detail = "Nothing can be divided by zero. Where there is no figure, say 'not_available'."
        yield error(draft.place, "zero_denominator", detail, column="denominator")
    elif sent.denominator is not None and sent.denominator < 0:
        detail = "A denominator is above zero."
        yield error(draft.place, "negative_denominator", detail, column="denominator")
    if indicator.numerator_may_be_negative:
        return
    for name, number in (("numerator", sent.numerator), ("value", sent.value)):
        if number is not None and number < 0:
            detail = "It cannot be below zero."
            yield error(draft.place, f"negative_{name}", detail, column=name)
