"""How registers and risks are made for calls: two of everything, and one for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.promises.world import COUNCIL, INDICATOR, Call
from tests.signalling import signal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tests.promises.operations import Operation
    from tests.promises.world import World

    Maker = Callable[[World, Operation], Awaitable[Call]]

REGISTER: Final = "operational"
REFERENCE: Final = "R1"
SPARE: Final = "SPARE"
"""The reference of a risk that calls may change at will."""

_AT: Final = f"/v1/risk/bodies/{COUNCIL}"


async def furnish(world: World) -> None:
    """Put registers, risks and assessments into a world, at least two of each."""
    world.places |= {"register_code": REGISTER, "reference": REFERENCE}
    for code in (REGISTER, "strategic"):
        for title in ("Risks", f"Risks, {code}"):
            await _put(world, f"{_AT}/registers/{code}", {"title": title, "category": code})
    for reference in (REFERENCE, SPARE):
        for title in ("Loss", "Loss of business rates"):
            await _put(world, f"{_AT}/risks/{reference}", _risk(title))
    for likelihood in (2, 3):
        text = {"kind": "current", "likelihood": likelihood, "impact": 4, "reason": "Appeals"}
        await _post(world, f"{_AT}/risks/{REFERENCE}/assessments", text)
    periods = ("2019-20-M09", "2019-20-M10")
    heard = [await signal(world.suite.database, COUNCIL, INDICATOR, each) for each in periods]
    world.places["signal_id"] = str(heard[0])


def _risk(title: str) -> dict[str, Any]:
    return {
        "register_code": REGISTER,
        "title": title,
        "cause": "Appeals",
        "owners": ["LB"],
        "indicators": [INDICATOR],
    }


async def _put(world: World, at: str, definition: Mapping[str, Any]) -> None:
    caller = await world.all_scopes()
    read = await world.suite.http.get(at, headers=caller)
    seen = {"If-None-Match": "*"} if read.status_code == 404 else {"If-Match": read.headers["etag"]}
    answer = await world.suite.http.put(at, json=dict(definition), headers=caller | seen)
    assert answer.is_success, answer.text


async def _post(world: World, at: str, text: Mapping[str, Any]) -> None:
    answer = await world.suite.http.post(at, json=dict(text), headers=await world.all_scopes())
    assert answer.is_success, answer.text


async def _keep_register(world: World, operation: Operation) -> Call:
    definition = {"title": f"Title {world.number()}", "category": "strategic"}
    at = {"body_code": COUNCIL, "register_code": "strategic"}
    return await seen(world, Call(operation, at, content=definition))


async def _define_risk(world: World, operation: Operation) -> Call:
    at = {"body_code": COUNCIL, "reference": SPARE}
    return await seen(world, Call(operation, at, content=_risk(f"Title {world.number()}")))


async def _assess_risk(world: World, operation: Operation) -> Call:
    number = world.number()
    text = {
        "kind": "inherent",
        "likelihood": number % 5 + 1,
        "impact": number // 5 % 5 + 1,
        "reason": f"Reason {number}",
    }
    return Call(operation, {"body_code": COUNCIL, "reference": REFERENCE}, content=text)


async def _dismiss_signal(world: World, operation: Operation) -> Call:
    heard = await signal(world.suite.database, COUNCIL, INDICATOR, "2018-19-M12")
    at = {"body_code": COUNCIL, "reference": REFERENCE, "signal_id": str(heard)}
    return Call(operation, at, content={"reason": f"Reason {world.number()}"})


async def _hide_text(world: World, operation: Operation) -> Call:
    at = {"body_code": COUNCIL, "reference": REFERENCE}
    text = {"reviewed": "2020-02-29", "comment": f"Comment {world.number()}"}
    path = f"{_AT}/risks/{REFERENCE}/reviews"
    made = await world.suite.http.post(path, json=text, headers=await world.all_scopes())
    assert made.status_code == 201, made.text
    said = {"text": "review_comment", "recorded_at": made.json()["recorded_at"]}
    return Call(operation, at, content=said)


def step(*before: str) -> Maker:
    """Return a maker of a step of a risk that is made for each call, and has taken others."""

    async def make(world: World, operation: Operation) -> Call:
        reference = f"N{world.number()}"
        await _put(world, f"{_AT}/risks/{reference}", _risk("Loss"))
        for taken in before:
            at = f"{_AT}/risks/{reference}"
            caller = await world.all_scopes()
            etag = (await world.suite.http.get(at, headers=caller)).headers["etag"]
            answer = await world.suite.http.post(
                f"{at}/{taken}", json={"reason": "So"}, headers=caller | {"If-Match": etag}
            )
            assert answer.is_success, answer.text
        at_risk = {"body_code": COUNCIL, "reference": reference}
        call = Call(operation, at_risk, content={"reason": f"Reason {world.number()}"})
        return await seen(world, call)

    return make


async def seen(world: World, call: Call) -> Call:
    """Return *call* with the tag of the register or risk that it changes."""
    at = "/".join(call.path.split("/")[:7])
    read = await world.suite.http.get(at, headers=await world.all_scopes())
    assert read.status_code == 200, read.text
    return call.with_headers(if_match=read.headers["etag"])


READS: Final = (
    *("list_registers", "read_register", "list_register_versions"),
    *("list_risks", "read_risk", "list_risk_versions", "read_scores", "list_assessments"),
    "list_risk_signals",
)
MAKERS: Final[dict[str, Maker]] = {
    "keep_register": _keep_register,
    "define_risk": _define_risk,
    "assess_risk": _assess_risk,
    "dismiss_signal": _dismiss_signal,
    "hide_text": _hide_text,
    "close_risk": step(),
    "materialise_risk": step(),
    "reopen_risk": step("close"),
}
