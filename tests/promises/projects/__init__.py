"""How what the projects service keeps is made for calls: a module for each of its rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.promises.projects import (
    editions,
    joint,
    milestones,
    money,
    objectives,
    plans,
    positions,
    views,
)

if TYPE_CHECKING:
    from tests.promises.projects.keeping import Maker, Part
    from tests.promises.world import World

PARTS: Final[tuple[Part, ...]] = (
    plans.PART,
    milestones.PART,
    positions.PART,
    objectives.PART,
    joint.PART,
    money.PART,
    views.PART,
    editions.PART,
)
"""In the order in which one needs the other."""

MAKERS: Final[dict[str, Maker]] = {name: make for part in PARTS for name, make in part.makers()}
READS: Final = tuple(read for part in PARTS for read in part.all_reads())
ASKED: Final = {read: asked for part in PARTS for read, asked in part.asked.items()}


async def furnish(world: World) -> None:
    """Put two of everything into a world, each in two versions."""
    for part in PARTS:
        await part.furnish(world)
