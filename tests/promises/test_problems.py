"""Whatever is wrong with a request, the answer is a problem document, and says what to do."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.security.scopes import Scope
from tests.promises.makers import made_to_be_refused
from tests.promises.operations import OPERATIONS, Operation, where
from tests.promises.refusing import CANARY, check_refused, faults
from tests.promises.world import NOWHERE, World

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)
each_shut = pytest.mark.parametrize("operation", where(lambda o: not o.is_public), ids=str)
each_with_a_precondition = pytest.mark.parametrize(
    "operation", where(lambda o: o.takes_header("If-Match")), ids=str
)

MAKES = {
    "define_indicator": "code",
    "define_partnership": "slug",
    "keep_register": "register_code",
    "define_risk": "reference",
    "set_mitigation": "mitigation",
    "keep_plan": "plan",
    "keep_plan_item": "item",
    "keep_milestone": "milestone",
    "keep_objective": "objective",
    "keep_item_decision": "council",
    "keep_plan_consultation": "consultation",
    "keep_communication": "communication",
    "keep_steering_group": "group",
    "keep_saving": "saving",
    "keep_budget": "budget",
    "keep_staffing": "staffing",
}
"""The path parameter by which a PUT names what it makes, if that is not there."""


OF_ANY_BODY = ("/v1/risk/", "/v1/projects/")
"""The services that don't know which bodies there are."""


@each_shut
async def test_a_caller_without_a_key_is_refused(world: World, operation: Operation) -> None:
    call = await made_to_be_refused(world, operation)
    answer = await check_refused(world, call, {}, status=401)

    assert answer.headers["www-authenticate"].startswith("Bearer ")


@each_operation
async def test_a_key_that_nobody_has_is_refused(world: World, operation: Operation) -> None:
    """As no key is; but also where none is needed."""
    call = await made_to_be_refused(world, operation)
    garbage = {"Authorization": f"Bearer qd_live_{CANARY}"}
    answer = await check_refused(world, call, garbage, status=401)

    if operation.is_public:
        return
    unkeyed = await check_refused(world, call, {}, status=401)
    told = [{**a.json(), "request_id": None} for a in (answer, unkeyed)]
    assert told[0] == told[1]


@pytest.mark.parametrize("operation", where(lambda o: o.asks_for_a_scope), ids=str)
async def test_a_key_without_the_scope_is_refused(world: World, operation: Operation) -> None:
    call = await made_to_be_refused(world, operation)
    lacking = await world.without(operation.scope)
    answer = await check_refused(world, call, lacking, status=403)

    assert operation.scope in answer.json()["detail"]


@each_operation
async def test_an_unknown_query_parameter_is_named(world: World, operation: Operation) -> None:
    call = (await made_to_be_refused(world, operation)).with_query(("nonsense", CANARY))
    answer = await check_refused(world, call, await world.entitled(operation), status=422)

    assert faults(answer, "parameter") == [("unknown_parameter", "nonsense")]


@pytest.mark.parametrize("operation", where(lambda o: o.names("query")), ids=str)
async def test_a_repeated_query_parameter_is_named(world: World, operation: Operation) -> None:
    name = operation.names("query")[0]
    call = (await made_to_be_refused(world, operation)).with_query((name, CANARY), (name, CANARY))
    answer = await check_refused(world, call, await world.entitled(operation), status=422)

    assert faults(answer, "parameter") == [("repeated_parameter", name)]


@pytest.mark.parametrize("operation", where(lambda o: o.names("path")), ids=str)
async def test_what_is_not_there_is_not_found(world: World, operation: Operation) -> None:
    for name in _things(operation):
        call = await made_to_be_refused(world, operation)
        caller = await world.entitled(operation)
        if name == "body_code":
            if operation.asks_for_a_scope:
                caller = await world.key(operation.scope, NOWHERE)
            call = call.at_another(body_code=NOWHERE)
        else:
            call = call.at_another(**{name: _missing(operation, name)})
        await check_refused(world, call, caller, status=404)


@pytest.mark.parametrize("operation", where(lambda o: o.names("path")), ids=str)
async def test_a_malformed_part_of_an_address_is_named_as_documented(
    world: World, operation: Operation
) -> None:
    """But not to one who may not write there: an ill-formed body is nobody's."""
    for name in operation.names("path"):
        call = (await made_to_be_refused(world, operation)).at_another(**{name: "~"})
        status = 403 if name == "body_code" and not operation.reads else 422
        answer = await check_refused(world, call, await world.entitled(operation), status=status)

        if status == 422:
            assert [fault["parameter"] for fault in answer.json()["errors"]] == [name]


@each_with_a_precondition
async def test_a_change_without_a_precondition_is_refused(
    world: World, operation: Operation
) -> None:
    call = (await made_to_be_refused(world, operation)).without_header("If-Match")
    await check_refused(world, call, await world.entitled(operation), status=428)


@each_with_a_precondition
@pytest.mark.parametrize("tag", [f'"{CANARY}"', 'W/"{}"', "{}", '""'])
async def test_a_change_of_what_was_not_seen_is_refused(
    world: World, operation: Operation, tag: str
) -> None:
    call = await made_to_be_refused(world, operation)
    current = call.headers["If-Match"].strip('"')
    call = call.with_headers(if_match=tag.format(current))
    await check_refused(world, call, await world.entitled(operation), status=412)


@each_with_a_precondition
async def test_a_stranger_learns_nothing_by_guessing_a_tag(
    world: World, operation: Operation
) -> None:
    """Whether the tag is right or wrong: who may not change it is told only that."""
    call = await made_to_be_refused(world, operation)
    lacking = await world.without(operation.scope)
    for guess in (call, call.with_headers(if_match='"guess"'), call.without_header("If-Match")):
        await check_refused(world, guess, lacking, status=403)


def _things(operation: Operation) -> list[str]:
    """Return the path parameters that name what must be there already."""
    none = {"year", MAKES.get(operation.id)}  # every financial year exists
    if operation.scope == Scope.AUDIT_READ:
        none.add("body_code")  # before its first act, a body's audit is empty
    if operation.id in {"list_commentary", "set_commentary"}:
        none.add("period")  # every period exists
    if operation.path.startswith(OF_ANY_BODY) and (operation.is_list or operation.method == "PUT"):
        none.add("body_code")  # opaque there: whoever is granted it may begin, and begins with none
    if operation.id == "list_publications":
        none.add("body_code")  # nobody is told which bodies there are: they have published nothing
    return [name for name in operation.names("path") if name not in none]


def _missing(operation: Operation, name: str) -> str:
    """Return a well-formed name of nothing, of the kind that the parameter takes."""
    if name == "period":
        return "1999-00"
    schema = operation.schema_of(name)
    if schema.get("format") == "uuid":
        return str(UUID(int=0))
    return "E99999999" if schema["pattern"].startswith("^E") else "no-such-thing"
