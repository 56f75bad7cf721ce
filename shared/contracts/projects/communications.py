"""Communications on behalf of a partnership, and the steering groups whose members approve them."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from shared.contracts.answers import AllowedAction, Flag
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import PlanCode
from shared.contracts.values import BodyCode, Day, Instant, Line, Paragraph, StrictBool

MOST_PARTIES: Final = 50
MOST_MEMBERS: Final = 200

CommunicationCode = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["staff-bulletin-3"])
]
"""What a plan calls a communication, unique within it and for good."""

GroupCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["steering-group"])]
"""What a plan calls a group, unique within it and for good."""


class CommunicationState(StrEnum):
    """How far a communication has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    RELEASED = "released"


class CommunicationDefinition(Sent):
    """A communication as its plan has it. A change voids the approvals that it had."""

    title: Line
    audience: Line = Field(examples=["Staff of all partners", "Press"])
    channel: Line = Field(examples=["Staff bulletin", "Staff briefing", "Press release"])
    text: Paragraph | None = None
    embargo: Instant | None = Field(
        default=None, description="The instant before which it is not released."
    )
    approval_of: Annotated[list[BodyCode], Field(max_length=MOST_PARTIES)] = Field(
        default=[],
        description="The councils whose nominated representatives approve it, each of them; if "
        "none is named, the approval of any one will do.",
    )


class CommunicationApproval(Answer):
    """Who approved it, for which council."""

    council: BodyCode
    representative: str
    given_on: Day | None
    comment: str | None
    recorded_at: Instant
    recorded_by: str


class CommunicationContent(Kept):
    """A communication as it stands or stood. Its `ETag` is of this."""

    plan: PlanCode
    communication: CommunicationCode
    title: str
    audience: str
    channel: str
    text: str | None
    embargo: Instant | None
    approval_of: list[BodyCode]
    state: CommunicationState
    approvals: list[CommunicationApproval] = Field(description="Of what it says now.")
    released_at: Instant | None


class Communication(CommunicationContent):
    """A communication, and what the caller may do with it now."""

    allowed_actions: list[AllowedAction]


class CommunicationApprovalText(Sent):
    """Which council approves, and by whom."""

    council: BodyCode
    representative: Line = Field(
        description="The nominated representative, as a group of the plan names them."
    )
    given_on: Day | None = Field(
        default=None,
        description="The day of their word, if it was not given here; null is not told.",
    )
    comment: Paragraph | None = None


class GroupParty(Sent):
    """A council that is party to a group."""

    council: BodyCode
    withdrew: Day | None = Field(
        default=None,
        description="The day that it left. From when this is told, nothing is awaited of it.",
    )


class GroupMember(Sent):
    """Somebody on a group."""

    name: Line = Field(description="A name or initials; a role, if neither is told.")
    council: BodyCode | None = Field(
        default=None, description="Null for who sits for no council, as the Resource Officer."
    )
    role: Line | None = Field(default=None, examples=["Chair", "Head of Revenues"])
    is_nominated_representative: StrictBool = False


class SteeringGroupDefinition(Sent):
    """A group of a plan: what it is for, who is party to it, and who sits on it."""

    name: Line = Field(examples=["Steering Group"])
    purpose: Paragraph | None = None
    parties: Annotated[list[GroupParty], Field(max_length=MOST_PARTIES)] = Field(
        default=[], description="Each council that is party to it, or was."
    )
    members: Annotated[list[GroupMember], Field(max_length=MOST_MEMBERS)] = Field(default=[])

    @model_validator(mode="after")
    def _names_each_party_once(self) -> Self:
        councils = [party.council for party in self.parties]
        if len(set(councils)) < len(councils):
            message = "a council is named twice"
            raise ValueError(message)
        return self


class SteeringGroup(Kept):
    """A group as it stands or stood, and what is amiss with it.

    Each party has one nominated representative: none, and more than one, are flagged.
    """

    plan: PlanCode
    group: GroupCode
    name: str
    purpose: str | None
    parties: list[GroupParty]
    members: list[GroupMember]
    flags: list[Flag]
