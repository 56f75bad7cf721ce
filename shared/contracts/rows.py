"""Rows in, an outcome per row out: what every service says alike of a batch that it took."""

from enum import StrEnum
from typing import Any

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from shared.contracts.models import Answer


class Mode(StrEnum):
    """Whether a batch is kept, or only looked at."""

    COMMIT = "commit"
    VALIDATE = "validate"


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    RESTATED = "restated"
    UNCHANGED = "unchanged"
    HELD = "held"
    REJECTED = "rejected"


class Severity(StrEnum):
    """How much a problem weighs: an error rejects its row, a note does not."""

    ERROR = "error"
    NEEDS_EXPLANATION = "needs-explanation"
    NOTE = "note"


class RowProblem(Answer):
    """What is wrong with a row, or worth knowing about it."""

    code: str
    severity: Severity
    detail: str
    pointer: str | None = Field(default=None, description="Into the batch's JSON (RFC 6901).")
    column: str | None = Field(default=None, description="The CSV column, or the JSON field.")
    expected: str | None = None
    found: str | None = None


class Counts(Answer):
    """How many rows met each outcome."""

    created: int = 0
    restated: int = 0
    unchanged: int = 0
    held: int = 0
    rejected: int = 0


class DescribedAs:
    """Describes a value as another type, while it is read as its own, as rows are one by one."""

    def __init__(self, described: Any) -> None:
        self._schema = TypeAdapter(described).core_schema

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self._schema)
