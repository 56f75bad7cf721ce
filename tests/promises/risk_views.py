"""How registers are read as a whole, exchanged and published for calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.promises.editions import QUARTER, Editions
from tests.promises.world import COUNCIL, Call

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.promises.operations import Operation
    from tests.promises.world import World

    Maker = Callable[[World, Operation], Awaitable[Call]]

REGISTER: Final = "operational"
EDITIONS: Final = Editions("risk", "register_code", (REGISTER, "strategic"), "edition")


async def furnish(world: World) -> None:
    """Publish the world's register twice: of a quarter, and of the one before."""
    world.places["edition_id"] = await EDITIONS.furnish(world)


async def _import(world: World, operation: Operation) -> Call:
    number = world.number()
    row = {"reference": f"I{number}", "title": f"Title {number}"}
    return Call(
        operation, {"body_code": COUNCIL, "register_code": REGISTER}, content={"items": [row]}
    )


READS: Final[dict[str, dict[str, str]]] = {
    # The working views: what else these two answer, to anyone, is told in test_permissions.
    "read_register_view": {"view": "working"},
    "read_heatmap": {"view": "working"},
    "read_movement": {"from": "2020-01-01"},
    "read_top_risks": {},
    "read_overdue": {},
    "read_risk_quarter": {"period": QUARTER},
    "export_risks": {},
    "list_editions": {},
    "read_edition": {},
    "verify_edition": {},
    "list_register_publications": {},
    "read_register_publication": {},
    "verify_register_publication": {},
    "read_register_document": {"kind": "register", "register_code": REGISTER, "period": QUARTER},
}
"""Each read, and what it is asked."""

MAKERS: Final[dict[str, Maker]] = {
    "import_risks": _import,
    **EDITIONS.makers(),
}
