"""How a plan's items and milestones stood at the beginning of some days, and what followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from services.projects.plans.trees import natural
from shared.contracts.projects.items import ItemContent
from shared.contracts.projects.milestones import MilestoneContent
from shared.contracts.projects.vocabulary import Keeping, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Content = TypeVar("Content", ItemContent, MilestoneContent)


@dataclass(frozen=True, slots=True)
class Passage(Generic[Content]):
    """A thing as it stood at the beginning, if it was known then, and what became of it since.

    The versions since are its first, its last, and those of steps between: oldest first. There is
    one at least, or it was known.
    """

    before: Content | None
    since: Sequence[Content]

    @property
    def all(self) -> list[Content]:
        """How it stood at the beginning, and the versions since, oldest first."""
        return [*([self.before] if self.before else ()), *self.since]

    @property
    def after(self) -> Content:
        """How it stood at the end."""
        return self.all[-1]

    def last_restored(self) -> Content | None:
        """Return the version by which it was restored last; None if it was not."""
        steps = zip(self.all, self.all[1:], strict=False)
        found = [now for was, now in steps if is_removed(was) and not is_removed(now)]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class MilestonePassage:
    """A milestone between two instants, and its item. It stands in its plan only if both do."""

    own: Passage[MilestoneContent]
    item: Passage[ItemContent]

    @property
    def stood(self) -> bool:
        """Whether it stood in its plan at the beginning."""
        return _stands(self.own.before) and _stands(self.item.before)

    @property
    def stands(self) -> bool:
        """Whether it stood in its plan at the end."""
        return _stands(self.own.after) and _stands(self.item.after)


def is_removed(one: ItemContent | MilestoneContent) -> bool:
    """Return whether something was removed."""
    return one.state in {Keeping.REMOVED, Progress.REMOVED}


def passages(
    before: Iterable[Content], since: Iterable[Content], name: Callable[[Content], tuple[str, ...]]
) -> dict[tuple[str, ...], Passage[Content]]:
    """Return the passage of each thing by its name, in the order of references: R2 before R10.

    Args:
        before: Each thing as it stood at the beginning.
        since: What was recorded since, oldest first.
        name: What a thing is called.
    """
    stood = {name(one): one for one in before}
    followed: dict[tuple[str, ...], list[Content]] = {}
    for one in since:
        followed.setdefault(name(one), []).append(one)
    return {
        each: Passage(stood.get(each), followed.get(each, []))
        for each in sorted(stood.keys() | followed.keys(), key=lambda each: [*map(natural, each)])
    }


def _stands(one: ItemContent | MilestoneContent | None) -> bool:
    return one is not None and not is_removed(one)
