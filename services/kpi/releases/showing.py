"""How releases, voices and consultations are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.kpi.partnerships.use_cases import body_name
from services.kpi.releases.states import LIFE
from services.kpi.releases.tables import ActOnRelease
from shared.contracts.kpi.releases import (
    FigureNamed,
    MemberStand,
    MemberVoice,
    Release,
    ReleaseAct,
    ReleaseSummary,
)

if TYPE_CHECKING:
    from datetime import datetime

    from services.kpi.releases import tables
    from services.kpi.releases.dossier import Course
    from services.kpi.releases.queries.consultations import Heard
    from services.kpi.releases.standings import ReleaseStanding
    from services.kpi.releases.states import State
    from services.kpi.releases.tables import ReleaseVoice
    from shared.security.principal import Principal

MOST_SHOWN: Final = 100
"""Voices, or acts, that stand in a document; each has a list of its own."""


def summary_of(course: Course, state: State) -> ReleaseSummary:
    """Return a release in short."""
    return ReleaseSummary(**_short(course, state))


def shown(standing: ReleaseStanding, *, by: Principal) -> Release:
    """Return a release whole."""
    course, stand = standing.course, standing.stand
    members = standing.content.members if standing.content else ()
    scheduled = course.last(ActOnRelease.SCHEDULED)
    return Release(
        **_short(course, stand.state),
        text=course.drafted.text,
        is_current=stand.is_current,
        unapproved=[
            FigureNamed(body=body, indicator=code, period=period)
            for body, code, period in stand.unapproved
        ],
        members=[
            MemberStand(
                body=member,
                body_name=body_name(member, ()) or member,
                has_signed=member not in stand.unsigned,
            )
            for member in members
        ],
        voices=[voice_of(*one) for one in standing.voices],
        acts=[act_of(act) for act in course.acts[-MOST_SHOWN:]],
        manifest_hash=None if scheduled is None else scheduled.manifest_hash,
        allowed_actions=LIFE.allowed_actions(stand, by=by),
    )


def act_of(act: tables.ReleaseAct) -> ReleaseAct:
    """Return what was done to a release."""
    return ReleaseAct.model_validate(act, from_attributes=True)


def key_of_voice(heard: Heard) -> tuple[datetime, str]:
    """Return the place of what a member said, in a list of voices."""
    voice, _ = heard
    return voice.recorded_at, voice.body


def voice_of(one: ReleaseVoice, deadline: datetime | None) -> MemberVoice:
    """Return what a member said, and whether it came by the *deadline* of that draft."""
    said = {name: getattr(one, name) for name in MemberVoice.model_fields if name != "in_time"}
    return MemberVoice(**said, in_time=deadline is None or one.recorded_at < deadline)


def _short(course: Course, state: State) -> dict[str, Any]:
    begun, draft = course.begun, course.drafted
    circulated, scheduled = (
        course.last(ActOnRelease.CIRCULATED),
        course.last(ActOnRelease.SCHEDULED),
    )
    return {
        "id": begun.id,
        "body": begun.body,
        "period": begun.period,
        "number": begun.number,
        "state": state,
        "title": draft.title,
        "draft": draft.draft,
        "drafted_at": draft.recorded_at,
        "content_hash": draft.content_hash,
        "comments_by": None if circulated is None else circulated.comments_by,
        "publish_at": None if scheduled is None else scheduled.publish_at,
        "supersedes": begun.supersedes,
        "reason": begun.reason,
    }
