"""The committed documents are the apps', and say everything that a reader or a generator needs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from deploy.openapi import generated
from deploy.services import ROOT, SERVICES
from tests.promises.operations import (
    DOCUMENT,
    DOCUMENTS,
    OF_SERVICES,
    OPERATIONS,
    PROBLEM,
    Operation,
    described,
    resolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.world import World

VERBS = {
    "accept",
    "approve",
    "assess",
    "cancel",
    "change",
    "circulate",
    "close",
    "comment",
    "complete",
    "correct",
    "create",
    "define",
    "dismiss",
    "draft",
    "end",
    "explain",
    "export",
    "grant",
    "hide",
    "import",
    "keep",
    "list",
    "materialise",
    "propose",
    "read",
    "receive",
    "redate",
    "reject",
    "release",
    "remove",
    "reopen",
    "restore",
    "review",
    "revoke",
    "rotate",
    "schedule",
    "set",
    "sign",
    "submit",
    "verify",
    "withdraw",
}
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

each_operation = pytest.mark.parametrize("operation", [*described(), *OF_SERVICES], ids=str)


@pytest.mark.parametrize("service", SERVICES)
def test_the_committed_document_is_the_apps(service: str) -> None:
    """If this fails: `make openapi`, and look at the difference."""
    committed = json.loads((ROOT / "services" / service / "openapi.json").read_text("utf-8"))

    assert committed == DOCUMENTS[service]


def test_whatever_is_generated_is_committed() -> None:
    """If this fails: `make openapi`."""
    assert [str(f) for f, text in generated().items() if f.read_text("utf-8") != text] == []


async def test_the_gateway_serves_the_merged_document(world: World) -> None:
    served = await world.suite.http.get("/openapi.json")

    assert served.json() == DOCUMENT


def test_no_two_operations_of_the_suite_share_an_id() -> None:
    """Health aside, which every service tells under the same name and the suite once."""
    ids = [
        operation["operationId"]
        for document in DOCUMENTS.values()
        for path, methods in document["paths"].items()
        if path.startswith("/v1/")
        for operation in methods.values()
    ]

    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(operation.id for operation in (*OPERATIONS, *OF_SERVICES))


def test_each_service_answers_under_its_own_address() -> None:
    for name, document in DOCUMENTS.items():
        others = [f"/v1/{other}/" for other in SERVICES if other != name]
        own = "/v1/" if name == "gateway" else f"/v1/{name}/"
        for path in document["paths"]:
            assert path in {"/livez", "/readyz"} or path.startswith(own)
            assert not path.startswith(tuple(others))


@each_operation
def test_an_operation_is_named_verb_and_noun(operation: Operation) -> None:
    verb, _, noun = operation.id.partition("_")

    assert verb in VERBS
    assert SNAKE.fullmatch(noun)
    assert len(operation.said["tags"]) == 1


@each_operation
def test_an_operation_says_what_it_does(operation: Operation) -> None:
    assert operation.said["summary"].strip()
    assert operation.said["description"].strip().endswith(".")


@each_operation
def test_every_refusal_is_documented_as_a_problem(operation: Operation) -> None:
    refusals = {s: a for s, a in operation.said["responses"].items() if s[0] in "45"}
    if operation in OPERATIONS or operation in OF_SERVICES:
        assert {"400", "401", "403", "422", "503", "504"} <= set(refusals)
        for status, answer in refusals.items():
            schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
            assert answer["content"] == {PROBLEM: schema}, status
    else:
        assert set(refusals) <= {"503"}  # health tells its state in either case


@each_operation
def test_every_parameter_is_named_and_told(operation: Operation) -> None:
    for place in ("path", "query"):
        for name in operation.names(place):
            assert SNAKE.fullmatch(name), name
    assert "body" not in operation.names("path")
    if operation.media_types:  # which clients call `body`
        assert "body" not in operation.names("query")
    for name in operation.names("header"):
        assert re.fullmatch(r"[A-Z][a-z]+(-[A-Z][a-z]+)*", name), name


@each_operation
def test_a_field_of_an_answer_is_always_there(operation: Operation) -> None:
    for answer in operation.said["responses"].values():
        for content in answer.get("content", {}).values():
            for path, schema in _objects(content["schema"]):
                assert set(schema["properties"]) == set(schema.get("required", ())), path
                assert schema.get("additionalProperties") is not False, f"{path} is closed"


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_fields_are_named_in_snake_case(name: str) -> None:
    properties = DOCUMENT["components"]["schemas"][name].get("properties", {})

    assert [field for field in properties if not SNAKE.fullmatch(field)] == []


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_schemas_have_plain_names_and_a_sentence(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]

    assert re.fullmatch(r"([A-Z][a-z]+)+", name)
    assert schema["title"] == name
    assert schema["description"].strip().endswith(".")


def test_no_schema_is_left_over() -> None:
    used = {reference.rsplit("/", 1)[-1] for reference in _references(DOCUMENT)}

    assert set(DOCUMENT["components"]["schemas"]) == used


def test_numbers_are_answered_as_numbers_alone() -> None:
    """A request may write a number as a text, to keep it exact; an answer never does."""
    for operation in OPERATIONS:
        if not operation.answers_json:
            continue
        for answer in operation.successes.values():
            for path, schema in _objects(answer["content"]["application/json"]["schema"]):
                for field, said in schema["properties"].items():
                    kinds = {choice.get("type") for choice in said.get("anyOf", ())}
                    assert not {"number", "string"} <= kinds, f"{path}.{field}"


def _objects(
    schema: dict[str, Any], path: str = "", seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object with known fields in a schema, and where it is."""
    reference = schema.get("$ref", "")
    if reference in seen:
        return
    seen |= {reference} - {""}
    schema = resolved(schema)
    if "properties" in schema:
        yield path, schema
    inner = dict(schema.get("properties", {}))
    inner |= {"[]": schema["items"]} if "items" in schema else {}
    inner |= {f"|{n}": choice for n, choice in enumerate(schema.get("anyOf", ()))}
    for name, part in inner.items():
        yield from _objects(part, f"{path}.{name}", seen)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
