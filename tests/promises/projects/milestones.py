"""Milestones of items: their dates, and the steps that they take."""

from __future__ import annotations

from typing import Any, Final

from tests.promises.projects.keeping import KeptThing, Part
from tests.promises.projects.plans import ITEM, PLAN


def _milestone(number: int) -> dict[str, Any]:
    dates = [{"kind": "interim", "planned": "30/06/2009"}, {"kind": "full", "planned": "Mar 2010"}]
    return {"title": f"Processing times are down {number}", "dates": dates, "owners": ["KH"]}


MILESTONES: Final = KeptThing(
    "milestone",
    "milestones",
    {"plan": PLAN, "item": ITEM, "milestone": "m1"},
    "plans/{plan}/items/{item}/milestones/{milestone}",
    _milestone,
    "spare",
)
_WHY: Final = {"reason": "Reason {}"}
_DONE: Final = {"on": "2010-03-30", "evidence": "Minutes {}"}

PART: Final = Part(
    (MILESTONES,),
    {
        "redate_milestone": MILESTONES.step(_WHY | {"kind": "interim", "to": "31/07/2009"}),
        "complete_milestone": MILESTONES.step(_DONE),
        "reopen_milestone": MILESTONES.step(_WHY, ("complete", _DONE)),
        "remove_milestone": MILESTONES.step(_WHY),
        "restore_milestone": MILESTONES.step(_WHY, ("remove", _WHY)),
    },
    ("list_milestones_of_plan", "read_plan_dependencies"),
    asked={"read_plan_changes": {"from": "2020-01-01"}},
)
