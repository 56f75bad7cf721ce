"""For each operation, how to make a request of it that succeeds in the prepared world.

Whoever adds an operation adds its maker here; every promise then covers it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from deploy.services import SERVICES
from shared.security.scopes import Scope
from tests.promises import projects, releasing, risk_reviews, risk_views, risking
from tests.promises.world import COUNCIL, INDICATOR, PARTNERSHIP, PERIOD, SPARE, SPARE_YEAR, Call
from tests.suite import indicator

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.promises.operations import Operation
    from tests.promises.world import World

    Maker = Callable[[World, Operation], Awaitable[Call]]


def reading(**given: str) -> Maker:
    """Return a maker of a read: of what is *given*, and of the world's places for the rest."""

    async def make(world: World, operation: Operation) -> Call:
        named = operation.names("path")
        at = {name: given.get(name) or world.places[name] for name in named}
        query = tuple((name, value) for name, value in given.items() if name not in named)
        return Call(operation, at, query)

    return make


async def _define_indicator(world: World, operation: Operation) -> Call:
    definition = indicator(title=f"Title {world.number()}")
    return await _changing(world, Call(operation, {"code": SPARE}, content=definition))


async def _define_partnership(world: World, operation: Operation) -> Call:
    stay = {"council": COUNCIL, "joined": "2005-04-01"}
    definition = {"name": f"Name {world.number()}", "members": [stay]}
    return await _changing(world, Call(operation, {"slug": SPARE}, content=definition))


async def _set_target(world: World, operation: Operation) -> Call:
    at = {"body_code": COUNCIL, "year": SPARE_YEAR, "indicator": INDICATOR}
    definition = {"annual": 98.0, "rationale": f"Reason {world.number()}"}
    return await _changing(world, Call(operation, at, content=definition))


async def _submit_figures(world: World, operation: Operation) -> Call:
    number = world.number()
    figure = {
        "indicator": INDICATOR,
        "period": f"{2006 + number % 10}-{(7 + number % 10):02}-M{1 + number % 12:02}",
        "numerator": number,
        "denominator": 100_000,
        "reason": f"Reason {number}",
    }
    return Call(operation, {}, content={"body": COUNCIL, "figures": [figure]})


async def _explain_figures(world: World, operation: Operation) -> Call:
    call, figure = await _step_of_a_submission(world, operation, explanation=None)
    said = {"explanation": f"Refunds of case {world.number()} come next month"}
    named = {name: figure[name] for name in ("indicator", "period")}
    return call.with_content({"explanations": [named | said]})


async def _approve_submission(world: World, operation: Operation) -> Call:
    return (await _step_of_a_submission(world, operation))[0]


async def _reject_submission(world: World, operation: Operation) -> Call:
    call, _ = await _step_of_a_submission(world, operation)
    return call.with_content({"reason": f"Reason {world.number()}"})


async def _step_of_a_submission(
    world: World, operation: Operation, explanation: str | None = "Refunds come next month"
) -> tuple[Call, dict[str, Any]]:
    """Return a step of a submission that was made for this call, by others than who takes it.

    Its one figure is a rate above 100, which is held unless it is explained.
    """
    number = world.number()
    year = 1990 + number // 12 % 16
    figure = {
        "indicator": INDICATOR,
        "period": f"{year}-{(year + 1) % 100:02}-M{1 + number % 12:02}",
        "numerator": 100_000 + number,
        "denominator": 100_000,
        "reason": f"Reason {number}",
        "explanation": explanation,
    }
    submitter = await world.suite.key("submitter", kpi_submit=[COUNCIL])
    answer = await world.suite.submit({"body": COUNCIL, "figures": [figure]}, submitter)
    assert answer.status_code == 201, answer.text
    [made] = answer.json()["submissions"]
    call = Call(operation, {"body_code": COUNCIL, "submission_id": made["id"]})
    return call.with_headers(if_match=f'"{made["content_hash"]}"'), figure


async def _set_commentary(world: World, operation: Operation) -> Call:
    at = {"body_code": COUNCIL, "period": PERIOD, "indicator": INDICATOR}
    return await _changing(world, Call(operation, at, content={"cause": f"Why {world.number()}"}))


async def _create_client(world: World, operation: Operation) -> Call:
    return Call(operation, {}, content=_client(world))


async def _change_client(world: World, operation: Operation) -> Call:
    at = {"client_id": world.places["client_id"]}
    return await _changing(world, Call(operation, at, content=_client(world)))


async def _create_key(world: World, operation: Operation) -> Call:
    at = {"client_id": world.places["client_id"]}
    return Call(operation, at, content={"label": f"Label {world.number()}"})


