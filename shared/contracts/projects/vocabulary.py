"""The words of the projects service."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from shared.folding import CAPITALS


class Shape(StrEnum):
    """What a plan is: each shape calls its items by another name, and all are kept alike."""

    SERVICE_PLAN = "service_plan"
    IMPROVEMENT_PLAN = "improvement_plan"
    SERVICE_PRIORITIES = "service_priorities"
    JOINT_WORKING = "joint_working"


class ItemKind(StrEnum):
    """What an item of a plan is."""

    KEY_PROJECT = "key_project"
    RECOMMENDATION = "recommendation"
    PRIORITY = "priority"
    SCOPING_ITEM = "scoping_item"


class Keeping(StrEnum):
    """Whether a thing still stands in its plan. What was removed stays in the history."""

    KEPT = "kept"
    REMOVED = "removed"


class MilestoneKind(StrEnum):
    """A point that is reached, or work that is done."""

    MILESTONE = "milestone"
    ACTIVITY = "activity"


class DateKind(StrEnum):
    """What a date of a milestone is for.

    A first result is there by the interim one, all of it by the full one; most milestones have one
    date alone, by which they are due.
    """

    INTERIM = "interim"
    FULL = "full"
    DUE = "due"


class Progress(StrEnum):
    """Where a milestone stands. It is complete when a person says so, and shows by what."""

    OPEN = "open"
    COMPLETE = "complete"
    REMOVED = "removed"


class Confidence(StrEnum):
    """How sure its owner is that an item will be delivered: from sure to not, and two beside."""

    GREEN = "green"
    AMBER_GREEN = "amber_green"
    AMBER = "amber"
    AMBER_RED = "amber_red"
    RED = "red"
    COMPLETE = "complete"
    NOT_STARTED = "not_started"


class PlanView(StrEnum):
    """What is shown of a plan: as it is worked on, or as it was published."""

    WORKING = "working"
    PUBLISHED = "published"


class ObjectiveLevel(StrEnum):
    """Whose aim an objective is: the council's as a whole, or a service's, which serves that."""

    CORPORATE = "corporate"
    SERVICE = "service"


class Contributes(StrEnum):
    """Whether an item serves an objective, as its plan says. What it does not say is not a no."""

    YES = "yes"
    NO = "no"
    NOT_STATED = "not_stated"


PlanCode = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$", examples=["service-plan-2020-21"])
]
"""A plan's name in addresses, unique within its body."""

ItemReference = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", examples=["R5a"])
]
"""What a plan calls one of its items, unique within the plan and for good."""

MilestoneCode = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", examples=["m1", "go-live"])
]
"""What an item calls one of its milestones, unique within the item and for good."""

ObjectiveCode = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$", examples=["stronger-economy"])
]
"""An objective's name in addresses, unique within its body."""

OutcomeLetter = Annotated[str, Field(pattern=r"^[A-Z]$", examples=["D"])]
"""What an objective calls one of its outcomes: a Latin capital."""

_WRITTEN_LETTER: Final = f"[A-Za-z{''.join(sorted(CAPITALS))}]"
_LETTERS: Final = f"{_WRITTEN_LETTER}([ ,;/]{{1,3}}{_WRITTEN_LETTER}){{0,25}}"

WrittenLetter = Annotated[
    str,
    Field(
        pattern=f"^{_WRITTEN_LETTER}$",
        description="A Latin letter, or a Cyrillic or Greek one that looks like it and is taken "
        "for it, which the answer says.",
        examples=["D"],
    ),
]
"""A letter of an outcome as its writer wrote it."""

WrittenLetters = (
    Annotated[list[WrittenLetter], Field(max_length=26)]
    | Annotated[str, Field(pattern=f"^(-|{_LETTERS})$", examples=["D,E"])]
)
"""Letters of outcomes as their writer wrote them: a list, or a text as `D,E`; `-` names none."""
