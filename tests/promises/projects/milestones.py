"""Milestones of items: their dates, and the steps that they take."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from shared.calendar.working_days import day_in_london
from tests.promises.projects.keeping import KeptThing, Part
from tests.promises.projects.plans import ITEM, PLAN
from tests.promises.world import COUNCIL, Call

if TYPE_CHECKING:
    from tests.promises.operations import Operation
    from tests.promises.world import World


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


async def _changes(_: World, operation: Operation) -> Call:
    """Return a read of all that became of the plan.

    Its last day is told: one that is made up lies before the plan, or ahead.
    """
    until = day_in_london(datetime.now(UTC)).isoformat()
    asked = (("from", "2020-01-01"), ("to", until))
    return Call(operation, {"body_code": COUNCIL, "plan": PLAN}, asked)


PART: Final = Part(
    (MILESTONES,),
    {
        "redate_milestone": MILESTONES.step(_WHY | {"kind": "interim", "to": "31/07/2009"}),
        "complete_milestone": MILESTONES.step(_DONE),
        "reopen_milestone": MILESTONES.step(_WHY, ("complete", _DONE)),
        "remove_milestone": MILESTONES.step(_WHY),
        "restore_milestone": MILESTONES.step(_WHY, ("remove", _WHY)),
        "read_plan_changes": _changes,
    },
    ("list_milestones_of_plan", "read_plan_dependencies"),
)