async def _rotate_key(world: World, operation: Operation) -> Call:
    return (await _step_of_a_key(world, operation)).with_content({"overlap_hours": 1})


async def _step_of_a_key(world: World, operation: Operation) -> Call:
    """Return a step of a key that was made for this call: each can be taken once."""
    client = world.places["client_id"]
    made = await world.suite.http.post(
        f"/v1/clients/{client}/keys", json={}, headers=world.suite.admin
    )
    at = {"client_id": client, "key_id": made.json()["id"]}
    return Call(operation, at).with_headers(if_match=made.headers["etag"])


def _client(world: World) -> dict[str, Any]:
    name = f"Client {world.number()}"
    return {"name": name, "holder": "tester", "grants": {Scope.KPI_READ: [COUNCIL]}}


async def _changing(world: World, call: Call) -> Call:
    """Return *call* with the tag of the document that it changes."""
    read = await world.suite.http.get(call.path, headers=await world.all_scopes())
    assert read.status_code == 200, read.text
    return call.with_headers(if_match=read.headers["etag"])


MAKERS: Final[dict[str, Maker]] = {
    "list_councils": reading(),
    "read_council": reading(code=COUNCIL),
    "list_indicators": reading(),
    "read_indicator": reading(code=INDICATOR),
    "list_indicator_versions": reading(code=INDICATOR),
    "define_indicator": _define_indicator,
    "list_partnerships": reading(),
    "read_partnership": reading(slug=PARTNERSHIP),
    "list_partnership_versions": reading(slug=PARTNERSHIP),
    "define_partnership": _define_partnership,
    "list_targets": reading(),
    "read_target": reading(),
    "list_target_versions": reading(),
    "set_target": _set_target,
    "submit_figures": _submit_figures,
    "explain_figures": _explain_figures,
    "approve_submission": _approve_submission,
    "reject_submission": _reject_submission,
    "list_submissions": reading(),
    "read_submission": reading(),
    "list_figures": reading(),
    # The working views: what else these two answer, to anyone, is told in test_permissions.
    "read_scorecard": reading(period=PERIOD, view="working"),
    "read_series": reading(year=SPARE_YEAR, view="working"),
    "list_publications": reading(),
    "read_publication": reading(),
    "read_published_document": reading(kind="scorecard", subject=COUNCIL, period=PERIOD),
    "verify_publication": reading(),
    "list_commentary": reading(period=PERIOD),
    "read_commentary": reading(period=PERIOD),
    "list_commentary_versions": reading(period=PERIOD),
    "set_commentary": _set_commentary,
    "list_releases": reading(),
    "read_release": reading(),
    "read_release_changes": reading(),
    "verify_release": reading(),
    "read_release_document": reading(
        kind="scorecard", subject=COUNCIL, period=releasing.SUBJECT_PERIOD
    ),
    "list_release_acts": reading(),
    "list_early_access": reading(),
    "list_consultations": reading(),
    **releasing.MAKERS,
    **{read: reading() for read in (*risking.READS, *risk_reviews.READS, *projects.READS)},
    **{read: reading(**asked) for read, asked in (risk_views.READS | projects.ASKED).items()},
    **risking.MAKERS,
    **risk_reviews.MAKERS,
    **risk_views.MAKERS,
    **projects.MAKERS,
    "create_client": _create_client,
    "list_clients": reading(),
    "read_client": reading(),
    "change_client": _change_client,
    "create_key": _create_key,
    "list_keys": reading(),
    "read_key": reading(),
    "rotate_key": _rotate_key,
    "revoke_key": _step_of_a_key,
    "read_audit": reading(body=COUNCIL),
    "verify_audit": reading(body=COUNCIL),
    **{f"{verb}_{service}_audit": reading() for verb in ("list", "verify") for service in SERVICES},
}


async def made(world: World, operation: Operation) -> Call:
    """Return a request for *operation* that succeeds, and differs from those made before."""
    assert operation.id in MAKERS, f"{operation.id} has no maker in {__file__}"
    return await MAKERS[operation.id](world, operation)


async def made_to_be_refused(world: World, operation: Operation) -> Call:
    """Return a request that would succeed, for callers whose rights do not reach so far.

    What they ask for is refused before it is looked at, so one request serves them all.
    """
    if operation.id not in world.refused:
        world.refused[operation.id] = await made(world, operation)
    return world.refused[operation.id]


def is_step(operation: Operation) -> bool:
    """Return whether *operation* is a step of a thing, which its maker makes for each call."""
    return operation.method == "POST" and operation.takes_header("If-Match")


async def made_at_once(world: World, operation: Operation, number: int) -> list[Call]:
    """Return several requests for a step, which wait for nothing but each their own thing."""
    return await asyncio.gather(*(made(world, operation) for _ in range(number)))
