"""How plans are read as a whole for calls: all of it is made of what other parts have kept."""

from __future__ import annotations

from typing import Final

from tests.promises.projects.keeping import Part
from tests.promises.world import PERIOD

QUARTER: Final = "2019-20-Q3"

PART: Final = Part(
    (),
    reads=("read_plan_late_list", "read_late_list", "read_calendar"),
    asked={
        # The working views: what else these two answer, to anyone, is told in test_permissions.
        "read_plan_timeline": {"view": "working"},
        "read_plan_report": {"period": QUARTER, "view": "working"},
        "read_plan_highlights": {"period": PERIOD},
        "read_projects_quarter": {"period": QUARTER},
    },
)
