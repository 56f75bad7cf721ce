"""What savings come to by year and council. What is not known is counted, and never added as 0."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from shared.contracts.projects.savings import CouncilSavings, SavingsTotal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from shared.contracts.projects.savings import Saving, SavingYear


def by_year(savings: Iterable[Saving]) -> list[SavingsTotal]:
    """Return what they come to in each year of which any of them tells."""
    told: dict[str, list[SavingYear]] = defaultdict(list)
    for saving in savings:
        for year in saving.years:
            told[year.year].append(year)
    return [SavingsTotal(year=year, **_total(parts)) for year, parts in sorted(told.items())]


def by_council(savings: Iterable[Saving]) -> list[CouncilSavings]:
    """Return what they come to in each year for each council, and for the plan as a whole last."""
    told: dict[tuple[str, bool, str], list[SavingYear]] = defaultdict(list)
    for saving in savings:
        for year in saving.years:
            told[year.year, saving.council is None, saving.council or ""].append(year)
    return [
        CouncilSavings(year=year, council=council or None, **_total(parts))
        for (year, _, council), parts in sorted(told.items())
    ]


def _total(parts: Sequence[SavingYear]) -> dict[str, Any]:
    planned = [part.planned for part in parts]
    achieved = [part.achieved for part in parts]
    due, made = _whole(planned), _whole(achieved)
    return {
        "planned": due,
        "planned_known": _known(planned),
        "planned_unknown": planned.count(None),
        "achieved": made,
        "achieved_known": _known(achieved),
        "achieved_unknown": achieved.count(None),
        "difference": None if made is None or due is None else made - due,
        "savings": len(parts),
    }


def _whole(amounts: Sequence[Decimal | None]) -> Decimal | None:
    return None if None in amounts else _known(amounts)


def _known(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known else None
