"""What a reader of a row ought to know, one sentence for each body and matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.contracts.answers import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.calendar.periods import Period

SENTENCES: Final[Mapping[str, str]] = {
    # What a value lacks.
    "no_figure": "There is no figure {what}.",
    "held": "The figure {what} is held until it is explained.",
    "not_visible": "Its figure {what} is not yours to read: as known now, it was no member.",
    "not_a_member": "It was no member {what}; what it did then is its own.",
    "not_available": "The figure {what} is marked as not available.",
    "no_components": "Only the rate is known {what}, without the components to pool.",
    "definitions_differ": "It defines the indicator in its own way, so {what} is not pooled.",
    "no_members": "The partnership has no member for this indicator {what}.",
    "not_defined": "The indicator that this one is pooled from is not defined {what}.",
    "wrong_period_type": "The indicator is not reported as often as {what}.",
    # What a value that is there was made of.
    "estimated": "Marked as estimated {what}.",
    "provisional": "Marked as provisional {what}.",
    "another_held": "Another figure {what} is held until it is explained; this stood before.",
    "reported_rate": "A rate as reported {what}; its components are not known.",
    "counts_in_part": "It counts {what} alone, when it was a member.",
    "not_pooled": "The partnership's own figure {what}; its members' could not be pooled.",
    "typed_in": "Typed in {what}; the indicators that it is pooled from are incomplete.",
}
"""By code. `{what}` becomes "for 2019-20-M01" or, of another indicator, names that too."""

_WITHOUT_FOR: Final = {"definitions_differ", "wrong_period_type"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One matter of one body, indicator and period."""

    code: str
    body: str
    indicator: str
    period: Period


def as_flags(remarks: Iterable[Remark], *, body: str, indicator: str) -> tuple[Flag, ...]:
    """Return one flag for each matter, naming all its periods, in the order they first came.

    Args:
        remarks: Of any bodies, indicators and periods.
        body, indicator: Whose row it is: what concerns others is named as theirs.
    """
    matters: dict[tuple[str, str, str], dict[Period, None]] = {}
    for remark in remarks:
        key = (remark.code, remark.body, remark.indicator)
        matters.setdefault(key, {})[remark.period] = None
    return tuple(
        Flag(
            code=code,
            detail=_sentence(code, list(periods), None if of == indicator else of),
            body=None if whose == body else whose,
        )
        for (code, whose, of), periods in matters.items()
    )


def _sentence(code: str, periods: Sequence[Period], indicator: str | None) -> str:
    what = _listed(sorted(periods))
    if code not in _WITHOUT_FOR:
        what = f"for {what}"
    if indicator is not None:
        what = f"of {indicator} {what}"
    return SENTENCES[code].format(what=what)


def _listed(periods: Sequence[Period]) -> str:
    """Write `2019-20-M01`, or `2019-20-M01 to 2019-20-M03` for periods without a gap."""
    runs: list[list[Period]] = []
    for period in periods:
        if runs and period.previous == runs[-1][-1]:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
