"""Positions and delivery confidence, as kinds of what is kept.

A period's position is one thing, and its drafts are the versions of that. So is what was said of a
day: its last version counts.
"""

from __future__ import annotations

from typing import Final

from services.projects.kept.kinds import Kind
from services.projects.plans.kinds import ITEM
from shared.contracts.projects.positions import ConfidenceSaid, Position
from shared.contracts.values import Day, PeriodText

POSITION: Final = Kind("position", "a position", {**ITEM.parts, "period": PeriodText}, Position)
CONFIDENCE: Final = Kind("confidence", "confidence", {**ITEM.parts, "on": Day}, ConfidenceSaid)
