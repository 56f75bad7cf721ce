"""A plan's highlights: what was done, what comes next, what is late, in doubt, or not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.projects.views.dates import dates_of, due_within, late_of, met_within
from shared.contracts.projects.reports import ConfidenceConcern, Highlights, NamedItem
from shared.contracts.projects.vocabulary import Confidence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from services.projects.views.gathering import Look
    from services.projects.views.reporting import Sight
    from shared.contracts.projects.positions import ConfidenceSaid, Position

_CONCERNS: Final = (Confidence.RED, Confidence.AMBER_RED)


def highlights_of(
    look: Look,
    positions: Mapping[str, Position],
    confidence: Mapping[str, ConfidenceSaid],
    sight: Sight,
    until: date,
) -> Highlights:
    """Return a plan's highlights.

    Args:
        look: The plan.
        positions: The last draft of each item's position in the period, by item.
        confidence: What was said last of each item by the day.
        sight: What is asked of.
        until: The last day of the next period.
    """
    period, plan = sight.period, look.plan
    dates = dates_of(look, sight.on)
    return Highlights(
        body=plan.body,
        plan=plan.plan,
        title=plan.title,
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        on=sight.on,
        known_at=sight.as_known.known_at,
        settled=sight.as_known.settled,
        achieved=met_within(dates, period.start, period.end),
        coming=due_within(dates, sight.on, until),
        coming_until=until,
        late=late_of([look], sight.on),
        concerns=[
            ConfidenceConcern(
                item=branch.item,
                title=branch.title,
                confidence=concern,
                reason=said.reason,
                on=said.on,
            )
            for concern in _CONCERNS
            for branch in look.tree
            if (said := confidence.get(branch.item)) and said.confidence is concern
        ],
        missing=[
            NamedItem(item=branch.item, title=branch.title)
            for branch in look.tree
            if branch.item not in positions
        ],
    )
