"""Which milestone waits for which: circles, and links to what is not there, are refused."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from shared.contracts.projects.vocabulary import Progress
from shared.refusals import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from shared.contracts.projects.dependencies import Wait
    from shared.contracts.projects.milestones import MilestoneContent, MilestoneLink

Name = tuple[str, str]
"""The item and the milestone."""


def name_of(one: MilestoneContent | MilestoneLink | Wait) -> Name:
    """Return what a milestone, or a link to one, is called within its plan."""
    return (one.item, one.milestone)


def why_not_linked(
    name: Name, wanted: Sequence[MilestoneLink], there: Mapping[Name, MilestoneContent]
) -> Iterator[Fault]:
    """Yield what is wrong with the links that a milestone is to have.

    A link that it has already to one that was removed since may stay. Removed ones count for
    circles too, as they can be restored.
    """
    before = {name_of(link) for link in there[name].depends_on} if name in there else set()
    waits = {other: {name_of(link) for link in one.depends_on} for other, one in there.items()}
    for index, link in enumerate(wanted):
        other = name_of(link)
        at = f"/depends_on/{index}"
        found = there.get(other)
        if found and makes_circle(waits | {name: {other}}):
            yield Fault("dependency_circle", "would wait for itself by this", pointer=at)
        elif found is None or (found.state is Progress.REMOVED and other not in before):
            yield Fault("no_such_milestone", "names none that the plan has", pointer=at)


def makes_circle(waits: Mapping[Name, Collection[Name]]) -> bool:
    """Return whether any milestone waits for itself, by whatever way."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return True
    return False
