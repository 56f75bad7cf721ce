"""The calendar as a subscriber has it: read by a calendar library, updated, and cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from icalendar import Calendar

if TYPE_CHECKING:
    from tests.projects.planning import Planning


@dataclass(frozen=True)
class Seen:
    """An event as a calendar shows it."""

    uid: str
    sequence: int
    summary: str
    description: str
    status: str
    day: date


class Subscriber:
    """A calendar that takes over what is newer, and drops what was cancelled (RFC 5546, 3.2.1)."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}

    def take(self, content: bytes) -> None:
        """Take a feed over."""
        for event in events(content):
            known = self.seen.get(event.uid)
            if known is None or event.sequence > known.sequence:
                self.seen[event.uid] = event

    @property
    def shown(self) -> dict[str, date]:
        """What its owner sees: the title of each event, and its day."""
        there = self.seen.values()
        return {event.summary: event.day for event in there if event.status == "CONFIRMED"}


def events(content: bytes) -> list[Seen]:
    """Return the events of a calendar as a library reads them, none of which may be amiss."""
    found = Calendar.from_ical(content).walk("VEVENT")
    assert [event.errors for event in found] == [[] for _ in found]
    names = ("UID", "SUMMARY", "DESCRIPTION", "STATUS")
    return [
        Seen(
            **{name.lower(): str(event[name]) for name in names},
            sequence=event.decoded("SEQUENCE"),
            day=event.decoded("DTSTART"),
        )
        for event in found
    ]


async def test_each_date_with_a_day_is_an_event_of_that_day(own: Planning) -> None:
    dates = [
        {"kind": "interim", "planned": "30/06/2012"},
        {"kind": "full", "planned": "Q4 2012-13"},
    ]
    await own.put("items/P1/milestones/m", {"title": "Take-up, phase one; and two", "dates": dates})
    await own.put("items/P2/milestones/m", _due("Improve", "Ongoing"))

    content = (await _read(own)).content

    assert [(event.summary, event.day) for event in events(content)] == [
        ("P1 Take-up, phase one; and two (interim)", date(2012, 6, 30)),
        ("P1 Take-up, phase one; and two (full)", date(2013, 3, 31)),
    ]
    calendar = Calendar.from_ical(content)
    assert (str(calendar["VERSION"]), str(calendar["METHOD"])) == ("2.0", "PUBLISH")


async def test_a_subscriber_sees_what_is_moved_done_and_cancelled(own: Planning) -> None:
    """The same event throughout: its UID stays, its SEQUENCE rises, and it goes when removed."""
    subscriber = Subscriber()
    milestone = "items/P1/milestones/m"
    await own.put(milestone, _due("Go live", "18/05/2012"))
    subscriber.take((await _read(own)).content)
    assert subscriber.shown == {"P1 Go live": date(2012, 5, 18)}
    [uid] = subscriber.seen

    await own.step(milestone, "redate", {"to": "25/05/2012", "reason": "Supplier late"})
    subscriber.take((await _read(own)).content)
    assert subscriber.shown == {"P1 Go live": date(2012, 5, 25)}
    told = subscriber.seen[uid].description
    assert "First planned for: 18/05/2012 (moved once, 5 working days later)" in told

    await own.step(milestone, "complete", {"on": "2012-05-24", "evidence": "Minutes"})
    subscriber.take((await _read(own)).content)
    assert subscriber.shown == {"Done: P1 Go live": date(2012, 5, 25)}
    assert "Done on 24/05/2012." in subscriber.seen[uid].description

    await own.step(milestone, "remove", {"reason": "Merged"})
    subscriber.take((await _read(own)).content)
    assert subscriber.shown == {}

    await own.step(milestone, "restore", {"reason": "Not merged"})
    subscriber.take((await _read(own)).content)
    assert subscriber.shown == {"Done: P1 Go live": date(2012, 5, 25)}
    assert list(subscriber.seen) == [uid]


async def test_an_item_that_is_removed_takes_its_events_with_it(own: Planning) -> None:
    subscriber = Subscriber()
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    subscriber.take((await _read(own)).content)

    await own.step("items/P1", "remove", {"reason": "Merged"})
    subscriber.take((await _read(own)).content)

    assert subscriber.shown == {}


async def test_what_is_moved_to_no_day_leaves_the_calendar(own: Planning) -> None:
    subscriber = Subscriber()
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    subscriber.take((await _read(own)).content)

    await own.step("items/P1/milestones/m", "redate", {"to": "TBA", "reason": "Supplier gone"})
    answer = await _read(own)
    subscriber.take(answer.content)

    assert subscriber.shown == {}
    assert b"STATUS:CANCELLED" in answer.content


async def test_it_is_written_as_rfc_5545_asks(own: Planning) -> None:
    """Lines end in CR LF, none has more than 75 octets, and letters are not torn apart."""
    title = "Überprüfung der Zuständigkeiten \u2013 " * 9
    await own.put("items/P1/milestones/m", _due(f"{title}\nsecond line", "18/05/2012"))

    answer = await _read(own)

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(b"\n" not in line and len(line) <= 75 for line in lines)
    [event] = events(answer.content)
    assert f"{title}\nsecond line" in event.description


async def test_the_same_plans_are_the_same_bytes(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    first = await _read(own)
    again = await _read(own, {"If-None-Match": first.headers["etag"]})
    await own.step("items/P1/milestones/m", "redate", {"to": "25/05/2012", "reason": "Late"})
    moved = await _read(own, {"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert moved.status_code == 200


async def test_one_plan_can_be_asked_for_alone(own: Planning) -> None:
    other = type(own)(own.suite, body=own.body)
    await other.prepare()
    for planning in (own, other):
        await planning.put("items/P1/milestones/m", _due(planning.plan, "18/05/2012"))

    alone = events((await _read(own, plan=own.plan)).content)
    both = events((await _read(own)).content)

    assert [event.summary for event in alone] == [f"P1 {own.plan}"]
    assert len(both) == 2
    assert (await _read(own, plan="none")).status_code == 404


async def test_one_as_known_earlier_has_the_sequence_of_then(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("Go live", "18/05/2012"))
    kept = (await own.read("items/P1/milestones/m"))["recorded_at"]
    first = await _read(own)
    await own.step("items/P1/milestones/m", "redate", {"to": "25/05/2012", "reason": "Late"})

    assert (await _read(own, known_at=kept)).content == first.content


def _due(title: str, when: str) -> dict[str, Any]:
    return {"title": title, "dates": [{"planned": when}]}


async def _read(planning: Planning, headers: dict[str, str] | None = None, **query: str) -> Any:
    at = f"/v1/projects/bodies/{planning.body}/calendar.ics"
    caller = await planning.reader()
    return await planning.suite.http.get(at, params=query, headers=caller | (headers or {}))
