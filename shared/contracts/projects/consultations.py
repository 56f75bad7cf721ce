"""Consultations: what is circulated, to whom, by when, and whether the notice is long enough."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from shared.calendar.dates import FIRST_YEAR, LAST_YEAR
from shared.contracts.answers import Flag
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import PlanCode
from shared.contracts.values import (
    BodyCode,
    Day,
    Instant,
    Line,
    NearDay,
    Paragraph,
    StrictBool,
    StrictInt,
)

MOST_COUNCILS: Final = 50

ConsultationCode = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["protocol-draft-2"])
]
"""What a plan calls a consultation, unique within it and for good."""

VersionNumber = Annotated[
    str, Field(pattern=r"^[vV]?[0-9]{1,4}(\.[0-9]{1,4}){0,3}$", examples=["v0.3", "2"])
]
"""The version number that a draft bears. It is a text: 0.10 comes after 0.9."""


def _near(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        message = f"lies outside {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(message)
    return instant


NearInstant = Annotated[Instant, AfterValidator(_near)]


class ConsultationKind(StrEnum):
    """What is consulted by, and so which notice is due.

    On a document there are five working days for comments. An event is advertised at least seven
    days before. The papers of a meeting are circulated five working days before it, and so are
    with the council's nominated representative by noon on the day one week before.
    """

    DOCUMENT = "document"
    EVENT = "event"
    MEETING = "meeting"


class PlanConsultationDefinition(Sent):
    """A consultation as its plan has it. Too short a notice is flagged, and never refused."""

    title: Line
    kind: ConsultationKind
    version: VersionNumber = Field(description="Of the draft, so that everyone means the same one.")
    dated: NearDay = Field(description="The date that the draft bears.")
    asked: Annotated[list[BodyCode], Field(min_length=1, max_length=MOST_COUNCILS)] = Field(
        description="The councils that are asked."
    )
    circulated_at: NearInstant | None = Field(
        default=None,
        description="When the document or the papers were circulated, or the event advertised; "
        "null before that.",
    )
    held_on: NearDay | None = Field(
        default=None, description="The day of the event or meeting; a document has none."
    )
    to_representative_at: NearInstant | None = Field(
        default=None,
        description="When the papers of a meeting were with the nominated representative.",
    )
    comments_required_by: NearInstant | None = Field(
        default=None, description="The time and date stated on what was circulated."
    )
    notes: Paragraph | None = None

    @model_validator(mode="after")
    def _has_its_day(self) -> Self:
        if (self.held_on is None) is not (self.kind is ConsultationKind.DOCUMENT):
            message = "an event or a meeting is held on a day, and a document on none"
            raise ValueError(message)
        if self.to_representative_at is not None and self.kind is not ConsultationKind.MEETING:
            message = "only the papers of a meeting go to the nominated representative by an hour"
            raise ValueError(message)
        return self


class NoticeDeadlines(Answer):
    """What the protocol asks for, worked out: England's working days, London's clock."""

    comments_by: Instant | None = Field(
        description="The end, in London, of the fifth working day after a document was circulated."
    )
    advertise_by: Day | None = Field(
        description="The last day to advertise an event: seven calendar days before it."
    )
    circulate_by: Day | None = Field(
        description="The last day to circulate a meeting's papers: the fifth working day before it."
    )
    to_representative_by: Instant | None = Field(
        description="Noon in London on the day one week before a meeting."
    )
    later_by_days: StrictInt | None = Field(
        description="Calendar days by which that noon comes after the last day to circulate, "
        "as it does around bank holidays: the two rules conflict then. 0 if they agree."
    )
    later_by_working_days: StrictInt | None = Field(
        description="How many of these days are worked."
    )


class PlanConsultation(Kept):
    """A consultation as it stands or stood, with its deadlines, and what is amiss with them."""

    plan: PlanCode
    consultation: ConsultationCode
    title: str
    kind: ConsultationKind
    version: str
    dated: Day
    asked: list[BodyCode]
    circulated_at: Instant | None
    held_on: Day | None
    to_representative_at: Instant | None
    comments_required_by: Instant | None
    notes: str | None
    deadlines: NoticeDeadlines
    flags: list[Flag]


class ConsultationCommentText(Sent):
    """What a council says of what was circulated."""

    council: BodyCode
    comment: Paragraph
    made_by: Line | None = Field(default=None, description="A role or initials.")


class ConsultationComment(Kept):
    """A comment as it came in. It is never changed: a second one stands beside it."""

    plan: PlanCode
    consultation: ConsultationCode
    council: BodyCode
    comment: str
    made_by: str | None
    version: str = Field(description="Of the draft, as it was when the comment came in.")
    was_asked: StrictBool = Field(description="Whether the council was one of those asked.")
    deadline: Instant | None = Field(
        description="The later one of what was stated and what the protocol gives, as it was when "
        "the comment came in; null if there was none."
    )
    is_late: StrictBool | None = Field(
        description="Whether it came in at the deadline or after it; null if there was none."
    )
