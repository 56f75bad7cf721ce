"""Timelines to try: as short, as long and as vague as plans are."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any, Final

from shared.contracts.projects.timelines import (
    DatedStanding,
    DateStanding,
    Timeline,
    TimelineMilestone,
    TimelineRow,
)
from shared.contracts.projects.timescales import Timescale
from tests.projects.seeds import SEED_001, dates_in, parent_of

ON: Final = date(2009, 7, 1)


def span(text: str, starts: date | None = None, ends: date | None = None) -> Timescale:
    return Timescale(as_written=text, starts=starts, ends=ends)


def to_the_day(day: date) -> Timescale:
    return span(f"{day:%d/%m/%Y}", day, day)


def dated(now: Timescale, standing: str = "ahead", **other: Any) -> DatedStanding:
    """Return a date; `baseline` is what it is now, unless told."""
    said: dict[str, Any] = {
        "kind": "due",
        "baseline": now,
        "current": now,
        "actual": other.get("met_on"),
        "evidence": None,
        "slippage": 0,
        "met_on": None,
        "times_moved": 0,
    }
    return DatedStanding(**said | other, standing=DateStanding(standing))


def milestone(*dates: DatedStanding, **other: Any) -> TimelineMilestone:
    said: dict[str, Any] = {"milestone": "m1", "title": "Done", "kind": "milestone"}
    return TimelineMilestone(**{"state": "open"} | said | other, dates=list(dates))


def row(item: str, *milestones: TimelineMilestone, **other: Any) -> TimelineRow:
    said: dict[str, Any] = {"title": f"Item {item}", "depth": 0, "is_orphan": False}
    return TimelineRow(item=item, milestones=list(milestones), **{"state": "kept"} | said | other)


def timeline(*rows: TimelineRow, **other: Any) -> Timeline:
    said: dict[str, Any] = {
        "body": "E07000132",
        "plan": "improvement",
        "title": "Benefits Improvement Plan",
        "on": ON,
        "known_at": None,
        "settled": True,
        "starts": date(2009, 4, 1),
        "ends": date(2010, 10, 31),
    }
    return Timeline(**said | other, rows=list(rows))


def three() -> Timeline:
    """A few of everything: a day, a quarter, moved, late, done, interim and full, removed."""
    q3 = span("Q3 2009-10", date(2009, 10, 1), date(2009, 12, 31))
    first, now = to_the_day(date(2009, 5, 19)), to_the_day(date(2009, 6, 19))
    return timeline(
        row(
            "R1",
            milestone(
                dated(now, "late", baseline=first, slippage=22, times_moved=2),
                title="Review the roles and responsibilities for recovery",
            ),
            milestone(
                dated(first, "met", met_on=date(2009, 5, 12)), title="Tell staff", state="complete"
            ),
            title="Improve the management and collection of all Housing Benefit overpayments.",
        ),
        row(
            "R4",
            milestone(
                dated(to_the_day(date(2009, 9, 30)), kind="interim"),
                dated(to_the_day(date(2010, 9, 30)), kind="full"),
            ),
            title="Ensure challenging service standards and performance targets are in place, that "
            "are relevant to customers needs, and that everybody who works for them knows.",
        ),
        row(
            "R5",
            milestone(
                dated(
                    q3,
                    baseline=span("Q2", date(2009, 7, 1), date(2009, 9, 30)),
                    slippage=64,
                    times_moved=1,
                ),
                milestone="m1",
                title="Contract",
            ),
            milestone(dated(span("Ongoing"), "unread"), milestone="m2", title="Improve"),
            milestone(dated(span("until 2010", None, date(2010, 3, 31))), milestone="m3"),
            milestone(
                dated(to_the_day(date(2009, 8, 3)), "removed"), state="removed", title="Old work"
            ),
        ),
    )


def seed() -> Timeline:
    """The table of seed 001, at the end of its quarter."""
    rows = []
    there = {line["reference"] for line in SEED_001}
    for line in SEED_001:
        item, title = line["reference"], line["action_area"]
        dates = [
            dated(to_the_day(day), "late" if day < ON else "ahead", kind=kind)
            for kind, _, day in dates_in(line["when"])
        ]
        parent = parent_of(item)
        is_orphan = parent is not None and parent not in there
        depth = int(parent in there)
        one = milestone(*dates, title=title)
        rows.append(row(item, one, title=title, depth=depth, is_orphan=is_orphan))
    return timeline(*rows)


def many(count: int = 60, years: int = 3) -> Timeline:
    """So many items of every length, the same ones every time."""
    chance = random.Random(count)  # noqa: S311 - no secret
    rows = []
    for number in range(1, count + 1):
        made = []
        for each in range(chance.randint(0, 3)):
            day = date(2009, 4, 1) + timedelta(days=chance.randint(0, 365 * years))
            moved = chance.choice([0, 0, 0, 1, 3])
            first = day - timedelta(days=30 * moved)
            standing = "ahead" if day >= ON else chance.choice(["late", "met"])
            made.append(
                milestone(
                    dated(
                        to_the_day(day),
                        standing,
                        baseline=to_the_day(first),
                        slippage=21 * moved,
                        times_moved=moved,
                        met_on=day - timedelta(days=3) if standing == "met" else None,
                    ),
                    milestone=f"m{each}",
                    title=" ".join(["Agree the new arrangements with partners"] * (1 + each)),
                )
            )
        title = " ".join(["Improve the service"] * chance.randint(1, 9))
        rows.append(row(f"P{number}", *made, title=title, depth=chance.randint(0, 2)))
    return timeline(*rows)


def vague() -> Timeline:
    """Items of which no date can be read; the last of them had one once, and is late by it."""
    texts = ("Ongoing", "TBA", "Details unknown", "When resources allow, and not before the review")
    rows = [
        row(f"P{n}", milestone(dated(span(text), "unread", slippage=None)))
        for n, text in enumerate(texts)
    ]
    first = to_the_day(date(2009, 6, 8))
    hidden = dated(span("TBA"), "late", baseline=first, times_moved=1, slippage=None)
    return timeline(*rows, row("P9", milestone(hidden)), starts=None, ends=None)


def odd() -> Timeline:
    """What nobody means, and somebody sends: ends of time, long references, many levels."""
    ends = [date.min, date(1900, 1, 1), date(2009, 5, 1), date(2199, 12, 31), date.max]
    dates = [dated(to_the_day(day), baseline=to_the_day(ON), times_moved=200) for day in ends]
    open_ended = dated(span("from May", date(2009, 5, 1), None))
    rows = [
        row("W" * 63, *(milestone(one, title="W" * 400) for one in dates), title="W" * 4_000),
        row("R2", milestone(open_ended, dates[0], dates[4]), title="i " * 2_000, depth=900),
        row("R3", milestone(), state="removed", is_orphan=True),
    ]
    return timeline(*rows, body="a" * 63, title="M" * 200)
