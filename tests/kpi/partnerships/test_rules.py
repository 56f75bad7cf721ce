"""What follows from membership: who reads whom, and which lists of members make sense."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.kpi.partnerships.rules import bodies_to_read, faults_of_members
from shared.contracts.kpi.partnerships import Membership, Partnership

HARBOROUGH, HINCKLEY, NORTH_WEST = "E07000131", "E07000132", "E07000134"


def stay(council: str = HINCKLEY, joined: str = "2011-04-01", **more: Any) -> Membership:
    return Membership.model_validate({"council": council, "joined": joined} | more)


def partnership(slug: str, *members: Membership) -> Partnership:
    recorded = datetime(2020, 1, 1, tzinfo=UTC)
    return Partnership(slug=slug, name=slug, members=list(members), recorded_at=recorded)


TOGETHER = partnership("leicestershire", stay(HARBOROUGH), stay(HINCKLEY))
FORMER = partnership("former", stay(HINCKLEY, left="2012-03-31"), stay(NORTH_WEST))


def test_who_reads_a_partnership_reads_all_who_are_or_were_its_members() -> None:
    reads, inherits = bodies_to_read(["former"], [TOGETHER, FORMER])

    assert reads == {HINCKLEY, NORTH_WEST}
    # One of those read is a member of the other one, whose joint targets it is compared with.
    assert inherits == {"leicestershire"}


def test_a_member_reads_nobody_else_and_inherits_its_partnerships_targets() -> None:
    assert bodies_to_read([HARBOROUGH], [TOGETHER, FORMER]) == (set(), {"leicestershire"})


def test_who_is_granted_nothing_reads_nothing() -> None:
    assert bodies_to_read([], [TOGETHER, FORMER]) == (set(), set())


def test_stays_one_after_the_other_are_no_fault() -> None:
    stays = [
        stay(left="2013-03-31"),
        stay(joined="2013-04-01", left="2014-03-31", indicators=["nndr-in-year"]),
        stay(joined="2013-04-01", indicators=["council-tax-in-year"]),
        stay(HARBOROUGH),
    ]

    assert faults_of_members(stays) == []


@pytest.mark.parametrize(
    ("stays", "code", "pointer"),
    [
        ([stay("E07999999")], "unknown_council", "/members/0/council"),
        ([stay("E06000048")], "old_council_code", "/members/0/council"),  # E06000057 since 2013
        ([stay(HARBOROUGH), stay(), stay()], "overlapping_stays", "/members/2/joined"),
        ([stay(left="2013-04-01"), stay(joined="2013-04-01")], "overlapping_stays", None),
        ([stay(joined="2014-04-01"), stay()], "overlapping_stays", "/members/0/joined"),
        ([stay(), stay(indicators=["nndr-in-year"])], "overlapping_stays", None),
        ([stay(indicators=["a1", "b1"]), stay(indicators=["b1"])], "overlapping_stays", None),
        # Forest Heath ended on 31 March 2019; West Suffolk began on the day after.
        ([stay("E07000201")], "council_abolished", "/members/0/left"),
        ([stay("E07000201", left="2019-04-01")], "council_abolished", "/members/0/left"),
        ([stay("E07000201", "2019-04-01")], "council_abolished", "/members/0/joined"),
        ([stay("E07000245", "2019-03-31")], "council_abolished", "/members/0/joined"),
    ],
)
def test_a_list_of_members_that_makes_no_sense_is_told_where(
    stays: list[Membership], code: str, pointer: str | None
) -> None:
    (fault,) = faults_of_members(stays)

    assert fault.code == code
    assert pointer is None or fault.pointer == pointer


def test_an_abolished_council_may_have_stayed_to_its_last_day() -> None:
    assert faults_of_members([stay("E07000201", left="2019-03-31")]) == []


def test_overlaps_are_found_behind_a_stay_of_other_indicators() -> None:
    stays = [
        stay(joined="2010-04-01", indicators=["nndr-in-year"]),
        stay(joined="2011-04-01", indicators=["council-tax-in-year"]),
        stay(joined="2012-04-01", indicators=["nndr-in-year"]),
    ]

    assert [(fault.code, fault.pointer) for fault in faults_of_members(stays)] == [
        ("overlapping_stays", "/members/2/joined")
    ]


def test_who_leaves_before_joining_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot leave before"):
        stay(joined="2012-04-01", left="2012-03-31")
