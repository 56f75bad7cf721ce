"""What a timeline says in words: what stands beside each date, and its description."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from shared.contracts.projects.timelines import DateStanding
from shared.contracts.projects.vocabulary import DateKind, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from shared.contracts.projects.timelines import DatedStanding, Timeline, TimelineMilestone
    from shared.contracts.projects.timescales import Timescale

_TIMES: Final = {1: "once", 2: "twice"}
_BEGINS: Final = {DateStanding.MET: "Done", DateStanding.LATE: "Late"}


def day(when: date) -> str:
    """Return a day as a board reads it: 1 Apr 2020."""
    return f"{when.day} {when:%b} {when.year}"


def timescale(planned: Timescale) -> str:
    """Return when something is planned: to the day if it is known so, else as it was written."""
    if planned.starts is not None and planned.starts == planned.ends:
        return day(planned.ends)
    if planned.starts is None and planned.ends is None:
        return f"\u201c{planned.as_written}\u201d"
    return planned.as_written


def beside(dated: DatedStanding) -> str:
    """Return what stands beside a date: how it stands, when it is due, and how far it moved."""
    if dated.standing is DateStanding.REMOVED:
        return f"{_kind(dated)}Removed; was due {timescale(dated.current)}"
    said = _BEGINS.get(dated.standing)
    when = timescale(dated.current)
    if dated.met_on is not None:
        planned, when = when, day(dated.met_on)
        when = when if planned == when else f"{when}, due {planned}"
    told = f"{said}: {when}" if said and dated.met_on is None else f"{said or ''} {when}".strip()
    moved = _moved(dated)
    return f"{_kind(dated)}{told}{f'; {moved}' if moved else ''}"


def _kind(dated: DatedStanding) -> str:
    return "" if dated.kind is DateKind.DUE else f"{dated.kind.capitalize()} \u2013 "


def _moved(dated: DatedStanding) -> str:
    if not dated.times_moved:
        return ""
    times = _TIMES.get(dated.times_moved, f"{dated.times_moved} times")
    if dated.slippage is None:
        return f"moved {times}, first due {timescale(dated.baseline)}"
    return f"moved {times}, {slipped(dated.slippage)}"


def slipped(slippage: int) -> str:
    """Return how far something is from its baseline."""
    if slippage == 0:
        return "back to its baseline"
    return f"{abs(slippage)} working days {'later' if slippage > 0 else 'earlier'}"


def told(milestone: TimelineMilestone, dated: DatedStanding) -> str:
    """Return what a reader is told who points at a date."""
    baseline = f" Baseline: {timescale(dated.baseline)}." if dated.times_moved else ""
    return f"{milestone.title}. {beside(dated)}.{baseline}"


def subtitle(timeline: Timeline) -> str:
    """Return whose plan it is, of which day, and how many of its dates stand how."""
    return f"{timeline.body} \u00b7 as at {day(timeline.on)} \u00b7 {_counts(timeline)}"


def description(timeline: Timeline) -> str:
    """Return the picture in words."""
    return " ".join(_sentences(timeline))


def counted(count: int, noun: str) -> str:
    """Return how many there are of what *noun* names: "1 date", "2 dates"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _counts(timeline: Timeline) -> str:
    milestones = [each for row in timeline.rows for each in row.milestones]
    standings = Counter(each.standing for milestone in milestones for each in milestone.dates)
    complete = sum(each.state is Progress.COMPLETE for each in milestones)
    said = [counted(len(timeline.rows), "item"), counted(len(milestones), "milestone")]
    said.append(f"{complete} complete")
    said.append(f"{counted(standings[DateStanding.LATE], 'date')} late")
    if standings[DateStanding.UNREAD]:
        said.append(f"{standings[DateStanding.UNREAD]} without a day to be read")
    return ", ".join(said)


def _sentences(timeline: Timeline) -> Iterator[str]:
    yield f"Timeline of {timeline.title} as at {day(timeline.on)}: {_counts(timeline)}."
    if timeline.starts and timeline.ends:
        yield f"Its dates lie from {day(timeline.starts)} to {day(timeline.ends)}."
    for row in timeline.rows:
        for milestone in row.milestones:
            for dated in milestone.dates:
                if dated.standing is DateStanding.LATE:
                    yield f"{row.item}, {milestone.title}: {beside(dated)}."
