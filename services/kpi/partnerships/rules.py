"""What follows from membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.councils.reference import find_council
from shared.refusals import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from shared.contracts.kpi.partnerships import Membership, Partnership


def bodies_to_read(
    granted: Collection[str], partnerships: Iterable[Partnership]
) -> tuple[set[str], set[str]]:
    """Return what else a caller granted some bodies may read, and whose targets it inherits.

    Whoever reads a partnership reads the working figures of all who are or ever were its members,
    of which its own totals are made; whose pages it opens is told by `is_member_on`. A member reads
    neither the others nor the partnership; but the partnership's joint targets are its own where it
    has none.
    """
    reads: set[str] = set(granted)
    every = list(partnerships)
    for partnership in every:
        if partnership.slug in granted:
            reads |= {member.council for member in partnership.members}
    inherits = {
        partnership.slug
        for partnership in every
        if any(member.council in reads for member in partnership.members)
    }
    return reads - set(granted), inherits - set(granted)


def is_member_on(
    day: date, council: str, granted: Collection[str], partnerships: Iterable[Partnership]
) -> bool:
    """Return whether a council is a member, on a day, of a partnership that a caller was granted.

    Only then does the caller open the council's own pages. What it does once it has left, or did
    not join yet, is its own; of the periods in which it was a member its partnership's pages tell.
    """
    return any(
        stay.council == council and stay.joined <= day and (stay.left is None or stay.left >= day)
        for partnership in partnerships
        if partnership.slug in granted
        for stay in partnership.members
    )


def faults_of_members(members: Sequence[Membership]) -> list[Fault]:
    """Return what is wrong with a list of members.

    That is: unknown councils, stays that begin outside a council's life, and stays of one council
    that overlap for the same indicators.
    """
    faults = []
    for place, member in enumerate(members):
        council = find_council(member.council)
        pointer = f"/members/{place}/council"
        if council is None:
            faults.append(Fault("unknown_council", "is no billing authority in England", pointer))
        elif council.code != member.council:
            detail = f"is an old code; the council's is {council.code}"
            faults.append(Fault("old_council_code", detail, pointer))
        elif not council.exists_throughout(member.joined, member.joined):
            detail = "the council does not exist on that day"
            faults.append(Fault("council_abolished", detail, f"/members/{place}/joined"))
        elif council.end is not None and (member.left is None or member.left > council.end):
            # A stay without end would leave the total waiting for ever for a figure.
            detail = f"the council ended on {council.end}, and so did its stay"
            faults.append(Fault("council_abolished", detail, f"/members/{place}/left"))
    return faults + _overlaps(members)


def _overlaps(members: Sequence[Membership]) -> list[Fault]:
    faults = []
    before: dict[str, list[Membership]] = {}
    for place, later in sorted(enumerate(members), key=lambda item: item[1].joined):
        earlier = before.setdefault(later.council, [])
        if any(_overlap(stay, later) for stay in earlier):
            detail = "the council is a member already"
            faults.append(Fault("overlapping_stays", detail, f"/members/{place}/joined"))
        earlier.append(later)
    return faults


def _overlap(earlier: Membership, later: Membership) -> bool:
    is_still_there = earlier.left is None or earlier.left >= later.joined
    return is_still_there and _share_indicators(earlier, later)


def _share_indicators(one: Membership, other: Membership) -> bool:
    if one.indicators is None or other.indicators is None:
        return True
    return bool(set(one.indicators) & set(other.indicators))
