"""The operations of the suite, read from the OpenAPI documents of its services.

A service that joins `deploy.services.SERVICES`, and an operation that joins a service, is here by
itself, and so under every promise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from deploy.services import GATEWAY, SERVICES
from services.gateway.reference.catalogue import TITLE
from services.gateway.reference.merging import merged
from shared.security.scopes import SERVICE_ONLY
from shared.web.callers import NO_SCOPE, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.web.service import Service

    Wanted = Callable[["Operation"], object]

JSON: Final = "application/json"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURES: Final = ("image/svg+xml", "image/png")
PROBLEM: Final = "application/problem+json"


@dataclass(frozen=True)
class Operation:
    """One operation, as its OpenAPI document describes it."""

    id: str
    method: str
    path: str
    said: dict[str, Any]

    @property
    def scope(self) -> str:
        """The scope it asks for, `any` or `public`."""
        return str(self.said["x-scope"])

    @property
    def asks_for_a_scope(self) -> bool:
        """Whether not every key will do."""
        return self.scope not in NO_SCOPE

    @property
    def is_open(self) -> bool:
        """Whether it answers callers without a key, if only with what is published."""
        return {} in self.said["security"]

    @property
    def is_public(self) -> bool:
        """Whether it answers everyone alike."""
        return self.scope == PUBLIC

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "GET"

    @property
    def is_list(self) -> bool:
        """Whether it answers a list."""
        return self.id.startswith("list_")

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types of the payloads that it takes; none if it takes no payload."""
        return tuple(self.said.get("requestBody", {}).get("content", ()))

    @property
    def successes(self) -> dict[int, dict[str, Any]]:
        """Its answers of the 2xx kind, by status."""
        return {
            int(status): answer
            for status, answer in self.said["responses"].items()
            if status.startswith("2")
        }

    @property
    def answers_json(self) -> bool:
        """Whether it answers JSON, be it beside other formats. Only a calendar does not."""
        return self._writes(JSON)

    @property
    def writes_csv(self) -> bool:
        """Whether it answers CSV too."""
        return self._writes(CSV)

    @property
    def writes_xlsx(self) -> bool:
        """Whether it answers XLSX too."""
        return self._writes(XLSX)

    def _writes(self, media_type: str) -> bool:
        return any(media_type in answer.get("content", {}) for answer in self.successes.values())

    def names(self, place: str) -> tuple[str, ...]:
        """Return its parameters in `path`, `query` or `header`."""
        return tuple(p["name"] for p in self.said.get("parameters", ()) if p["in"] == place)

    def schema_of(self, parameter: str) -> dict[str, Any]:
        """Return the schema of a parameter."""
        found: dict[str, Any] = next(
            p["schema"] for p in self.said["parameters"] if p["name"] == parameter
        )
        return found

    def takes_header(self, name: str) -> bool:
        """Return whether it documents the header field *name*."""
        return name in self.names("header")

    def __str__(self) -> str:
        """Return its id, by which pytest names a case."""
        return self.id


def document_of(name: str) -> dict[str, Any]:
    """Return the OpenAPI document of one service."""
    service: Service = import_module(f"services.{name}.main").SERVICE
    return service.api(None).openapi()


DOCUMENTS: Final = {name: document_of(name) for name in SERVICES}
"""The document of each service."""

DOCUMENT: Final = merged(
    DOCUMENTS[GATEWAY], {n: d for n, d in DOCUMENTS.items() if n != GATEWAY}, title=TITLE
)
"""The document of the suite, as the gateway serves it."""


def described() -> list[Operation]:
    """Return every operation of the merged document, health among them."""
    return [
        Operation(said["operationId"], method.upper(), path, said)
        for path, methods in DOCUMENT["paths"].items()
        for method, said in methods.items()
    ]


OPERATIONS: Final = [operation for operation in described() if operation.path.startswith("/v1/")]
"""Every operation of the API itself."""


OF_SERVICES: Final = [
    Operation(said["operationId"], method.upper(), path, said)
    for document in DOCUMENTS.values()
    for path, methods in document["paths"].items()
    for method, said in methods.items()
    if said.get("x-scope") in SERVICE_ONLY
]
"""Every operation that services alone ask of each other, which the suite's document leaves out."""


_SCHEMAS: Final = {
    name: schema
    for document in (*DOCUMENTS.values(), DOCUMENT)
    for name, schema in document["components"]["schemas"].items()
}


def where(wanted: Wanted) -> list[Operation]:
    """Return the operations of which *wanted* is true; that there are any is part of a promise."""
    found = [operation for operation in OPERATIONS if wanted(operation)]
    assert found, "no operation is of this kind"
    return found


def check_schema(schema: dict[str, Any], value: Any) -> None:
    """Fail unless *value* is what a schema of the merged document says, formats included."""
    found = _validator(json.dumps(schema)).iter_errors(value)
    wrong = [f"{error.instance_path}: {error.message}" for error in found]
    assert not wrong, wrong


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    whole = json.loads(schema) | {"components": DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return *schema*, or what it refers to."""
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = _SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]]
    return found
