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
    row = {"item": f"I{number}", "title": f"Title {number}"}
    return Call(operation, {"body_code": COUNCIL, "plan": PLAN}, content={"items": [row]})


PART: Final = Part(
    (),
    {"import_plan": _import},
    ("read_plan_late_list", "read_late_list", "read_calendar", "export_plan"),
    asked={
        # The working views: what else these two answer, to anyone, is told in test_permissions.
        "read_plan_timeline": {"view": "working"},
        "read_plan_report": {"period": QUARTER, "view": "working"},
        "read_plan_highlights": {"period": PERIOD},
        "read_projects_quarter": {"period": QUARTER},
    },
)
