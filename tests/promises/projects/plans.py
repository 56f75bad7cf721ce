"""Plans, and the items that they are made of."""

from __future__ import annotations

from typing import Any, Final

from tests.promises.projects.keeping import KeptThing, Part

PLAN: Final = "improvement"
ITEM: Final = "R5a"


def _plan(number: int) -> dict[str, Any]:
    section = {"heading": "Scope", "paragraphs": ["Benefits"]}
    return {"title": f"Plan {number}", "shape": "improvement_plan", "sections": [section]}


def _item(number: int) -> dict[str, Any]:
    return {"title": f"Improve processing {number}", "parent": "R5", "owners": ["K Herbert"]}


PLANS: Final = KeptThing("plan", "plans", {"plan": PLAN}, "plans/{plan}", _plan, "other-plan")
ITEMS: Final = KeptThing(
    "plan_item",
    "plan_items",
    {"plan": PLAN, "item": ITEM},
    "plans/{plan}/items/{item}",
    _item,
    "SPARE",
)
_WHY: Final = {"reason": "Reason {}"}

PART: Final = Part(
    (PLANS, ITEMS),
    {
        "remove_plan_item": ITEMS.step(_WHY),
        "restore_plan_item": ITEMS.step(_WHY, "remove"),
    },
    ("read_plan_structure",),
)
