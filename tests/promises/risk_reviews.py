"""How mitigations, reviews and acceptances are made for calls: two of each, one for each step.

Who calls is a tester, and so may not accept what a tester defined: risks to be accepted are another
hand's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.promises.world import COUNCIL, Call

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import httpx

    from tests.promises.operations import Operation
    from tests.promises.world import World

    Maker = Callable[[World, Operation], Awaitable[Call]]

MITIGATION: Final = "A1"
_AT: Final = f"/v1/risk/bodies/{COUNCIL}/risks"
_ACTION: Final = {"kind": "action", "title": "Ensure continual dialogue with provider"}


async def furnish(world: World) -> None:
    """Put at least two of each against the world's risk, which is there and was assessed."""
    world.places["mitigation"] = MITIGATION
    at = f"{_AT}/{world.places['reference']}"
    caller = await world.all_scopes()
    for code in (MITIGATION, "A2"):
        path = f"{at}/mitigations/{code}"
        made = await _sent(world, "PUT", path, _ACTION, caller | {"If-None-Match": "*"})
        again = _ACTION | {"state": "planned"}
        await _sent(world, "PUT", path, again, caller | {"If-Match": made.headers["etag"]})
    for reviewed in ("2019-11-29", "2019-12-31"):
        await _sent(world, "POST", f"{at}/reviews", {"reviewed": reviewed}, caller)
    scores = await world.suite.http.get(f"{at}/scores", headers=caller)
    for expires in ("2199-06-30", "2199-12-31"):
        await _accepted(world, at, scores.json()["current"]["score"], expires)


async def _set_mitigation(world: World, operation: Operation) -> Call:
    at = {"body_code": COUNCIL, "reference": world.places["reference"], "mitigation": "A2"}
    call = Call(operation, at, content=_ACTION | {"title": f"Title {world.number()}"})
    read = await world.suite.http.get(call.path, headers=await world.all_scopes())
    return call.with_headers(if_match=read.headers["etag"])


async def _review_risk(world: World, operation: Operation) -> Call:
    at = {"body_code": COUNCIL, "reference": world.places["reference"]}
    text = {"reviewed": "2020-01-31", "comment": f"Comment {world.number()}"}
    return Call(operation, at, content=text)


async def _accept_risk(world: World, operation: Operation) -> Call:
    reference = await _defined(world)
    call = Call(operation, {"body_code": COUNCIL, "reference": reference})
    text = {"score": 12, "reason": f"Reason {world.number()}", "expires": "2199-12-31"}
    return await _seen(world, call.with_content(text), f"{_AT}/{reference}/acceptance")


async def _revoke_acceptance(world: World, operation: Operation) -> Call:
    reference = await _defined(world)
    await _accepted(world, f"{_AT}/{reference}", 12, "2199-12-31")
    call = Call(operation, {"body_code": COUNCIL, "reference": reference})
    text = {"reason": f"Reason {world.number()}"}
    return await _seen(world, call.with_content(text), f"{_AT}/{reference}/acceptance")


async def _defined(world: World) -> str:
    """Define and assess a risk by another hand than the tester's; return its reference."""
    reference = f"D{world.number()}"
    definer = await world.suite.key("definer", risk_read=[COUNCIL], risk_write=[COUNCIL])
    definition = {"register_code": world.places["register_code"], "title": "Loss"}
    at = f"{_AT}/{reference}"
    await _sent(world, "PUT", at, definition, definer | {"If-None-Match": "*"})
    text = {"kind": "current", "likelihood": 3, "impact": 4}
    await _sent(world, "POST", f"{at}/assessments", text, definer)
    return reference


async def _accepted(world: World, at: str, score: int, expires: str) -> None:
    approver = await world.suite.key("approver", risk_read=[COUNCIL], risk_approve=[COUNCIL])
    read = await world.suite.http.get(f"{at}/acceptance", headers=approver)
    seen = read.headers["etag"]
    text = {"score": score, "reason": "The exit costs more", "expires": expires}
    await _sent(world, "POST", f"{at}/acceptances", text, approver | {"If-Match": seen})


async def _seen(world: World, call: Call, at: str) -> Call:
    read = await world.suite.http.get(at, headers=await world.all_scopes())
    assert read.status_code == 200, read.text
    return call.with_headers(if_match=read.headers["etag"])


async def _sent(
    world: World, method: str, at: str, given: Mapping[str, Any], headers: Mapping[str, str]
) -> httpx.Response:
    answer = await world.suite.http.request(method, at, json=dict(given), headers=dict(headers))
    assert answer.is_success, answer.text
    return answer


READS: Final = (
    *("list_mitigations", "read_mitigation", "list_mitigation_versions"),
    *("read_standing", "list_reviews", "read_acceptance", "list_acceptances"),
)
MAKERS: Final[dict[str, Maker]] = {
    "set_mitigation": _set_mitigation,
    "review_risk": _review_risk,
    "accept_risk": _accept_risk,
    "revoke_acceptance": _revoke_acceptance,
}
