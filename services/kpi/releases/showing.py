"""How releases, voices and consultations are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.kpi.partnerships.use_cases import body_name
from services.kpi.releases.states import LIFE
from services.kpi.releases.tables import Act
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

    from services.kpi.releases.dossier import Course
    from services.kpi.releases.standings import Standing
    from services.kpi.releases.states import State
    from services.kpi.releases.tables import ReleaseVoice
    from shared.security.principal import Principal


def summary_of(course: Course, state: State) -> ReleaseSummary:
    """Return a release in short."""
    return ReleaseSummary(**_short(course, state))


def shown(standing: Standing, *, by: Principal) -> Release:
    """Return a release whole."""
    course, stand = standing.course, standing.stand
    members = standing.content.members if standing.content else ()
    scheduled = course.last(Act.SCHEDULED)
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
        voices=[voice_of(one, _deadline(course, one.draft)) for one in standing.voices],
        acts=[ReleaseAct.model_validate(act, from_attributes=True) for act in course.acts],
        manifest_hash=None if scheduled is None else scheduled.manifest_hash,
        allowed_actions=LIFE.allowed_actions(stand, by=by),
    )


def voice_of(one: ReleaseVoice, deadline: datetime | None) -> MemberVoice:
    """Return what a member said, and whether it came by the *deadline*."""
    said = {name: getattr(one, name) for name in MemberVoice.model_fields if name != "in_time"}
    return MemberVoice(**said, in_time=deadline is None or one.recorded_at < deadline)


def _deadline(course: Course, draft: int) -> datetime | None:
    """Return until when comments on a draft were asked for."""
    return next(
        (act.comments_by for act in course.acts if act.draft == draft and act.comments_by), None
    )


def _short(course: Course, state: State) -> dict[str, Any]:
    begun, draft = course.begun, course.drafted
    circulated, scheduled = course.last(Act.CIRCULATED), course.last(Act.SCHEDULED)
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
