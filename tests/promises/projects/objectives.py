"""Objectives, and what items contribute to them."""

from __future__ import annotations

from typing import Any, Final

from tests.promises.projects.keeping import KeptThing, Part
from tests.promises.projects.plans import ITEM, PLAN

OBJECTIVE: Final = "economy"


def _objective(number: int) -> dict[str, Any]:
    outcomes = [{"letter": "A", "text": "Jobs"}, {"letter": "B", "text": f"Business {number}"}]
    return {"level": "corporate", "title": f"A stronger economy {number}", "outcomes": outcomes}


def _contributions(number: int) -> dict[str, Any]:
    said = {"objective": OBJECTIVE, "contributes": "yes", "outcomes": "A,B"}
    return {"contributions": [said], "note": f"As in table {number}"}


OBJECTIVES: Final = KeptThing(
    "objective",
    "objectives",
    {"objective": OBJECTIVE},
    "objectives/{objective}",
    _objective,
    "other-objective",
)
CONTRIBUTIONS: Final = KeptThing(
    "contributions",
    None,
    {"plan": PLAN, "item": ITEM},
    "plans/{plan}/items/{item}/contributions",
    _contributions,
    "SPARE",
)

PART: Final = Part(
    (OBJECTIVES, CONTRIBUTIONS),
    reads=("read_contribution_matrix", "read_objective_thread", "read_item_thread"),
)
