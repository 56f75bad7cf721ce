"""What the five papers are called in the demo, and how its plans are read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from tests.suite import Suite

Loaded = tuple[Suite, str, Path]

BENEFITS: Final = "E07000236/plans/benefits-improvement-plan"
SERVICE_PLAN: Final = "leicestershire/plans/service-plan-2020-21"
CUSTOMERS: Final = "E06000022/plans/customer-services-2012-13"
PROJECT: Final = "dartford-sevenoaks/plans/partnership-project"
JOINT: Final = "essex-joint-working/plans/revenues-and-benefits-partnership"


async def read(loaded: Loaded, path: str, **query: Any) -> Any:
    """Return what somebody reads who may read this body's plans."""
    suite, _, _ = loaded
    headers = await suite.key(projects_read=[path.partition("/")[0]])
    at = f"/v1/projects/bodies/{path}"
    answer = await suite.http.get(at, headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def due(loaded: Loaded, path: str) -> dict[str, dict[str, Any]]:
    """Return by when each milestone of an item is due, as first planned."""
    return {
        milestone["milestone"]: date["baseline"]
        for milestone in (await read(loaded, f"{path}/milestones"))["items"]
        for date in milestone["dates"]
        if date["kind"] == "due"
    }
