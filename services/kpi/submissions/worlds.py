"""Reading what rows are judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from services.kpi.indicators.queries import indicators
from services.kpi.partnerships.queries import partnerships
from services.kpi.submissions.checks import Suggestions, World
from shared.councils.reference import find_council

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from shared.storage.sessions import Transaction

LONDON = ZoneInfo("Europe/London")
"""Whose midnight ends a period."""


async def world_of(
    tx: Transaction,
    granted: frozenset[str],
    *,
    bodies: Collection[str],
    codes: AbstractSet[str] | None = None,
) -> World:
    """Return what the rows of a batch are judged by.

    Args:
        tx: The batch's.
        granted: The bodies that the caller may submit for.
        bodies: Those that the rows name.
        codes: The indicators that the rows name; all, if that is not known yet.
    """
    known = {indicator.code: indicator for indicator in await indicators(tx, codes)}
    if codes is not None and not codes <= known.keys():
        known = {indicator.code: indicator for indicator in await indicators(tx)}
    slugs: set[str] = set()
    if any(find_council(body) is None for body in bodies if body in granted):
        slugs = {partnership.slug for partnership in await partnerships(tx)}
    return World(
        granted=granted,
        partnerships=slugs,
        indicators=known,
        suggestions=Suggestions(known),
        today=(await tx.now()).astimezone(LONDON).date(),
    )
