"""What is odd about a risk's scores, though it may be right: told, and never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.contracts.answers import Flag
from shared.contracts.risk.vocabulary import AssessmentKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INHERENT, CURRENT, TARGET = AssessmentKind


def oddities(scores: Mapping[AssessmentKind, int | None]) -> list[Flag]:
    """Return where the scores of one risk, on one matrix, don't fit each other; unknown ones do."""
    return list(_oddities(scores.get(INHERENT), scores.get(CURRENT), scores.get(TARGET)))


def _oddities(inherent: int | None, current: int | None, target: int | None) -> Iterator[Flag]:
    if inherent is not None and current is not None and current > inherent:
        detail = f"The current score, {current}, is above the inherent one, {inherent}."
        yield Flag(code="current_above_inherent", detail=detail)
    if current is not None and target is not None and target > current:
        detail = f"The target score, {target}, is above the current one, {current}."
        yield Flag(code="target_above_current", detail=detail)
