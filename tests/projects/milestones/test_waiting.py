"""What a slip does to those that wait, worked by hand.

In 2012 England had its spring bank holiday on Monday 4 June, and another, of the Diamond Jubilee,
on Tuesday the 5th.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.projects.milestones.rules import completed, redated
from services.projects.milestones.waiting import contradictions, standings
from shared.contracts.projects.dependencies import NotTold, Standing
from shared.contracts.projects.milestones import Completing, MilestoneLink
from tests.projects.milestones.making import AT, ITEM, day, due, milestone, to

if TYPE_CHECKING:
    from shared.contracts.projects.milestones import MilestoneContent

# Wednesday 23 May, Wednesday 30 May and Friday 1 June 2012.
CONTRACT = milestone("contract", due("23 May 2012"))
MOVE = milestone("move", due("30 May 2012"), waits_for=("contract",))
POLICY = milestone("policy", due("1 June 2012"), waits_for=("move",))


def stand(*milestones: MilestoneContent) -> dict[str, Standing]:
    return {each.milestone: each for each in standings(milestones)}


def moved(one: MilestoneContent, when: str) -> MilestoneContent:
    return redated(one, to(when), "LB", AT)


def done(one: MilestoneContent, on: str) -> MilestoneContent:
    return completed(one, Completing(on=day(on), evidence="Minutes"), "LB", AT)


def test_as_long_as_nothing_slips_nothing_is_knocked_on() -> None:
    stands = stand(POLICY, MOVE, CONTRACT)

    assert list(stands) == ["contract", "move", "policy"]
    assert [each.knock_on for each in stands.values()] == [0, 0, 0]
    # After 23 May: the 24th, 25th, 28th, 29th and 30th; after that the 31st and 1 June.
    assert [wait.gap for each in stands.values() for wait in each.depends_on] == [5, 2]


def test_what_is_planned_before_what_it_waits_for_is_told() -> None:
    late = moved(CONTRACT, "1 June 2012")
    before = [f"{flag.code}: {flag.detail}" for flag in contradictions(standings([late, MOVE]))]

    said = f"{ITEM}/move is planned for 30 May 2012, before what it waits for: "
    assert before == [f"dates_contradict: {said}{ITEM}/contract, 1 June 2012."]
    assert contradictions(standings([moved(CONTRACT, "30 May 2012"), MOVE])) == []
    assert contradictions(standings([late, done(MOVE, "2012-05-30")])) == []


def test_a_slip_goes_down_the_chain_over_the_bank_holidays() -> None:
    """The contract moves by a week, to Wednesday 30 May."""
    stands = stand(moved(CONTRACT, "30 May 2012"), MOVE, POLICY)

    assert (stands["contract"].slippage, stands["contract"].knock_on) == (5, 0)
    # Five working days after 30 May: 31 May, 1 June, over the 4th and 5th, the 6th, 7th, 8th.
    assert stands["move"].implied == day("2012-06-08")
    assert (stands["move"].slippage, stands["move"].knock_on) == (0, 5)  # the same five
    assert stands["move"].caused_by == MilestoneLink(item=ITEM, milestone="contract")
    # Two after the 8th, for which the move is implied: Monday 11 and Tuesday 12 June.
    assert stands["policy"].implied == day("2012-06-12")
    assert stands["policy"].knock_on == 5  # after 1 June: the 6th, 7th, 8th, 11th, 12th
    assert stands["policy"].caused_by == MilestoneLink(item=ITEM, milestone="move")


def test_what_has_moved_as_far_is_knocked_on_no_more() -> None:
    """The move goes to Friday 15 June by itself: later than the contract asks for."""
    stands = stand(moved(CONTRACT, "30 May 2012"), moved(MOVE, "15 June 2012"), POLICY)

    assert (stands["move"].implied, stands["move"].knock_on) == (day("2012-06-08"), 0)
    assert stands["move"].caused_by is None
    # Two after Friday 15 June: Monday 18 and Tuesday 19.
    assert stands["policy"].implied == day("2012-06-19")
    # After 1 June: 6, 7, 8; 11 to 15; 18, 19.
    assert stands["policy"].knock_on == 10


def test_what_came_about_counts_as_it_did() -> None:
    """The contract, planned for the 30th by now, was signed on Friday the 25th."""
    signed = done(moved(CONTRACT, "30 May 2012"), "2012-05-25")
    stands = stand(signed, MOVE, POLICY)

    assert (stands["contract"].slippage, stands["contract"].actual) == (2, day("2012-05-25"))
    assert (stands["contract"].knock_on, stands["contract"].why) == (None, NotTold.DONE)
    # Five after the 25th: 28, 29, 30, 31 May, 1 June: two after the 30th.
    assert (stands["move"].implied, stands["move"].knock_on) == (day("2012-06-01"), 2)
    # Two after 1 June: the 6th and 7th.
    assert (stands["policy"].implied, stands["policy"].knock_on) == (day("2012-06-07"), 2)


def test_what_is_done_waits_no_more_and_holds_nothing_up() -> None:
    """The move was made on the 30th, whatever became of the contract."""
    stands = stand(moved(CONTRACT, "2013"), done(MOVE, "2012-05-30"), POLICY)

    assert (stands["move"].knock_on, stands["move"].why) == (None, NotTold.DONE)
    assert (stands["policy"].implied, stands["policy"].knock_on) == (day("2012-06-01"), 0)


def test_the_latest_of_several_is_what_counts() -> None:
    contract, move = moved(CONTRACT, "24 May 2012"), milestone("move", due("30 May 2012"))
    policy = milestone("policy", due("1 June 2012"), waits_for=("contract", "move"))
    stands = stand(contract, moved(move, "31 May 2012"), policy)

    # From the 23rd to 1 June there are seven; after the 24th: 25, 28, 29, 30, 31, 1, and the 6th.
    # From the 30th there are two; after the 31st: 1, and the 6th.
    assert [wait.implied for wait in stands["policy"].depends_on] == [day("2012-06-06")] * 2
    assert stands["policy"].caused_by == MilestoneLink(item=ITEM, milestone="contract")
    later = stand(contract, moved(move, "1 June 2012"), policy)["policy"]
    assert (later.implied, later.knock_on) == (day("2012-06-07"), 2)
    assert later.caused_by == MilestoneLink(item=ITEM, milestone="move")


def test_baselines_in_the_wrong_order_imply_no_day_and_it_is_said_why() -> None:
    early = milestone("early", due("21 May 2012"), waits_for=("contract",))
    stands = stand(moved(CONTRACT, "6 June 2012"), early)

    [wait] = stands["early"].depends_on
    assert (wait.gap, wait.implied, wait.why) == (-2, None, NotTold.PLANNED_BEFORE)
    assert (stands["early"].knock_on, stands["early"].why) == (None, NotTold.PLANNED_BEFORE)


def test_a_weekend_knocks_nothing_on() -> None:
    """A month ends on a Saturday: 31 March 2012."""
    first = milestone("first", due("Jan 2012"))  # Tuesday the 31st
    month = milestone("month", due("March 2012"), waits_for=("first",))

    assert stand(first, month)["month"].knock_on == 0


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (milestone("contract", due("Ongoing")), MOVE, NotTold.PREDECESSOR_BASELINE_OPEN),
        (milestone("contract"), MOVE, NotTold.PREDECESSOR_BASELINE_OPEN),
        (moved(CONTRACT, "TBA"), MOVE, NotTold.PREDECESSOR_OPEN),
        (
            CONTRACT,
            milestone("move", due("TBA"), waits_for=("contract",)),
            NotTold.OWN_BASELINE_OPEN,
        ),
        (POLICY, MOVE, NotTold.PREDECESSOR_REMOVED),
    ],
)
def test_where_no_day_can_be_told_it_is_said_why(
    before: MilestoneContent, after: MilestoneContent, why: NotTold
) -> None:
    stands = stand(before, after)["move"]

    assert (stands.implied, stands.knock_on, stands.why) == (None, None, why)
    assert [wait.why for wait in stands.depends_on] == [why]
    assert stands.may_be_more


def test_one_that_moved_to_no_day_tells_where_it_is_implied_for() -> None:
    stands = stand(moved(CONTRACT, "30 May 2012"), moved(MOVE, "TBA"), POLICY)

    assert stands["move"].implied == day("2012-06-08")
    assert (stands["move"].knock_on, stands["move"].why) == (None, NotTold.OWN_DATE_OPEN)
    assert stands["policy"].why is NotTold.PREDECESSOR_OPEN


def test_what_is_not_known_hides_nothing_that_is() -> None:
    open_ended = milestone("talks", due("Ongoing"))
    move = milestone("move", due("30 May 2012"), waits_for=("talks", "contract"))
    stands = stand(moved(CONTRACT, "30 May 2012"), open_ended, move, POLICY)

    assert (stands["move"].knock_on, stands["move"].may_be_more) == (5, True)
    assert stands["policy"].may_be_more  # by way of the move
    assert not stands["contract"].may_be_more


def test_the_last_of_its_dates_is_what_others_wait_for() -> None:
    """Seed 001, R4: a first result by 30/09/2009, all of it by 30/09/2010."""
    r4 = milestone("r4", due("30/09/2009", "interim"), due("30/09/2010", "full"))
    next_one = milestone("next", due("1 October 2010"), waits_for=("r4",))

    assert stand(r4, next_one)["next"].depends_on[0].gap == 1
    assert stand(r4)["r4"].baseline == day("2010-09-30")
