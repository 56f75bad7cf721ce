"""Notice as the protocol of seed 004 asks for it, counted by hand on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.projects.joint.notices import deadlines, flags, last_for_comments
from shared.contracts.projects.consultations import PlanConsultationDefinition


def consultation(kind: str, **more: Any) -> PlanConsultationDefinition:
    """Return a consultation on a draft, dated long before."""
    said = {"title": "Draft", "version": "0.3", "dated": "2005-01-04", "asked": ["E07000070"]}
    return PlanConsultationDefinition.model_validate({"kind": kind} | said | more)


def codes(about: PlanConsultationDefinition) -> list[str]:
    """Return what is amiss with it."""
    return [flag.code for flag in flags(about, deadlines(about))]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("held", "circulate_by", "noon", "later", "worked"),
    [
        # Thursday 12 March 2020: Wed 11, Tue 10, Mon 9, Fri 6, Thu 5. The rules agree; winter.
        ("2020-03-12", "2020-03-05", "2020-03-05T12:00", 0, 0),
        # Clocks go forward on Sunday 29 March 2020. The week before Wed 1 April is still winter,
        ("2020-04-01", "2020-03-25", "2020-03-25T12:00", 0, 0),
        # that before Mon 6 April is summer: London's noon is 11:00 UTC.
        ("2020-04-06", "2020-03-30", "2020-03-30T11:00", 0, 0),
        # Clocks go back on Sunday 25 October 2020. Thu 22 October is summer, Mon 26 is winter.
        ("2020-10-29", "2020-10-22", "2020-10-22T11:00", 0, 0),
        ("2020-11-02", "2020-10-26", "2020-10-26T12:00", 0, 0),
        # VE day, Friday 8 May 2020. Tue 12 May: Mon 11, Thu 7, Wed 6, Tue 5, Mon 4.
        ("2020-05-12", "2020-05-04", "2020-05-05T11:00", 1, 1),
        # Easter 2020, 10 and 13 April. Thu 16 April: Wed 15, Tue 14, Thu 9, Wed 8, Tue 7.
        ("2020-04-16", "2020-04-07", "2020-04-09T11:00", 2, 2),
        # Christmas 2019. Thu 2 January: Tue 31, Mon 30, Fri 27, Tue 24, Mon 23 December. Noon is
        # on Boxing Day: of Tue 24, Wed 25 and Thu 26 one is worked.
        ("2020-01-02", "2019-12-23", "2019-12-26T12:00", 3, 1),
        # Christmas 2005 on a Sunday (substitutes Mon 26 and Tue 27; New Year's on Mon 2 January).
        # Wed 4 January 2006: Tue 3, Fri 30, Thu 29, Wed 28, Fri 23 December.
        ("2006-01-04", "2005-12-23", "2005-12-28T12:00", 5, 1),
        # A Saturday, 14 March 2020: Fri 13, Thu 12, Wed 11, Tue 10, Mon 9. Noon is before, on
        # Saturday 7: no conflict.
        ("2020-03-14", "2020-03-09", "2020-03-07T12:00", 0, 0),
    ],
)
def test_papers_are_circulated_and_handed_in_by(
    held: str, circulate_by: str, noon: str, later: int, worked: int
) -> None:
    about = consultation("meeting", held_on=held)
    by = deadlines(about)

    assert by.circulate_by == date.fromisoformat(circulate_by)
    assert by.to_representative_by == utc(noon)
    assert (by.later_by_days, by.later_by_working_days) == (later, worked)
    assert ("noon_after_circulation" in codes(about)) is (later > 0)


def test_a_conflict_says_by_how_much_and_what_keeps_to_both() -> None:
    about = consultation("meeting", held_on="2020-01-02")

    [conflict, unworked] = flags(about, deadlines(about))

    assert conflict.detail == (
        "Noon one week before is on Thursday 26 December 2019, 3 days after the last day to "
        "circulate the papers, Monday 23 December 2019; 1 of them worked. Noon on Monday 23 "
        "December 2019 keeps to both."
    )
    assert unworked.code == "noon_not_worked"
    assert "Thursday 26 December 2019" in unworked.detail


@pytest.mark.parametrize(
    ("circulated", "with_representative", "amiss"),
    [
        # Before Thursday 12 March 2020: the day of Thursday 5 in London is the last.
        ("2020-03-05T23:59:59Z", "2020-03-05T12:00:00Z", []),
        ("2020-03-06T00:00:00Z", "2020-03-05T12:00:00Z", ["notice_too_short"]),
        ("2020-03-05T10:00:00Z", "2020-03-05T12:00:01Z", ["papers_late"]),
        ("2020-03-13T10:00:00Z", None, ["notice_too_short"]),  # after the meeting
    ],
)
def test_papers_that_come_late_are_flagged(
    circulated: str, with_representative: str | None, amiss: list[str]
) -> None:
    about = consultation(
        "meeting",
        held_on="2020-03-12",
        circulated_at=circulated,
        to_representative_at=with_representative,
    )

    assert codes(about) == amiss


@pytest.mark.parametrize(
    ("sent", "held", "said"),
    [
        # Before Thursday 12 March 2020: Wed 11, Tue 10, Mon 9, Fri 6, Thu 5.
        ("2020-03-06", "2020-03-12", "Friday 6 March 2020; the last day was Thursday 5 March 2020"),
        # Before Friday the 13th it is Friday the 6th; Saturday and Sunday come after it.
        ("2020-03-07", "2020-03-13", "Saturday 7 March 2020; the last day was Friday 6 March 2020"),
        # Good Friday, before Friday 17 April 2020: Thu 16, Wed 15, Tue 14, Thu 9, Wed 8.
        (
            "2020-04-10",
            "2020-04-17",
            "Friday 10 April 2020; the last day was Wednesday 8 April 2020",
        ),
        # A Saturday's meeting: Fri 13, Thu 12, Wed 11, Tue 10, Mon 9.
        ("2020-03-10", "2020-03-14", "Tuesday 10 March 2020; the last day was Monday 9 March 2020"),
    ],
)
def test_papers_that_are_circulated_late_are_told_their_last_day(
    sent: str, held: str, said: str
) -> None:
    """By the rule of the deadline: counted onwards, a Saturday is as far from it as its Friday."""
    about = consultation("meeting", held_on=held, circulated_at=f"{sent}T09:00:00Z")

    [told] = [
        flag.detail for flag in flags(about, deadlines(about)) if "circulated on" in flag.detail
    ]

    assert told == f"The papers were circulated on {said}, 5 working days before the meeting."


@pytest.mark.parametrize(
    ("advertised", "amiss"),
    [
        # Before Monday 6 April 2020. In London, 30 March begins at 23:00 UTC on the 29th.
        ("2020-03-30T22:59:59Z", []),
        ("2020-03-30T23:00:00Z", ["notice_too_short"]),
        ("2020-03-29T22:59:59Z", []),
    ],
)
def test_an_event_is_advertised_seven_calendar_days_before(
    advertised: str, amiss: list[str]
) -> None:
    """Over a weekend, and over the clocks' going forward, days are days."""
    about = consultation("event", held_on="2020-04-06", circulated_at=advertised)

    assert deadlines(about).advertise_by == date(2020, 3, 30)
    assert codes(about) == amiss


