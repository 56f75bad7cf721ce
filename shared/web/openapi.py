"""The OpenAPI document of a service: what the routes say, and what all of them share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from fastapi.openapi.utils import get_openapi

from shared.contracts.answers import Problem
from shared.web.callers import NO_SCOPE
from shared.web.problems import MEDIA_TYPE, TOLD_AS
from shared.web.replays import KEY
from shared.web.routing import OperationRoute, ReadRoute, WriteRoute
from shared.web.schema_names import REFERENCE, readdressed, with_plain_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fastapi import APIRouter, FastAPI
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaMode

VERSION: Final = "1.0.0"

_TITLES: Final = {
    400: "Malformed",
    401: "Unknown caller",
    403: "Not allowed",
    404: "Not found, or not visible",
    406: "No acceptable format",
    409: "Conflict with what is stored",
    412: "The document changed since it was read",
    413: "Payload too large",
    415: "Media type not taken",
    422: "Well-formed but wrong",
    428: "A precondition is required",
    503: "Not available just now; see Retry-After",
    504: "No answer in time; see Retry-After",
}
_ALWAYS: Final = (400, 401, 403, 422, 503, 504)
_SECURITY: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key, `qd_live_…`. Scopes are granted on it per body.",
    },
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def describe(
    app: FastAPI,
    routers: Sequence[APIRouter],
    also: Iterable[type[BaseModel]],
    written: Path | None = None,
) -> None:
    """Make *app* tell its OpenAPI document.

    Args:
        app: Whose operations are told.
        routers: Where they stand.
        also: Models that routes read by themselves.
        written: The document, if it has been written down; it is read instead of worked out.
    """
    routes = [route for router in routers for route in router.routes]
    operations = {
        (route.path, method.lower()): route
        for route in routes
        if isinstance(route, OperationRoute)
        for method in route.methods or ()
    }

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = (
                _document(app, operations, also)
                if written is None
                else json.loads(written.read_bytes())
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _document(
    app: FastAPI,
    operations: dict[tuple[str, str], OperationRoute],
    also: Iterable[type[BaseModel]],
) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=VERSION, description=app.description, routes=app.routes
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    components["securitySchemes"] = _SECURITY
    _add(schemas, Problem, "serialization")
    for model in also:
        _add(schemas, model, "validation")
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            route = operations.get((path, method))
            if route is None:
                _drop_framework_problem(operation)
            else:
                _complete(operation, route, method)
    document["paths"] = dict(sorted(map(_told, document["paths"].items())))
    document = with_plain_names(document)
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def _told(entry: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return a path and its operations with their parameters as they are told of."""
    path, methods = entry
    for operation in methods.values():
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                parameter["name"] = TOLD_AS.get(parameter["name"], parameter["name"])
    for name, told in TOLD_AS.items():
        path = path.replace(f"{{{name}}}", f"{{{told}}}")
    return path, methods


def _add(schemas: dict[str, Any], model: type[BaseModel], mode: JsonSchemaMode) -> None:
    """Add a model, and the models in it: those that are answered too have two faces, and names."""
    schema = model.model_json_schema(ref_template=REFERENCE + "{model}", mode=mode)
    inner = {model.__name__: schema, **schema.pop("$defs", {})}
    faces = [name for name, said in inner.items() if schemas.get(name, said) != said]
    addresses = {f"{REFERENCE}{name}": f"{REFERENCE}{name}-Input" for name in faces}
    for name, said in inner.items():
        told = f"{name}-Input" if name in faces else name
        schemas.setdefault(told, readdressed(said, addresses))


def _drop_framework_problem(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)


def _complete(operation: dict[str, Any], route: OperationRoute, method: str) -> None:
    scope = route.allowed.scope
    asked = [] if scope in NO_SCOPE else [scope]
    without_a_key: list[dict[str, list[str]]] = [{}] if route.allowed.is_open else []
    operation["security"] = without_a_key + [{name: asked} for name in _SECURITY]
    operation["x-scope"] = scope
    parameters = operation.setdefault("parameters", [])
    names = {parameter["name"].lower() for parameter in parameters}
    if _may_be_unchanged(route):
        parameters.append(_header("If-None-Match", "An `ETag`; answers 304 if nothing changed."))
    if method == "post":
        parameters.append(
            _header(
                "Idempotency-Key",
                "Sent twice, the request takes effect once; kept 24 hours.",
                pattern=f"^({KEY.pattern})$",
            )
        )
    for status in _problems(route, names):
        operation["responses"][str(status)] = {
            "description": _TITLES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if _may_be_unchanged(route):
        operation["responses"]["304"] = {"description": "Nothing changed since `If-None-Match`"}
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _may_be_unchanged(route: OperationRoute) -> bool:
    return isinstance(route, ReadRoute) and not route.shows_actions


def _problems(route: OperationRoute, names: set[str]) -> Iterable[int]:
    yield from _ALWAYS
    if "{" in route.path or "body" in names or isinstance(route, WriteRoute):
        yield 404
    if "format" in names:
        yield 406
    if isinstance(route, WriteRoute):
        yield from (409, 413, 415)
    if "if-match" in names:
        yield from (412, 428)


def _header(name: str, description: str, **said: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string"} | said,
    }
