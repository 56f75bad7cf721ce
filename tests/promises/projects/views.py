"""How plans are read as a whole for calls, and taken in as sheets.

What is read is made of what other parts have kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.promises.projects.keeping import Part
from tests.promises.projects.plans import PLAN
from tests.promises.world import COUNCIL, PERIOD, Call

if TYPE_CHECKING:
    from tests.promises.operations import Operation
    from tests.promises.world import World

QUARTER: Final = "2019-20-Q3"


async def _import(world: World, operation: Operation) -> Call:
    number = world.number()
    rows = [
        {"item": f"I{number}", "title": f"Title {number}"},
        {"item": f"I{number}", "milestone": "m1", "title": "Tender", "due": "Mar 2020"},
    ]
    return Call(operation, {"body_code": COUNCIL, "plan": PLAN}, content={"items": rows})


PART: Final = Part(
    (),
    {"import_plan": _import},
    (
        *("read_plan_timeline", "read_plan_late_list", "read_late_list", "read_calendar"),
        "export_plan",
    ),
    asked={
        "read_plan_report": {"period": PERIOD},
        "read_plan_highlights": {"period": PERIOD},
        "read_projects_quarter": {"period": QUARTER},
    },
)
