"""The OpenAPI document: each operation says who may call it and how it can refuse."""

from __future__ import annotations

from typing import Any

import pytest

from services.kpi.main import SERVICE as KPI
from services.projects.main import SERVICE as PROJECTS
from services.risk.main import SERVICE as RISK
from shared.security.scopes import Scope
from shared.web.callers import Anyone
from shared.web.routing import OperationRouter
from shared.web.service import Service
from tests.shared.desk import SERVICE as DESK

SERVICES = {"kpi": KPI, "risk": RISK, "projects": PROJECTS, "desk": DESK}
SHOWING_ACTIONS = {
    "{submission_id}",
    "{release_id}",
    "{edition_id}",
    "{reference}",
    "{item}",
    "{milestone}",
    "{communication}",
    "acceptance",
}
"""What is read there says what its caller may do, and is always sent."""

PROBLEM = {"$ref": "#/components/schemas/Problem"}


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    """Each service, and the desk, on which every kind of operation is found."""
    return SERVICES[request.param]


def operations(service: Service) -> list[tuple[str, str, dict[str, Any]]]:
    """Return each operation below `/v1`, with its method and path."""
    return [
        (method, path, operation)
        for path, methods in service.api(None).openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/v1/")
    ]


def test_each_operation_documents_the_problems_that_any_can_answer(service: Service) -> None:
    for method, path, operation in operations(service):
        for status in ("400", "401", "403", "422", "503", "504"):
            answer = operation["responses"][status]["content"]
            assert answer["application/problem+json"]["schema"] == PROBLEM, (method, path, status)


def test_each_write_documents_conflicts_sizes_and_types(service: Service) -> None:
    for method, path, operation in operations(service):
        if method != "get":
            assert {"409", "413", "415"} <= set(operation["responses"]), path


def test_each_operation_names_its_security_and_a_scope_that_there_is(service: Service) -> None:
    for method, path, operation in operations(service):
        assert {name for each in operation["security"] for name in each} == {"bearer", "api_key"}
        assert operation["x-scope"] in {*Scope, "any", "public"}, (method, path)


def test_each_operation_has_a_name_of_its_own_of_verb_and_noun(service: Service) -> None:
    names = [operation["operationId"] for _, _, operation in operations(service)]

    assert len(names) == len(set(names))
    assert all("_" in name and name == name.lower() for name in names)


def test_each_post_takes_an_idempotency_key_and_each_get_a_tag(service: Service) -> None:
    """A document that tells what its caller may do is the exception: it is always sent."""
    asked = {"post": "Idempotency-Key", "get": "If-None-Match"}
    for method, path, operation in operations(service):
        headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
        if method in asked and path.rpartition("/")[2] not in SHOWING_ACTIONS:
            assert asked[method] in headers, path


def test_each_change_by_put_documents_its_preconditions(service: Service) -> None:
    for method, path, operation in operations(service):
        if method in {"put", "patch", "delete"}:
            assert {"412", "428"} <= set(operation["responses"]), path


def test_every_reference_leads_somewhere(service: Service) -> None:
    document = service.api(None).openapi()
    schemas = document["components"]["schemas"]

    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas
    assert "HTTPValidationError" not in schemas  # the framework's own, which nobody answers


def test_no_operation_answers_the_frameworks_own_errors(service: Service) -> None:
    assert "HTTPValidationError" not in str(service.api(None).openapi())


def test_an_operation_that_declares_no_scope_cannot_be_made() -> None:
    async def read_anything() -> dict[str, str]:
        return {}

    with pytest.raises(TypeError, match="read_anything declares no scope"):
        OperationRouter().add_api_route("/v1/kpi/anything", read_anything, methods=["GET"])


def test_an_operation_that_lets_anyone_write_cannot_be_made() -> None:
    async def write_anything(_: Anyone) -> dict[str, str]:
        return {}

    with pytest.raises(TypeError, match="write_anything lets anyone write"):
        OperationRouter().add_api_route("/v1/kpi/anything", write_anything, methods=["POST"])


def references(part: Any) -> list[str]:
    """Return every `$ref` in a document."""
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [each for inner in part.values() for each in references(inner)]
    if isinstance(part, list):
        return [each for inner in part for each in references(inner)]
    return []