def test_too_short_a_notice_of_an_event_says_what_was_given() -> None:
    about = consultation("event", held_on="2020-04-06", circulated_at="2020-04-01T09:00:00Z")

    [flag] = flags(about, deadlines(about))

    assert "on Wednesday 1 April 2020, 5 days before" in flag.detail


@pytest.mark.parametrize(
    ("circulated", "stated", "ends", "amiss"),
    [
        # Thursday 9 April 2020, before Easter: Tue 14, Wed 15, Thu 16, Fri 17, Mon 20, to its end.
        ("2020-04-09T09:00Z", "2020-04-20T23:00Z", "2020-04-20T23:00", []),
        ("2020-04-09T09:00Z", "2020-04-20T22:59Z", "2020-04-20T23:00", ["notice_too_short"]),
        ("2020-04-09T09:00Z", None, "2020-04-20T23:00", ["no_stated_deadline"]),
        # 23:30 UTC on Thursday 9 July 2020 is Friday in London: Mon 13 to Fri 17.
        ("2020-07-09T23:30Z", "2020-07-18T09:00Z", "2020-07-17T23:00", []),
    ],
)
def test_there_are_five_working_days_for_comments(
    circulated: str, stated: str | None, ends: str, amiss: list[str]
) -> None:
    about = consultation("document", circulated_at=circulated, comments_required_by=stated)

    assert deadlines(about).comments_by == utc(ends)
    assert codes(about) == amiss


def test_too_short_a_time_for_comments_says_both() -> None:
    about = consultation(
        "document",
        circulated_at="2020-04-09T09:00Z",
        comments_required_by="2020-04-17T15:00Z",
    )

    [flag] = flags(about, deadlines(about))

    assert flag.detail == (
        "Comments are required by 16:00 on Friday 17 April 2020; the 5 working days for them end "
        "with Monday 20 April 2020."
    )


def test_what_has_not_gone_out_has_no_deadline_and_nothing_amiss() -> None:
    about = consultation("document")

    assert set(deadlines(about).model_dump().values()) == {None}
    assert codes(about) == []


def test_a_draft_dated_after_it_went_out_is_flagged() -> None:
    about = consultation(
        "document",
        dated="2020-02-04",
        circulated_at="2020-02-03T10:00Z",
        comments_required_by="2020-02-20T10:00Z",
    )

    assert codes(about) == ["dated_after_circulation"]


@pytest.mark.parametrize(
    ("stated", "last"),
    [
        (None, "2020-04-20T23:00"),
        ("2020-04-17T15:00Z", "2020-04-20T23:00"),  # less than is due cuts nobody short
        ("2020-04-24T15:00Z", "2020-04-24T15:00"),
    ],
)
def test_the_later_one_of_two_deadlines_counts(stated: str | None, last: str) -> None:
    about = consultation("document", circulated_at="2020-04-09T09:00Z", comments_required_by=stated)

    assert last_for_comments(about) == utc(last)


@pytest.mark.parametrize("held", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_can_be_reckoned_with(held: str) -> None:
    for kind in ("meeting", "event"):
        about = consultation(kind, held_on=held, circulated_at="2199-12-31T23:59:59Z")
        assert deadlines(about).model_dump()
        assert isinstance(codes(about), list)
