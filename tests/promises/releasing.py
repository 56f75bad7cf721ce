"""How releases are made for calls: each in the state that its operation asks for.

Others than who calls have a hand in them, so that whoever is entitled may take any step.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.promises.world import COUNCIL, OTHER_COUNCIL, PARTNERSHIP, Call

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    import httpx

    from tests.promises.operations import Operation
    from tests.promises.world import World

    Release = dict[str, Any]
    Maker = Callable[[World, Operation], Awaitable[Call]]

CONFLICT: Final = 409
SUBJECT_PERIOD: Final = "2017-18-M12"
_UNDER_WAY: Final = {"draft", "consultation", "approved", "scheduled"}
_FAR: Final = "2999-01-01T00:00:00Z"
_FREE: Final = [
    f"20{year}-{year + 1}-M{month:02}" for year in range(21, 26) for month in range(1, 13)
]
"""Months of which nothing else has figures; a call that follows may take one up again."""

_NEW: Final = iter(
    [f"{y}-{(y + 1) % 100:02}-{n}" for y in range(1990, 2025) for n in ("Q1", "Q2", "Q3", "Q4")]
    + [f"{y}-{(y + 1) % 100:02}-M{m:02}" for y in range(1990, 2017) for m in range(1, 13)]
)
"""Periods that are taken up once, by calls of which nobody tells whether they were answered."""


async def furnish(world: World) -> None:
    """Put releases, consultations and commentary into a world, at least two of each."""
    councils, circulated = [], []
    for period in ("2017-18-M11", SUBJECT_PERIOD):
        councils.append(await _begun(world, COUNCIL, period))
        joint = await _begun(world, PARTNERSHIP, period)
        circulated.append(await _take(world, joint, "circulate"))
    approved = await _take(world, councils[-1], "approve")
    for _ in range(2):
        await _let_in(world, approved, await _stranger(world))
    scheduled = await _take(world, approved, "schedule", publish_at=_FAR)
    for _ in range(2):
        await _comment(world, circulated[-1])
    world.places |= {"release_id": scheduled["id"], "consulted": circulated[-1]["id"]}


async def _hand(world: World, holder: str) -> dict[str, str]:
    """Return the headers of somebody who may do all of a release's steps."""
    bodies = [COUNCIL, OTHER_COUNCIL, PARTNERSHIP]
    scopes = ("kpi_read", "kpi_submit", "kpi_approve", "kpi_publish")
    return await world.suite.key(holder, **dict.fromkeys(scopes, bodies))


async def _begun(world: World, body: str, period: str) -> Release:
    """Begin a release of a period, whatever there is of it already."""
    last = world.releases.get((body, period))
    known = [await _as_it_stands(world, last)] if last else []
    answer = await _asked_for(world, body, period, known)
    if answer.status_code == CONFLICT:  # there is another, which a call has begun or corrected
        known = await _of_period(world, body, period)
        answer = await _asked_for(world, body, period, known)
    assert answer.status_code == 201, answer.text
    begun: Release = answer.json()
    world.releases[body, period] = begun
    return begun


async def _asked_for(
    world: World, body: str, period: str, known: Sequence[Release]
) -> httpx.Response:
    """Ask for a release, as those that are *known* of its period allow, newest first."""
    title = f"Title {world.number()}"
    for release in known:
        if release["state"] in _UNDER_WAY:
            await _take(world, release, "cancel", reason="Another takes its place")
        elif release["state"] in {"published", "withdrawn"}:
            return await _asked(world, release, "correct", title=title, reason="Anew")
    return await world.suite.http.post(
        f"/v1/kpi/bodies/{body}/releases",
        json={"title": title, "period": period},
        headers=await _hand(world, "drafter"),
    )


async def _as_it_stands(world: World, release: Release) -> Release:
    at = f"/v1/kpi/bodies/{release['body']}/releases/{release['id']}"
    answer = await world.suite.http.get(at, headers=await _hand(world, "drafter"))
    assert answer.status_code == 200, answer.text
    stands: Release = answer.json()
    return stands


async def _of_period(world: World, body: str, period: str) -> list[Release]:
    """Return a body's releases of a period, newest first."""
    listed = await world.suite.http.get(
        f"/v1/kpi/bodies/{body}/releases?limit=1000", headers=await _hand(world, "drafter")
    )
    assert listed.status_code == 200, listed.text
    return [one for one in listed.json()["items"] if one["period"] == period]


async def _asked(world: World, release: Release, step: str, **sent: Any) -> httpx.Response:
    holder = "drafter" if step in {"circulate", "correct", "draft"} else "approver"
    return await world.suite.http.post(
        f"/v1/kpi/bodies/{release['body']}/releases/{release['id']}/{step}",
        json=sent or None,
        headers=await _hand(world, holder) | _seen(release),
    )


async def _take(world: World, release: Release, step: str, **sent: Any) -> Release:
    answer = await _asked(world, release, step, **sent)
    assert answer.is_success, answer.text
    taken: Release = answer.json()
    return taken


