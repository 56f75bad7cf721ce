"""Releases: drafts, consultation, sign-off, the hour, and who sees them before it."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.contracts.answers import AllowedAction
from shared.contracts.kpi.performance import Scorecard
from shared.contracts.models import Answer, Sent
from shared.contracts.values import (
    BodyCode,
    IndicatorCode,
    Instant,
    Line,
    Paragraph,
    PeriodText,
)


class ReleaseSent(Sent):
    """A release to begin."""

    period: PeriodText
    title: Line = Field(examples=["Revenues and benefits, October to December 2019"])
    text: Paragraph | None = Field(default=None, description="What readers are told beside it.")


class DraftSent(Sent):
    """Another draft; what is left out stays as it was."""

    title: Line | None = None
    text: Paragraph | None = Field(default=None, description="Null takes the text away.")


class ScheduleSent(Sent):
    """The hour of publication."""

    publish_at: Instant


class ReasonSent(Sent):
    """Why a release is cancelled, or withdrawn."""

    reason: Paragraph


class CorrectionSent(DraftSent):
    """Why a published release is corrected. What else is left out stays as it was."""

    reason: Paragraph


class CommentSent(Sent):
    """A member's comment on what was circulated to it."""

    text: Paragraph


class EarlyAccessSent(Sent):
    """Who may see a release before its hour, and why."""

    client: UUID = Field(description="The client's id.")
    justification: Paragraph


class FigureNamed(Answer):
    """A figure, by its natural key."""

    body: BodyCode
    indicator: IndicatorCode
    period: PeriodText


class MemberVoice(Answer):
    """What a member said: a comment, or that it signs what was circulated."""

    body: BodyCode
    what: str = Field(description="`comment` or `signed`.")
    recorded_at: Instant
    draft: int
    content_hash: str = Field(description="Of what it speaks of.")
    text: str | None
    in_time: bool = Field(description="Whether it came by `comments_by`; it counts in any case.")
    client: str
    holder: str


class MemberStand(Answer):
    """Whether a member has signed what the release says now."""

    body: BodyCode
    body_name: str
    has_signed: bool


class ReleaseAct(Answer):
    """What was done to a release."""

    act: str = Field(
        description="`drafted`, `circulated`, `approved`, `scheduled`, `cancelled` or `withdrawn`."
    )
    recorded_at: Instant
    draft: int
    content_hash: str
    comments_by: Instant | None
    publish_at: Instant | None
    reason: str | None
    client: str
    holder: str


class ReleaseSummary(Answer):
    """A release in short."""

    id: UUID
    body: BodyCode
    period: PeriodText
    number: int = Field(description="Counts a body's releases of a period that weren't cancelled.")
    state: str = Field(
        description="`draft`, `consultation`, `approved`, `scheduled`, `published`, `superseded`, "
        "`cancelled` or `withdrawn`. In a list `approved` means that it was; whether the approval "
        "still holds is worked out where the release itself is read."
    )
    title: str
    draft: int = Field(description="The number of the newest draft.")
    drafted_at: Instant
    content_hash: str = Field(
        description="SHA-256 over all that the newest draft says. Signatures and the approval are "
        "bound to it."
    )
    comments_by: Instant | None
    publish_at: Instant | None
    supersedes: UUID | None = Field(description="The release that it corrects.")
    reason: str | None = Field(description="Why it corrects that.")


class Release(ReleaseSummary):
    """A release as it stands."""

    text: str | None
    is_current: bool = Field(
        description="False if figures, targets or commentary say something else than the newest "
        "draft: take another."
    )
    unapproved: list[FigureNamed] = Field(
        description="Figures that it shows or is worked out from, and that await approval."
    )
    members: list[MemberStand] = Field(description="Of a partnership, in this period.")
    voices: list[MemberVoice] = Field(
        description="The last hundred that the members said, oldest first; `…/voices` lists all."
    )
    acts: list[ReleaseAct] = Field(
        description="The last hundred, oldest first; `…/acts` lists all."
    )
    manifest_hash: str | None = Field(description="Over all that is frozen, once it is.")
    allowed_actions: list[AllowedAction]


class ConsultationSummary(Answer):
    """A draft that was circulated to a member, in short."""

    release: UUID
    body: BodyCode = Field(description="The partnership that means to publish it.")
    period: PeriodText
    title: str
    draft: int
    state: str = Field(
        description="`open`; `closed`, once it is decided or replaced; or `cancelled`."
    )
    content_hash: str
    circulated_at: Instant
    comments_by: Instant


class DraftContent(Answer):
    """All that a draft says."""

    title: str
    text: str | None
    reason: str | None
    scorecards: list[Scorecard]


class Consultation(ConsultationSummary):
    """A draft that was circulated to a member, and what the member said of it."""

    content: dict[str, Any] | None = Field(
        description="All that the draft says: `title`, `text`, `reason` and `scorecards`. Null "
        "once the release is cancelled."
    )
    voices: list[MemberVoice] = Field(
        description="The last hundred of the member's own, oldest first; `…/voices` lists all."
    )
    allowed_actions: list[AllowedAction]


class EarlyAccess(Answer):
    """That a client may see a release before its hour; or might."""

    client: UUID
    justification: str
    granted_at: Instant
    granted_by: str
    ended_at: Instant | None
