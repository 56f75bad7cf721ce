"""A calendar of when milestones are due, as RFC 5545 has it: an event for each of their dates.

An event keeps its UID for good, and its SEQUENCE rises with each version of its milestone or item,
so that a calendar which has subscribed takes over what has changed. What was removed, and what was
moved to where no day is known, is sent as cancelled: else it would stay in that calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from icalendar import Calendar, Event

from services.projects.kept.kinds import Address
from services.projects.milestones.kinds import MILESTONE
from services.projects.plans.kinds import ITEM
from services.projects.timeline.words import slipped
from services.projects.views.dates import owners_of
from services.projects.views.rules import met_on, times_moved
from shared.contracts.projects.vocabulary import DateKind, Keeping, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from services.projects.views.gathering import Look
    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.milestones import MilestoneContent, TypedDate

CALENDAR: Final = "text/calendar"
Counts = Mapping[tuple[str, str], int]
"""How many versions there are of each thing, by its kind and path."""

_LONGEST_SUMMARY: Final = 160
_REFRESHED: Final = timedelta(hours=6)
"""How often a subscriber is asked to look again. *Our choice*."""


class _Entry(NamedTuple):
    look: Look
    item: ItemContent
    milestone: MilestoneContent
    dated: TypedDate


def calendar_of(body: str, looks: Sequence[Look], counts: Counts, on: date) -> bytes:
    """Return the calendar of some plans of a body; the same bytes for the same versions.

    Args:
        body: Whose it is.
        looks: The plans.
        counts: Of their items and milestones.
        on: Today: what is to be met later is not done.
    """
    name = looks[0].plan.title if len(looks) == 1 else f"Plans of {body}"
    calendar = Calendar()
    calendar.add("prodid", "-//Quarterday//Plans//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESHED, parameters={"VALUE": "DURATION"})
    for entry in _entries(looks):
        day = _day(entry)
        if day is not None:
            calendar.add_component(_event(entry, day, counts, on))
    return bytes(calendar.to_ical())


def _entries(looks: Sequence[Look]) -> Iterator[_Entry]:
    for look in looks:
        items = {item.item: item for item in look.items}
        for milestone in look.milestones:
            for dated in milestone.dates:
                yield _Entry(look, items[milestone.item], milestone, dated)


def _event(entry: _Entry, day: date, counts: Counts, on: date) -> Event:
    look, item, milestone, dated = entry
    at = Address(look.plan.body, (look.plan.plan, item.item, milestone.milestone))
    changed = max(item.recorded_at, milestone.recorded_at)
    versions = counts[MILESTONE.name, at.path] + counts[ITEM.name, at.above.path]
    event = Event()
    event.add("uid", f"{at.body}/{at.path}/{dated.kind}@quarterday")
    event.add("sequence", versions - 2)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", day)  # without an end, an event of a date is that day's (RFC 5545, 3.6.1)
    event.add("status", "CANCELLED" if _is_off(entry) else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(entry, on))
    event.add("description", "\n".join(_lines(entry, on)))
    event.add("categories", [look.plan.title])
    return event


def _day(entry: _Entry) -> date | None:
    """Return the last day on which it is in time; the one before, if it was moved to none."""
    moves = [move for move in entry.milestone.moves if move.kind is entry.dated.kind]
    spans = (entry.dated.current, *(move.before for move in reversed(moves)))
    return next((span.ends for span in spans if span.ends), None)


def _is_off(entry: _Entry) -> bool:
    """Return whether it is planned no more, or for no day."""
    return (
        entry.item.state is Keeping.REMOVED
        or entry.milestone.state is Progress.REMOVED
        or entry.dated.current.ends is None
    )


def _summary(entry: _Entry, on: date) -> str:
    kind = "" if entry.dated.kind is DateKind.DUE else f" ({entry.dated.kind})"
    done = "Done: " if met_on(entry.milestone, entry.dated, on) else ""
    title = " ".join(entry.milestone.title.split())
    if len(title) > _LONGEST_SUMMARY:
        title = f"{title[:_LONGEST_SUMMARY].rstrip()}\u2026"
    return f"{done}{entry.item.item} {title}{kind}"


def _lines(entry: _Entry, on: date) -> Iterator[str]:
    look, item, milestone, dated = entry
    yield f"{look.plan.title}: {item.item} {item.title}"
    yield milestone.title
    if met := met_on(milestone, dated, on):
        yield f"Done on {met:%d/%m/%Y}."
    yield f"Planned for: {dated.current.as_written}"
    if moved := times_moved(milestone, dated):
        far = "" if dated.slippage is None else f", {slipped(dated.slippage)}"
        often = "once" if moved == 1 else f"{moved} times"
        yield f"First planned for: {dated.baseline.as_written} (moved {often}{far})"
    if owners := owners_of(item, milestone):
        yield f"Owners: {', '.join(owners)}"