async def _public(world: World, release: Release) -> Release:
    """Publish a draft, and wait for its hour: soon, or later if many are made at once."""
    approved = await _take(world, release, "approve")
    told = []
    for seconds in (1.2, 6, 30):
        hour = datetime.now(UTC) + timedelta(seconds=seconds)
        scheduled = await _asked(world, approved, "schedule", publish_at=hour.isoformat())
        if scheduled.is_success:
            await asyncio.sleep((hour - datetime.now(UTC)).total_seconds() + 0.05)
            public: Release = scheduled.json()
            return public
        told.append(scheduled.text)
    raise AssertionError(told)


async def _let_in(world: World, release: Release, client: str) -> None:
    answer = await world.suite.http.post(
        f"/v1/kpi/bodies/{release['body']}/releases/{release['id']}/early-access",
        json={"client": client, "justification": "Answers on the day."},
        headers=await _hand(world, "approver") | _seen(release),
    )
    assert answer.status_code == 201, answer.text


async def _comment(world: World, release: Release) -> None:
    answer = await world.suite.http.post(
        f"/v1/kpi/bodies/{COUNCIL}/consultations/{release['id']}/comment",
        json={"text": f"Comment {world.number()}"},
        headers=await _hand(world, "drafter") | _seen(release),
    )
    assert answer.status_code == 200, answer.text


async def _stranger(world: World) -> str:
    """Return the id of a client that was not named before."""
    client = {"name": f"Client {world.number()}", "holder": "reader", "grants": {}}
    made = await world.suite.http.post("/v1/clients", json=client, headers=world.suite.admin)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def _seen(release: Mapping[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{release["content_hash"]}"'}


async def _fresh(world: World, body: str = COUNCIL) -> Release:
    return await _begun(world, body, _FREE[world.number() % len(_FREE)])


async def _approved(world: World) -> Release:
    return await _take(world, await _fresh(world), "approve")


async def _published(world: World) -> Release:
    return await _public(world, await _fresh(world))


async def _circulated(world: World) -> Release:
    return await _take(world, await _fresh(world, PARTNERSHIP), "circulate")


def _step(state: Callable[[World], Awaitable[Release]], **sent: str) -> Maker:
    """Return a maker of a step on a release that is in *state*; `{}` in a text is a number."""

    async def make(world: World, operation: Operation) -> Call:
        release = await state(world)
        body = COUNCIL if "consultations" in operation.path else release["body"]
        at = {"body_code": body, "release_id": release["id"]}
        content = {name: text.format(world.number()) for name, text in sent.items()}
        call = Call(operation, at, content=content or None)
        return call.with_headers(if_match=_seen(release)["If-Match"])

    return make


async def _create(world: World, operation: Operation) -> Call:
    sent = {"period": next(_NEW), "title": f"Title {world.number()}"}
    return Call(operation, {"body_code": COUNCIL}, content=sent)


async def _grant(world: World, operation: Operation) -> Call:
    call = await _step(_fresh)(world, operation)
    client = await _stranger(world)
    return call.with_content({"client": client, "justification": f"Reason {world.number()}"})


async def _end(world: World, operation: Operation) -> Call:
    release = await _fresh(world)
    client = await _stranger(world)
    await _let_in(world, release, client)
    at = {"body_code": COUNCIL, "release_id": release["id"], "client_id": client}
    return Call(operation, at).with_headers(if_match=_seen(release)["If-Match"])


async def _early(world: World, operation: Operation) -> Call:
    """Return a look before the hour, for the keys by which promises ask for it."""
    release = await _approved(world)
    keys = [await world.key(scope, COUNCIL) for scope in ("kpi:read", "risk:read")]
    for headers in (*keys, await world.all_scopes()):
        await _let_in(world, release, world.suite.client_of(headers))
    scheduled = await _take(world, release, "schedule", publish_at=_FAR)
    at = {"body_code": COUNCIL, "release_id": scheduled["id"], "kind": "scorecard"}
    return Call(operation, at | {"subject": COUNCIL, "period": scheduled["period"]})


async def _consultation(world: World, operation: Operation) -> Call:
    return Call(operation, {"body_code": COUNCIL, "release_id": world.places["consulted"]})


async def _joint(world: World, operation: Operation) -> Call:
    return Call(operation, {"body_code": PARTNERSHIP, "release_id": world.places["consulted"]})


MAKERS: Final[dict[str, Maker]] = {
    "create_release": _create,
    "draft_release": _step(_fresh, title="Title {}"),
    "circulate_release": _step(lambda world: _fresh(world, PARTNERSHIP)),
    "approve_release": _step(_fresh),
    "schedule_release": _step(_approved, publish_at=_FAR),
    "cancel_release": _step(_fresh, reason="Reason {}"),
    "withdraw_release": _step(_published, reason="Reason {}"),
    "correct_release": _step(_published, reason="Reason {}"),
    "grant_early_access": _grant,
    "end_early_access": _end,
    "read_early_document": _early,
    "read_consultation": _consultation,
    "list_consultation_voices": _consultation,
    "list_release_voices": _joint,
    "comment_release": _step(_circulated, text="Comment {}"),
    "sign_release": _step(_circulated),
}
