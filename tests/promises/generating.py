"""Calls made from the document by Schemathesis: the same ones each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from tests.promises import files  # noqa: F401 - it tells how files are sent
from tests.promises.operations import DOCUMENT

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.schemas import BaseSchema

    from tests.promises.operations import Operation

SCHEMA: Final = schemathesis.openapi.from_dict(DOCUMENT)


def generated(
    operation: Operation,
    number: int,
    mode: GenerationMode = GenerationMode.POSITIVE,
    document: BaseSchema = SCHEMA,
) -> list[Case[Any]]:
    """Return *number* calls of *operation* that its document allows, or that it does not."""
    found: list[Case[Any]] = []
    strategy = document[operation.path][operation.method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def collect(case: Case[Any]) -> None:
        found.append(case)

    collect()
    return found
