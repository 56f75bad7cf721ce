"""A plan keeps its shape as long as items stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest

OTHER = {"title": "Plan", "shape": "service_plan"}


async def test_a_plan_takes_another_shape_once_all_its_items_were_removed(
    plan: PlanUnderTest,
) -> None:
    await plan.keep_items("R1", "R2")
    await plan.remove("R1")
    refused = await plan.put(plan.at, OTHER)
    await plan.remove("R2")
    taken = await plan.put(plan.at, OTHER)

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert (taken.status_code, taken.json()["shape"]) == (200, "service_plan")
