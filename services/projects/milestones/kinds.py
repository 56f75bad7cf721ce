"""Milestones, as a kind of what is kept."""

from __future__ import annotations

from typing import Final

from services.projects.kept.kinds import Kind
from services.projects.plans.kinds import ITEM
from shared.contracts.projects.milestones import MilestoneContent
from shared.contracts.projects.vocabulary import MilestoneCode

MILESTONE: Final = Kind(
    "milestone", "a milestone", {**ITEM.parts, "milestone": MilestoneCode}, MilestoneContent
)
