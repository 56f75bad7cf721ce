"""How registers are read as a whole, exchanged and published for calls: two of each, one each step.

A tester calls; so others propose what is to be approved, and approve what is to be scheduled.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.promises.world import COUNCIL, Call
from tests.publishing import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from tests.promises.operations import Operation
    from tests.promises.world import World

    Edition = dict[str, Any]
    Maker = Callable[[World, Operation], Awaitable[Call]]

REGISTER: Final = "operational"
REGISTERS: Final = (REGISTER, "strategic")
QUARTER: Final = "2019-20-Q3"
_AT: Final = f"/v1/risk/bodies/{COUNCIL}/editions"
_FAR: Final = "2999-01-01T00:00:00Z"
_SOON: Final = timedelta(milliseconds=800)
_IN_ALL: Final = 4 * len(range(1990, 2019))
"""Quarters that the world's own editions are none of."""


async def furnish(world: World) -> None:
    """Publish the world's register twice: of a quarter, and of the one before."""
    for quarter in ("2019-20-Q2", QUARTER):
        world.places["edition_id"] = (await _public(world, quarter))["id"]


def _fresh(world: World) -> dict[str, str]:
    """Return a register and a quarter of it of which nothing was proposed before in this world."""
    number = next(world.quarters)
    register = REGISTERS[number // _IN_ALL]
    year = 1990 + number % _IN_ALL // 4
    period = f"{year}-{(year + 1) % 100:02}-Q{number % 4 + 1}"
    return {"register_code": register, "period": period}


async def _hand(world: World, holder: str) -> dict[str, str]:
    return await world.suite.key(holder, risk_write=[COUNCIL], risk_approve=[COUNCIL])


async def _proposed(world: World, quarter: str | None = None) -> Edition:
    named = {"register_code": REGISTER, "period": quarter} if quarter else _fresh(world)
    sent = named | {"title": "As it stood"}
    proposer = await _hand(world, "proposer")
    made = await world.suite.http.post(_AT, json=sent, headers=proposer)
    assert made.status_code == 201, made.text
    edition: Edition = made.json()
    return edition


async def _asked(world: World, edition: Edition, step: str, **sent: str) -> httpx.Response:
    return await world.suite.http.post(
        f"{_AT}/{edition['id']}/{step}",
        json=sent or None,
        headers=await _hand(world, "approver") | {"If-Match": _tag(edition)},
    )


async def _taken(world: World, edition: Edition, step: str, **sent: str) -> Edition:
    answer = await _asked(world, edition, step, **sent)
    assert answer.is_success, answer.text
    taken: Edition = answer.json()
    return taken


async def _approved(world: World, quarter: str | None = None) -> Edition:
    return await _taken(world, await _proposed(world, quarter), "approve")


async def _public(world: World, quarter: str | None = None) -> Edition:
    """Publish a proposal, and wait for its hour."""
    edition = await _approved(world, quarter)
    for ahead in (_SOON, _SOON * 10):  # a busy machine may take longer than is ahead
        hour = datetime.now(UTC) + ahead
        answer = await _asked(world, edition, "schedule", publish_at=hour.isoformat())
        if answer.is_success:
            await until(world.suite, hour)
            return edition
    message = "a busy machine took longer than was ahead"
    raise AssertionError(message)


def _tag(edition: Edition) -> str:
    return f'"{edition["content_hash"]}"'


def _step(state: Callable[[World], Awaitable[Edition]], **sent: str) -> Maker:
    """Return a maker of a step on an edition that is in *state*; `{}` in a text is a number."""

    async def make(world: World, operation: Operation) -> Call:
        edition = await state(world)
        content = {name: text.format(world.number()) for name, text in sent.items()}
        at = {"body_code": COUNCIL, "edition_id": edition["id"]}
        return Call(operation, at, content=content or None).with_headers(if_match=_tag(edition))

    return make


async def _propose(world: World, operation: Operation) -> Call:
    sent = _fresh(world) | {"title": f"Title {world.number()}"}
    return Call(operation, {"body_code": COUNCIL}, content=sent)


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
    "list_register_publications": {},
    "read_register_publication": {},
    "verify_register_publication": {},
    "read_register_document": {"kind": "register", "register_code": REGISTER, "period": QUARTER},
}
"""Each read, and what it is asked."""

MAKERS: Final[dict[str, Maker]] = {
    "import_risks": _import,
    "propose_edition": _propose,
    "approve_edition": _step(_proposed),
    "schedule_edition": _step(_approved, publish_at=_FAR),
    "cancel_edition": _step(_proposed, reason="Reason {}"),
    "withdraw_edition": _step(_public, reason="Reason {}"),
}
