"""Plans as they are published, for calls: an edition has the name of its id with those of risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.promises.editions import QUARTER, Editions
from tests.promises.projects.keeping import Part
from tests.promises.projects.plans import PLAN, PLANS
from tests.promises.world import COUNCIL, Call

if TYPE_CHECKING:
    from tests.promises.operations import Operation
    from tests.promises.projects.keeping import Maker
    from tests.promises.world import World

OWN: Final = "plan_edition_id"
"""Where the world keeps the id of its own edition: another service's has the plain name."""

EDITIONS: Final = Editions("projects", "plan_code", (PLAN, PLANS.spare), "plan_edition")


async def _furnish(world: World) -> None:
    """Publish the world's plan twice: of a quarter, and of the one before."""
    world.places[OWN] = await EDITIONS.furnish(world)


def _reading(**given: str) -> Maker:
    """Return a maker of a read of the world's own edition."""

    async def make(world: World, operation: Operation) -> Call:
        at = {"body_code": COUNCIL, "edition_id": world.places[OWN], **given}
        return Call(operation, at)

    return make


PART: Final = Part(
    (),
    {
        **EDITIONS.makers(),
        "read_plan_edition": _reading(),
        "verify_plan_edition": _reading(),
        "read_plan_publication": _reading(),
        "verify_plan_publication": _reading(),
        "read_plan_document": _reading(kind="plan", plan_code=PLAN, period=QUARTER),
    },
    ("list_plan_editions", "list_plan_publications"),
    more=_furnish,
)
