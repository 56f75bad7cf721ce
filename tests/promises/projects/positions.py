"""What is said of items: positions and delivery confidence, two of each and a new one each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.promises.projects.keeping import AT, Part
from tests.promises.projects.plans import ITEM, PLAN
from tests.promises.world import COUNCIL, PERIOD, Call

if TYPE_CHECKING:
    from tests.promises.operations import Operation
    from tests.promises.world import World

_AT: Final = f"{AT}/plans/{PLAN}/items/{ITEM}"


def _position(number: int) -> dict[str, Any]:
    return {"period": PERIOD, "statement": f"Overpayments are worked through, round {number}"}


def _confidence(number: int) -> dict[str, Any]:
    return {"confidence": "amber_red", "reason": f"Reason {number}", "on": "2020-01-31"}


async def furnish(world: World) -> None:
    """Say two things of each kind of the world's item."""
    caller = await world.all_scopes()
    for _ in range(2):
        for kind, said in (("positions", _position), ("confidence", _confidence)):
            answer = await world.suite.http.post(
                f"{_AT}/{kind}", json=said(world.number()), headers=caller
            )
            assert answer.status_code == 201, answer.text


def _at() -> dict[str, str]:
    return {"body_code": COUNCIL, "plan": PLAN, "item": ITEM}


async def _draft_position(world: World, operation: Operation) -> Call:
    return Call(operation, _at(), content=_position(world.number()))


async def _assess_confidence(world: World, operation: Operation) -> Call:
    return Call(operation, _at(), content=_confidence(world.number()))


PART: Final = Part(
    (),
    {"draft_position": _draft_position, "assess_confidence": _assess_confidence},
    ("list_positions", "list_confidence", "read_plan_confidence"),
    furnish,
    {"read_plan_positions": {"period": PERIOD}},
)
