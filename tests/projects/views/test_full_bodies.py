"""A body keeps only so many plans: some views tell of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.plans import use_cases
from tests.projects.planning import Planning

if TYPE_CHECKING:
    import pytest


async def test_a_body_has_only_so_many_plans(
    own: Planning, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that stand are still kept anew, and another body has its own."""
    monkeypatch.setattr(use_cases, "MOST_PLANS", 2)
    plan = {"title": "Plan", "shape": "service_priorities"}
    second, third = (Planning(own.suite, body=own.body) for _ in range(2))
    other = Planning(own.suite, body=f"{own.body}-b")
    kept = [await one.put("", plan) for one in (second, third, own, other)]

    assert [one.status_code for one in kept] == [201, 409, 200, 201]
    assert kept[1].json()["detail"] == "A body has at most 2 plans."
