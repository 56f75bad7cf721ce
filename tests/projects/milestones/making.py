"""Milestones to try the rules on, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from services.projects.milestones.rules import dates_with
from shared.contracts.projects.milestones import (
    MilestoneContent,
    MilestoneLink,
    PlannedDate,
    Redating,
)
from shared.contracts.projects.vocabulary import DateKind, MilestoneKind, Progress

AT: Final = datetime(2012, 4, 2, 9, tzinfo=UTC)
ITEM: Final = "P3"


def due(day: str, kind: str = "due") -> PlannedDate:
    """Return a date, planned as written."""
    return PlannedDate.model_validate({"kind": kind, "planned": day})


def milestone(
    name: str, *planned: PlannedDate, waits_for: tuple[str, ...] = (), **more: Any
) -> MilestoneContent:
    """Return a milestone that is open, with these dates as its baseline."""
    said: dict[str, Any] = {
        "body": "E07000132",
        "recorded_at": AT,
        "recorded_by": "LB",
        "plan": "service-priorities",
        "item": ITEM,
        "milestone": name,
        "title": f"Milestone {name}",
        "kind": MilestoneKind.MILESTONE,
        "dates": dates_with([], planned),
        "moves": [],
        "owners": [],
        "measures": [],
        "notes": None,
        "depends_on": [MilestoneLink(item=ITEM, milestone=other) for other in waits_for],
        "state": Progress.OPEN,
        "state_reason": None,
        "completion": None,
    }
    return MilestoneContent(**said | more)


def to(day: str, kind: DateKind = DateKind.DUE, reason: str = "So decided") -> Redating:
    """Return a re-dating."""
    return Redating.model_validate({"kind": kind, "to": day, "reason": reason})


def day(text: str) -> date:
    """Return a day, as 2012-06-08."""
    return date.fromisoformat(text)
