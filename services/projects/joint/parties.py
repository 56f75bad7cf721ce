"""Who is party to a plan's groups, who stands for whom, and where nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.contracts.answers import Flag
from shared.contracts.projects.communications import SteeringGroupDefinition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shared.contracts.projects.communications import (
        GroupMember,
        GroupParty,
        SteeringGroup,
    )


def follow(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the flags of a group, from what is kept of it."""
    group = SteeringGroupDefinition.model_validate(content)
    return {"flags": [*flags(group.parties, group.members)]}


def flags(parties: Iterable[GroupParty], members: Iterable[GroupMember]) -> Iterator[Flag]:
    """Yield what is amiss: each party has one nominated representative, and who left has none."""
    members = list(members)
    known = {party.council: party for party in parties}
    for party in known.values():
        nominated = [m.name for m in members if _stands_for(m, party.council)]
        if party.withdrew is not None:
            if any(member.council == party.council for member in members):
                yield Flag(
                    code="council_withdrew",
                    detail=f"It withdrew on {party.withdrew}, and still has members.",
                    body=party.council,
                )
        elif not nominated:
            yield Flag(
                code="no_representative",
                detail="It has no nominated representative.",
                body=party.council,
            )
        elif len(nominated) > 1:
            yield Flag(
                code="several_representatives",
                detail=f"It has {len(nominated)} nominated representatives: one is asked for.",
                body=party.council,
            )
    for council in sorted({m.council for m in members if m.council} - known.keys()):
        yield Flag(
            code="council_not_party",
            detail="It has members, and is not named as a party.",
            body=council,
        )


def awaited(groups: Iterable[SteeringGroup]) -> set[str]:
    """Return the councils that are party to any of these groups, and have not left it."""
    return {p.council for group in groups for p in group.parties if p.withdrew is None}


def withdrawn(groups: Iterable[SteeringGroup]) -> set[str]:
    """Return the councils that have left each of these groups that they were party to."""
    groups = list(groups)
    left = {p.council for group in groups for p in group.parties if p.withdrew is not None}
    return left - awaited(groups)


def is_nominated(groups: Iterable[SteeringGroup], council: str, name: str) -> bool:
    """Return whether one of these groups has someone of this name stand for a council still.

    A council that is no party may be stood for all the same: the group flags it.
    """
    groups = list(groups)
    return council not in withdrawn(groups) and any(
        _stands_for(member, council) and member.name.casefold() == name.casefold()
        for group in groups
        for member in group.members
    )


def _stands_for(member: GroupMember, council: str) -> bool:
    return member.is_nominated_representative and member.council == council
