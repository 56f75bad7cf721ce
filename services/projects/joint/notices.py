"""Whether a consultation gives the notice that its protocol asks for, in days that can be counted.

The rules are of the protocol in which four Essex councils agreed to work together (seed 004): five
working days for comments on a document; an event advertised at least seven days before; papers
circulated five working days before a meeting, and so with the council's nominated representative
by noon on the day one week before. Where a bank holiday lies in that week the last two conflict.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.calendar.working_days import (
    COMMENT_DAYS,
    LONDON,
    comments_by,
    day_in_london,
    is_working_day,
    working_day_before,
    working_days_between,
)
from shared.contracts.answers import Flag
from shared.contracts.projects.consultations import (
    ConsultationKind,
    NoticeDeadlines,
    PlanConsultationDefinition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAPERS_DAYS: Final = 5
"""Working days before a meeting, of which the last is the one to circulate its papers on."""

EVENT_DAYS: Final = 7
"""Calendar days. Advertised on a Monday, an event is held on the next at the earliest: our choice,
as the protocol does not say whether the days are clear ones."""

_A_WEEK: Final = timedelta(days=7)
_NOON: Final = time(12)


def follow(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the deadlines and flags of a consultation, from what is kept of it."""
    consultation = PlanConsultationDefinition.model_validate(content)
    by = deadlines(consultation)
    return {"deadlines": by, "flags": [*flags(consultation, by)]}


def deadlines(consultation: PlanConsultationDefinition) -> NoticeDeadlines:
    """Return what the protocol asks for."""
    held, sent = consultation.held_on, consultation.circulated_at
    none = NoticeDeadlines(**dict.fromkeys(NoticeDeadlines.model_fields))
    if held is None:
        by = None if sent is None else comments_by(sent)
        return none.model_copy(update={"comments_by": by})
    if consultation.kind is ConsultationKind.EVENT:
        return none.model_copy(update={"advertise_by": held - timedelta(days=EVENT_DAYS)})
    circulate_by = working_day_before(held, PAPERS_DAYS)
    week_before = held - _A_WEEK
    return NoticeDeadlines(
        comments_by=None,
        advertise_by=None,
        circulate_by=circulate_by,
        to_representative_by=datetime.combine(week_before, _NOON, LONDON).astimezone(UTC),
        later_by_days=max((week_before - circulate_by).days, 0),
        later_by_working_days=working_days_between(circulate_by, week_before),
    )


def flags(consultation: PlanConsultationDefinition, by: NoticeDeadlines) -> Iterator[Flag]:
    """Yield what is amiss: notice that is too short, and rules that conflict."""
    sent = consultation.circulated_at
    on = None if sent is None else day_in_london(sent)
    if on is not None and consultation.dated > on:
        detail = f"It is dated {_said(consultation.dated)}, after {_said(on)}, when it went out."
        yield Flag(code="dated_after_circulation", detail=detail)
    if consultation.kind is ConsultationKind.DOCUMENT:
        yield from _of_comments(consultation, by.comments_by)
    elif consultation.kind is ConsultationKind.EVENT:
        yield from _of_event(consultation, on, by.advertise_by)
    else:
        yield from _of_meeting(consultation, on, by)


def _of_comments(consultation: PlanConsultationDefinition, by: datetime | None) -> Iterator[Flag]:
    stated = consultation.comments_required_by
    if by is not None and stated is None:
        detail = "It does not state the time and date by which comments are required."
        yield Flag(code="no_stated_deadline", detail=detail)
    if by is not None and stated is not None and stated < by:
        detail = (
            f"Comments are required by {_hour(stated)}; the {COMMENT_DAYS} working days for them "
            f"end with {_said(day_in_london(by - timedelta.resolution))}."
        )
        yield Flag(code="notice_too_short", detail=detail)


def _of_event(
    consultation: PlanConsultationDefinition, on: date | None, by: date | None
) -> Iterator[Flag]:
    held = consultation.held_on
    if on is None or held is None or by is None or on <= by:
        return
    detail = (
        f"It was advertised on {_said(on)}, {_days((held - on).days)} before it is held; "
        f"{EVENT_DAYS} are the least."
    )
    yield Flag(code="notice_too_short", detail=detail)


def _of_meeting(
    consultation: PlanConsultationDefinition, on: date | None, by: NoticeDeadlines
) -> Iterator[Flag]:
    last, noon = by.circulate_by, by.to_representative_by
    if last is None or noon is None:
        return
    if by.later_by_days:
        detail = (
            f"Noon one week before is on {_said(day_in_london(noon))}, "
            f"{_days(by.later_by_days)} after the last day to circulate the papers, "
            f"{_said(last)}; {by.later_by_working_days} of them worked. "
            f"Noon on {_said(last)} keeps to both."
        )
        yield Flag(code="noon_after_circulation", detail=detail)
    if not is_working_day(day_in_london(noon)):
        detail = f"The day one week before, {_said(day_in_london(noon))}, is no working day."
        yield Flag(code="noon_not_worked", detail=detail)
    if on is not None and on > last:
        detail = (
            f"The papers were circulated on {_said(on)}; the last day was {_said(last)}, "
            f"{PAPERS_DAYS} working days before the meeting."
        )
        yield Flag(code="notice_too_short", detail=detail)
    given = consultation.to_representative_at
    if given is not None and given > noon:
        detail = (
            f"The papers were with the nominated representative at {_hour(given)}, "
            f"after {_hour(noon)}."
        )
        yield Flag(code="papers_late", detail=detail)


def last_for_comments(consultation: PlanConsultationDefinition) -> datetime | None:
    """Return the instant from which on a comment is late; None if there is no such.

    The later one of what was stated and what the protocol gives: our choice. Who states less than
    the protocol gives cuts nobody short; who states more is taken at their word.
    """
    told = (consultation.comments_required_by, deadlines(consultation).comments_by)
    return max((by for by in told if by is not None), default=None)


def _said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _hour(instant: datetime) -> str:
    there = instant.astimezone(LONDON)
    return f"{there:%H:%M} on {_said(there.date())}"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
