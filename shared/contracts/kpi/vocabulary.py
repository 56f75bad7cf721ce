"""The closed lists of words of the KPI service."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


class Unit(StrEnum):
    """What a value counts, and so how it follows from its components."""

    PERCENT = "percent"
    DAYS = "days"
    COUNT = "count"
    GBP = "gbp"
    DAYS_PER_FTE = "days_per_fte"
    PER_1000 = "per_1000"

    @property
    def is_ratio(self) -> bool:
        """Whether a value needs a denominator."""
        return self not in _WHOLE

    def takes(self, number: Decimal) -> bool:
        """Return whether a figure or an annual target may be this number: a count is whole."""
        return self is not Unit.COUNT or number == number.to_integral_value()


_WHOLE = frozenset({Unit.COUNT, Unit.GBP})


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class Accumulation(StrEnum):
    """What stretch of time a figure speaks of; it decides every other rule of an indicator."""

    CUMULATIVE = "cumulative"
    COUNT = "count"
    AVERAGE = "average"
    SNAPSHOT = "snapshot"
    ANNUAL = "annual"


class Frequency(StrEnum):
    """How often a figure falls due."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class Basis(StrEnum):
    """Whether a value follows from its components, or only the rate is known."""

    COMPONENTS = "components"
    REPORTED_RATE = "reported_rate"


class FigureStatus(StrEnum):
    """How sure its council is of a figure."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    ESTIMATED = "estimated"
    NOT_AVAILABLE = "not_available"


class KeptStatus(StrEnum):
    """The status of a figure as it is kept: what its council says, or that nothing stands.

    `rejected`: its submission was rejected, and there had been no figure before.
    """

    PROVISIONAL = "provisional"
    FINAL = "final"
    ESTIMATED = "estimated"
    NOT_AVAILABLE = "not_available"
    REJECTED = "rejected"


class TargetStatus(StrEnum):
    """Whether a target can be compared with."""

    CONFIRMED = "confirmed"
    TBC = "tbc"
    NOT_APPLICABLE = "not_applicable"
    NARRATIVE = "narrative"


class TargetSource(StrEnum):
    """Whose target a row is compared with."""

    OWN = "own"
    PARTNERSHIP = "partnership"
    IMPLIED = "implied"


class ToleranceKind(StrEnum):
    """Whether a tolerance is in the indicator's unit, or in percent of the profile."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"


class Rag(StrEnum):
    """How a value stands against its profile. `grey` is a profile without a figure."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"
    NONE = "none"


class Direction(StrEnum):
    """How a value stands against the previous period of the same type."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
