"""Whether something would stand below, serve or wait for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Name = TypeVar("Name")


def leads_to(start: Name, end: Name, links: Callable[[Name], Iterable[Name]]) -> bool:
    """Return whether one comes from *start* to *end* by links, in however many steps, or none."""
    passed, to_come = {start}, [start]
    while to_come:
        here = to_come.pop()
        if here == end:
            return True
        further = [each for each in links(here) if each not in passed]
        passed.update(further)
        to_come += further
    return False
