"""Plans and items, as kinds of what is kept."""

from __future__ import annotations

from typing import Final

from services.projects.kept.kinds import Kind
from shared.contracts.projects.items import ItemContent
from shared.contracts.projects.plans import Plan
from shared.contracts.projects.vocabulary import ItemReference, PlanCode

PLAN: Final = Kind("plan", "a plan", {"plan": PlanCode}, Plan)
ITEM: Final = Kind("item", "an item", {**PLAN.parts, "item": ItemReference}, ItemContent)
