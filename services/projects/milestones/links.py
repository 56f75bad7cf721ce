"""Which milestone waits for which: circles, and links to what is not there, are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.kept.circles import leads_to
from shared.contracts.projects.vocabulary import Progress
from shared.refusals import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    circles too, as they can be restored. Nothing waits yet for one that is new.
    """
    before = _waits(name, there)
    for index, link in enumerate(wanted):
        other = name_of(link)
        at = f"/depends_on/{index}"
        found = there.get(other)
        if found and name in there and leads_to(other, name, lambda one: _waits(one, there)):
            yield Fault("dependency_circle", "would wait for itself by this", pointer=at)
        elif found is None or (found.state is Progress.REMOVED and other not in before):
            yield Fault("no_such_milestone", "names none that the plan has", pointer=at)


def _waits(name: Name, there: Mapping[Name, MilestoneContent]) -> set[Name]:
    return {name_of(link) for link in there[name].depends_on} if name in there else set()
