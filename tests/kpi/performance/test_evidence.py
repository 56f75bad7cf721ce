"""Who is a member when, and for which indicators."""

from __future__ import annotations

from shared.contracts.kpi.partnerships import Membership
from tests.kpi.performance.makers import (
    COUNCIL_TAX,
    HARBOROUGH,
    HINCKLEY,
    NNDR,
    NORTH_WEST,
    TOGETHER,
    in_2019,
    known,
    partnership,
    stay,
)


def members(period: str, *stays: str | Membership) -> list[str]:
    evidence = known(partnerships=[partnership(*stays)])
    return list(evidence.members_of(TOGETHER, COUNCIL_TAX.code, in_2019(period)))


def test_a_council_that_joins_within_a_month_counts_from_the_next() -> None:
    joining = stay(HINCKLEY, "2019-10-15")

    assert members("M07", HARBOROUGH, joining) == [HARBOROUGH]
    assert members("M08", HARBOROUGH, joining) == [HARBOROUGH, HINCKLEY]


def test_a_council_that_joins_on_the_first_counts_in_that_month() -> None:
    assert members("M07", stay(HINCKLEY, "2019-10-01")) == [HINCKLEY]


def test_a_council_that_leaves_on_the_last_day_counts_in_that_month() -> None:
    leaving = stay(HINCKLEY, to="2020-01-31")

    assert members("M10", leaving) == [HINCKLEY]
    assert members("M11", leaving) == []


def test_a_council_that_leaves_within_a_month_counts_to_the_one_before() -> None:
    # Colchester withdrew in January 2006: December was its last whole month.
    leaving = stay("E07000071", to="2006-01-15")
    evidence = known(partnerships=[partnership(leaving)])

    december, january = in_2019("2005-06-M09"), in_2019("2005-06-M10")

    assert evidence.members_of(TOGETHER, COUNCIL_TAX.code, december) == ["E07000071"]
    assert evidence.members_of(TOGETHER, COUNCIL_TAX.code, january) == []


def test_a_partner_for_one_indicator_is_no_member_for_others() -> None:
    evidence = known(partnerships=[partnership(HINCKLEY, stay(NORTH_WEST, only=NNDR))])

    assert evidence.members_of(TOGETHER, NNDR.code, in_2019("M01")) == [HINCKLEY, NORTH_WEST]
    assert evidence.members_of(TOGETHER, COUNCIL_TAX.code, in_2019("M01")) == [HINCKLEY]


def test_stays_that_follow_each_other_without_a_gap_count_as_one() -> None:
    first, second = stay(HINCKLEY, to="2019-09-30"), stay(HINCKLEY, "2019-10-01")
    late = stay(HINCKLEY, "2019-10-02")

    assert members("", second, first) == [HINCKLEY]  # the whole year, in whichever order
    assert members("", first, late) == []


def test_whoever_is_in_for_a_month_of_a_period_is_there_during_it() -> None:
    joining, brief = stay(HINCKLEY, "2019-12-01"), stay(NORTH_WEST, "2019-12-10", "2019-12-30")
    evidence = known(partnerships=[partnership(HARBOROUGH, joining, brief)])

    assert evidence.members_during(TOGETHER, in_2019("Q3")) == [HARBOROUGH, HINCKLEY]
    assert evidence.members_during(TOGETHER, in_2019("Q2")) == [HARBOROUGH]
