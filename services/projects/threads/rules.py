"""Which item serves which objective, and what is amiss with how it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from services.projects.objectives.rules import distances
from services.projects.plans.trees import natural
from shared.contracts.answers import Flag
from shared.contracts.projects.vocabulary import Contributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.contracts.projects.items import Branch
    from shared.contracts.projects.objectives import Objective
    from shared.contracts.projects.threads import Contribution, Contributions

METHOD: Final = (
    "An item is on the thread of an objective if its plan says yes there: of the item itself, or "
    "else of the nearest item above it of which it says yes or no. What is not stated is taken "
    "from above; a no of its own ends it. An objective is on the thread if it is a parent, of "
    "whatever remove. Items that were removed are on none."
)
"""Our choice: a plan says of its recommendation what it serves, and not again of each part."""


class Link(NamedTuple):
    """That an item serves an objective, and whose word it is: its own, or one's above it."""

    through: str
    said: Contribution


def links_of(
    tree: Iterable[Branch], said: Mapping[str, Contributions]
) -> dict[str, dict[str, Link]]:
    """Return the objectives that each item serves, by item and objective.

    Args:
        tree: The items that stand in the plan, each after the one that it stands under.
        said: What is said of items, by item.
    """
    words: dict[str, dict[str, Link]] = {}
    for branch in tree:
        above = words.get(branch.parent, {}) if branch.parent else {}
        own = said[branch.item].contributions if branch.item in said else []
        stated = [each for each in own if each.contributes is not Contributes.NOT_STATED]
        words[branch.item] = above | {each.objective: Link(branch.item, each) for each in stated}
    return {
        item: {code: link for code, link in by.items() if link.said.contributes is Contributes.YES}
        for item, by in words.items()
    }


def amiss(
    contributes: Contributes, outcomes: Sequence[str], objective: Objective | None
) -> list[Flag]:
    """Return what is amiss with what an item says of an objective. None of it is mended."""
    there = {outcome.letter for outcome in objective.outcomes} if objective else set()
    flags = [
        Flag(code="unknown_outcome", detail=f"The objective has no outcome {letter}.")
        for letter in outcomes
        if letter not in there
    ]
    if contributes is Contributes.YES and not outcomes and there:
        detail = "It contributes, and names none of the objective's outcomes."
        flags.append(Flag(code="no_outcome_named", detail=detail))
    if contributes is not Contributes.YES and outcomes:
        detail = "It names outcomes, and does not say that it contributes."
        flags.append(Flag(code="outcome_without_yes", detail=detail))
    return flags


def in_order(objectives: Iterable[Objective]) -> list[Objective]:
    """Return objectives as their papers have them: corporate first, by number, then by code."""
    return sorted(objectives, key=place)


def place(objective: Objective) -> tuple[object, ...]:
    """Return by what objectives are ordered: those without a number come after the others."""
    number = (1, 0) if objective.number is None else (0, objective.number)
    return (objective.level.value, *number, natural(objective.objective))


def reached(
    starts: Iterable[str],
    objectives: Mapping[str, Objective],
    *,
    down: bool,
) -> dict[str, int]:
    """Return all objectives on the thread from some, and in how many steps at least."""
    found: dict[str, int] = {}
    next_to = _children(objectives) if down else {c: o.parents for c, o in objectives.items()}
    for start in starts:
        for code, steps in distances(start, next_to).items():
            if code in objectives:
                found[code] = min(steps, found.get(code, steps))
    return found


def _children(objectives: Mapping[str, Objective]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for code, objective in objectives.items():
        for parent in objective.parents:
            children.setdefault(parent, []).append(code)
    return children
