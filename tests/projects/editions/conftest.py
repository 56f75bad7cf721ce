"""A plan to publish, with all that the public may see of one, and much that it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.projects.editions.press import PERIOD, Press
from tests.projects.planning import Planning

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

HIDDEN: Final = tuple(
    f"hidden-{word}"
    for word in (
        *("source", "notes", "move", "evidence", "confidence", "removed-item"),
        *("removed-milestone", "why-removed", "first-draft", "milestone-notes"),
    )
)
"""What a plan keeps for itself."""


@pytest.fixture
async def press(shared_suite: Suite) -> Press:
    """A plan with two items, of which more is said than is published."""
    planning = Planning(shared_suite)
    planning = Planning(shared_suite, body=f"press-{planning.plan}", plan=planning.plan)
    await planning.prepare()
    source, notes, move, evidence, confidence, item, milestone, why, draft, also = HIDDEN
    section = {"heading": "Service standards", "paragraphs": ["Answer within a week."]}
    plan = {
        "title": "Service priorities 2012/13",
        "shape": "service_priorities",
        "source": source,
        "sections": [section],
    }
    kept = [
        await planning.put("", plan),
        await planning.put(
            "items/P1",
            {"title": "Go live", "owners": ["Head of Service"], "teams": ["PDT"], "notes": notes}
            | {"deliverables": ["A new system"], "risks": ["R77"]},
        ),
        await planning.put("items/P3", {"title": item}),
        await planning.put("items/P1/milestones/m", _due("Tender", "18/05/2012") | {"notes": also}),
        await planning.put("items/P1/milestones/late", _due("Train staff", "28/05/2012")),
        await planning.put("items/P1/milestones/gone", _due(milestone, "29/06/2012")),
        await planning.step(
            "items/P1/milestones/late", "redate", {"to": "15/06/2012", "reason": move}
        ),
        await planning.step(
            "items/P1/milestones/m", "complete", {"on": "2012-05-21", "evidence": evidence}
        ),
        await planning.step("items/P1/milestones/gone", "remove", {"reason": why}),
        await planning.step("items/P3", "remove", {"reason": why}),
        *[await say(planning, text) for text in (draft, "The contract is signed.")],
        await post(
            planning,
            "items/P1/confidence",
            {"confidence": "amber_red", "reason": confidence, "on": "2012-06-20"},
        ),
    ]
    assert [each.status_code for each in kept if not each.is_success] == []
    return Press(planning)


def _due(title: str, day: str) -> dict[str, object]:
    return {"title": title, "dates": [{"planned": day}]}


async def say(planning: Planning, statement: str) -> httpx.Response:
    """Draft a position of P1 in the quarter."""
    return await post(planning, "items/P1/positions", {"period": PERIOD, "statement": statement})


async def post(planning: Planning, path: str, said: dict[str, str]) -> httpx.Response:
    """Post something of the plan's."""
    return await planning.suite.http.post(
        f"{planning.at}/{path}", json=said, headers=await planning.officer()
    )
