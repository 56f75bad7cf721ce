"""Things by what they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from services.projects.kept.tables import KeptVersion

Thing = TypeVar("Thing")


def grouped(things: Iterable[Thing], by: Callable[[Thing], str]) -> dict[str, list[Thing]]:
    """Return things by what *by* returns of each, in their order."""
    found: dict[str, list[Thing]] = {}
    for thing in things:
        found.setdefault(by(thing), []).append(thing)
    return found


def by_plan(versions: Iterable[KeptVersion]) -> dict[str, list[KeptVersion]]:
    """Return versions of plans, and of what stands below them, by the plan's code."""
    return grouped(versions, lambda version: version.path.split("/", 1)[0])
