"""What is known at one instant: figures, targets, definitions and membership, indexed once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.calendar.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime
    from decimal import Decimal

    from services.kpi.performance.reported import Reported
    from shared.contracts.kpi.indicators import Indicator
    from shared.contracts.kpi.partnerships import Membership, Partnership
    from shared.contracts.kpi.performance import RowCommentary
    from shared.contracts.kpi.targets import Target
    from shared.contracts.kpi.vocabulary import Basis, FigureStatus


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure in the version that the instant knows.

    Attributes:
        period: Of the indicator's own frequency: a month, a quarter or a year.
        value: In the indicator's unit, up to six decimals; None if not available.
        is_approved: Whether the submission that brought it is approved as it stands.
    """

    body: str
    indicator: str
    period: Period
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    basis: Basis | None
    status: FigureStatus
    recorded_at: datetime
    is_approved: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a body's performance is worked out from. Make it with `of`.

    Attributes:
        body: Whose performance is asked for: a council or a partnership.
        partnerships: By slug: the body itself, if it is one, and each that one of the councils
            here belongs to, for its joint targets.
        indicators: By code.
        figures: By body, indicator and period; of the year asked for and the year before.
        targets: By body, indicator and financial year.
        years_with_figures: Body, indicator and financial year of every figure.
        hidden: Councils that were members then, but whose figures the reader may not see: those
            whose membership was corrected away since. Rights follow what is known now.
        held: Body, indicator and period of figures that wait for an explanation.
        apart: Body, indicator and period of figures that are none of the partnership's whose
            scorecard is made: their council was no member then.
        commentary: By body, indicator and period, of the year asked for.
        worked_out: What `reported` has worked out of this evidence so far: a scorecard needs the
            same months for the period, for April to date, and for each partnership (measured: it
            makes a year's series three times as fast).
    """

    body: str
    partnerships: Mapping[str, Partnership]
    indicators: Mapping[str, Indicator]
    figures: Mapping[tuple[str, str, Period], KnownFigure]
    targets: Mapping[tuple[str, str, Period], Target]
    years_with_figures: AbstractSet[tuple[str, str, int]]
    hidden: AbstractSet[str] = frozenset()
    held: AbstractSet[tuple[str, str, Period]] = frozenset()
    apart: AbstractSet[tuple[str, str, Period]] = frozenset()
    commentary: Mapping[tuple[str, str, Period], RowCommentary] = field(default_factory=dict)
    worked_out: dict[tuple[str, str, Period], Reported] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        body: str,
        *,
        indicators: Iterable[Indicator],
        figures: Iterable[KnownFigure] = (),
        targets: Iterable[Target] = (),
        partnerships: Iterable[Partnership] = (),
        hidden: AbstractSet[str] = frozenset(),
        held: AbstractSet[tuple[str, str, Period]] = frozenset(),
        commentary: Mapping[tuple[str, str, Period], RowCommentary] | None = None,
    ) -> Evidence:
        """Index what was read. Each figure and target comes once, in its newest version."""
        indexed = {(known.body, known.indicator, known.period): known for known in figures}
        return cls(
            body=body,
            partnerships={partnership.slug: partnership for partnership in partnerships},
            indicators={indicator.code: indicator for indicator in indicators},
            figures=indexed,
            targets={
                (target.body, target.indicator, Period.parse(target.year)): target
                for target in targets
            },
            years_with_figures={(body, code, at.first_year) for body, code, at in indexed},
            hidden=hidden,
            held=held,
            commentary=commentary or {},
        )

    def approved_only(self) -> Evidence:
        """Return the same without any figure that is not approved as it stands, held ones included.

        A figure whose restatement is not approved is none: what stood before it is not what stands.
        """
        approved = {key: known for key, known in self.figures.items() if known.is_approved}
        return replace(self, figures=approved, held=frozenset())

    def figure(self, body: str, indicator: str, period: Period) -> KnownFigure | None:
        """Return the body's own figure of exactly this period, if there is one."""
        key = (body, indicator, period)
        return None if key in self.apart else self.figures.get(key)

    def target(self, body: str, indicator: str, period: Period) -> Target | None:
        """Return the body's own target of the year that the period lies in, if there is one."""
        return self.targets.get((body, indicator, period.year))

    def members_of(self, slug: str, indicator: str, period: Period) -> Sequence[str]:
        """Return the councils that count towards a partnership's figure, sorted by code.

        *Choice*: a council counts if it is a member for this indicator on every day of the
        *period* that a figure speaks of (the month, of a monthly one). What it did in a part of a
        month cannot be told from its figure. So who joins on 15 October counts from November, and
        who leaves on 15 January counts to December; a cumulative figure then brings along what it
        collected since April, as it brings its debit of the full year.
        """
        stays: dict[str, list[Membership]] = {}
        for stay in self.partnerships[slug].members:
            if stay.indicators is None or indicator in stay.indicators:
                stays.setdefault(stay.council, []).append(stay)
        first, last = period.start, period.end
        return sorted(code for code, of_it in stays.items() if _throughout(of_it, first, last))

    def members_during(self, slug: str, period: Period) -> Sequence[str]:
        """Return who is a member throughout at least one month of the period, for any indicator."""
        stays: dict[str, list[Membership]] = {}
        for stay in self.partnerships[slug].members:
            stays.setdefault(stay.council, []).append(stay)
        spans = [(month.start, month.end) for month in period.months]
        return sorted(
            code
            for code, of_it in stays.items()
            if any(_throughout(of_it, first, last) for first, last in spans)
        )


def _throughout(stays: Sequence[Membership], first: date, last: date) -> bool:
    """Return whether the stays together cover every day; one may take over from another."""
    day = first
    for stay in sorted(stays, key=lambda stay: stay.joined):
        if stay.joined <= day and (stay.left is None or stay.left >= day):
            if stay.left is None or stay.left >= last:
                return True
            day = stay.left + timedelta(days=1)
    return False
