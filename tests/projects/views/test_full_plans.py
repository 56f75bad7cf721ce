"""A plan as large as a plan may be: it is taken in as one sheet, and each view is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.contracts.projects.items import MOST_ITEMS
from shared.contracts.projects.milestones import MOST_MILESTONES
from tests.projects.planning import ITEMS
from tests.promises.crowds import FULL

if TYPE_CHECKING:
    from tests.projects.planning import Planning

OF_PLAN = (
    "structure",
    "milestones?limit=1000",
    "dependencies",
    "changes?from=2020-01-01",
    "changes?from=2020-01-01&format=xlsx",
    "decisions",
    "contributions?format=xlsx",
    "positions?period=2012-13-Q1",
    "confidence",
    "timeline",
    "timeline?format=svg",
    "report?period=2012-13-Q1",
    "report?period=2012-13-Q1&format=xlsx",
    "highlights?period=2012-13-Q1",
    "highlights?period=2012-13-Q1&format=xlsx",
    "late",
    "late?format=xlsx",
    "rows?format=csv",
    "rows?format=xlsx",
    "savings-summary",
)
OF_BODY = ("late", "calendar.ics", "quarter?period=2012-13-Q1")


def rows() -> list[dict[str, Any]]:
    """Return what fills a plan: items in tens, and milestones each of which waits for the last."""
    told: list[dict[str, Any]] = []
    before = None
    new = MOST_ITEMS - len(ITEMS)
    for number in range(new):
        item = f"R{number}"
        parent = f"R{number - number % 10}" if number % 10 else None
        told.append({"item": item, "title": f"Item {number}", "parent": parent, "owners": "LB"})
        for each in range(MOST_MILESTONES // new):
            said = {"title": f"Milestone {each}", "due": "30 June 2012", "depends_on": before}
            told.append({"item": item, "milestone": f"m{each}"} | said)
            before = f"{item}/m{each}"
    return told


@pytest.mark.skipif(not FULL, reason="a full plan takes half a minute")
async def test_each_view_of_a_full_plan_is_answered_in_time(own: Planning) -> None:
    """The suite's own deadline ends what takes longer."""
    officer, http = await own.officer(), own.suite.http
    kept = await http.post(f"{own.at}/rows", json={"items": rows()}, headers=officer)

    assert kept.status_code == 201, kept.text[:500]
    assert kept.json()["counts"]["rejected"] == 0
    bodys = f"/v1/projects/bodies/{own.body}"
    for at in (*(f"{own.at}/{view}" for view in OF_PLAN), *(f"{bodys}/{one}" for one in OF_BODY)):
        answer = await http.get(at, headers=officer)
        assert answer.status_code == 200, (at, answer.text[:500])
