"""The words of the risk service."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class RiskCategory(StrEnum):
    """What a register, or a risk in it, is about."""

    STRATEGIC = "strategic"
    OPERATIONAL = "operational"
    PARTNERSHIP = "partnership"
    PROJECT = "project"


class Response(StrEnum):
    """What is done about a risk."""

    TOLERATE = "tolerate"
    TREAT = "treat"
    TRANSFER = "transfer"
    TERMINATE = "terminate"


class RiskState(StrEnum):
    """Where a risk stands. One that has come true is an issue from then on."""

    OPEN = "open"
    CLOSED = "closed"
    MATERIALISED = "materialised"


class AssessmentKind(StrEnum):
    """Of which score an assessment speaks.

    Inherent is before any control, current with the controls that are in place, and target is where
    the risk is to be once the actions are done.
    """

    INHERENT = "inherent"
    CURRENT = "current"
    TARGET = "target"


class HiddenField(StrEnum):
    """A field of a risk that may be Part 2: shown to holders of `risk:confidential` alone."""

    CAUSE = "cause"
    EVENT = "event"
    CONSEQUENCE = "consequence"
    TREATMENT = "treatment"


class MitigationKind(StrEnum):
    """Whether it works already, or is to be done."""

    CONTROL = "control"
    ACTION = "action"


class MitigationState(StrEnum):
    """How far a mitigation is: the first four are an action's, the last two a control's."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ABANDONED = "abandoned"
    IN_PLACE = "in_place"
    NOT_IN_PLACE = "not_in_place"


class HiddenPart(StrEnum):
    """A field of a mitigation that may be Part 2: shown to holders of `risk:confidential` alone."""

    TEXT = "text"
    EVIDENCE = "evidence"


class HiddenText(StrEnum):
    """A text of an act that may be Part 2: shown to holders of `risk:confidential` alone."""

    STATE_REASON = "state_reason"
    INHERENT_REASON = "inherent_reason"
    CURRENT_REASON = "current_reason"
    TARGET_REASON = "target_reason"
    REVIEW_COMMENT = "review_comment"
    ACCEPTANCE_REASON = "acceptance_reason"
    REVOCATION_REASON = "revocation_reason"
    DISMISSAL_REASON = "dismissal_reason"


class Validity(StrEnum):
    """What an acceptance is worth. It is derived each time, and never kept.

    Void is one whose risk was assessed above the accepted score since, or as not known, or on other
    scales; it stays so when the score falls again. Superseded is one after which another was given.
    """

    VALID = "valid"
    EXPIRED = "expired"
    VOID = "void"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


RegisterCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,62}$", examples=["operational"])]
"""A register's name in addresses, unique within its body."""

RiskReference = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", examples=["R1", "RB-07"])
]
"""What a body calls a risk, unique within the body and for good."""

ItemReference = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", examples=["R5a"])
]
"""What a plan calls one of its items."""

MitigationCode = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", examples=["A1"])
]
"""What a body calls a control or an action, unique within its risk and for good."""
