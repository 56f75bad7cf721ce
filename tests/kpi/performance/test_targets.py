"""Whose target a row is compared with, and what a partnership's members imply for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.contracts.kpi.targets import Target
from shared.contracts.kpi.vocabulary import Rag, TargetSource, TargetStatus
from tests.kpi.performance.makers import (
    CALLS,
    COUNCIL_TAX,
    FRAUD,
    HARBOROUGH,
    HINCKLEY,
    NEW_CLAIMS,
    NORTH_WEST,
    SICKNESS,
    SURVEY,
    TOGETHER,
    figure,
    indicator,
    known,
    level,
    partnership,
    reasons,
    row,
    stay,
    target,
)

# Seed 000, targets for 2019-20: council tax in-year collection, April to March.
OF_HARBOROUGH = "11.2 20.6 29.8 39.0 48.3 57.6 67.1 76.1 85.0 94.2 96.6 98.6"
OF_HINCKLEY = "11.0 20.3 29.4 38.6 47.8 57.2 66.4 75.7 84.7 93.8 96.2 98.1"
OF_NORTH_WEST = "10.3 19.6 28.7 37.9 47.1 56.1 65.3 74.5 83.6 92.9 95.6 97.8"
TARGETS = [
    target(HARBOROUGH, COUNCIL_TAX, "98.6", profile=OF_HARBOROUGH),
    target(HINCKLEY, COUNCIL_TAX, "98.1", profile=OF_HINCKLEY),
    target(NORTH_WEST, COUNCIL_TAX, "97.8", profile=OF_NORTH_WEST),
]
THREE = partnership(HARBOROUGH, HINCKLEY, NORTH_WEST)
TWO = partnership(HARBOROUGH, HINCKLEY)
DECEMBER = [
    figure(HARBOROUGH, COUNCIL_TAX, "M09", 255, 300),
    figure(HINCKLEY, COUNCIL_TAX, "M09", 168, 200),
    figure(NORTH_WEST, COUNCIL_TAX, "M09", 420, 500),
]


def test_a_council_is_compared_with_its_own_profile_of_the_month() -> None:
    of_december = row(known(DECEMBER, TARGETS), COUNCIL_TAX, "M09", HINCKLEY)

    assert of_december.profile == Decimal("84.7")
    assert of_december.target == Decimal("98.1")
    assert of_december.target_status is TargetStatus.CONFIRMED
    assert of_december.target_source is TargetSource.OWN


def test_a_council_without_a_target_is_compared_with_its_partnerships() -> None:
    joint = target(TOGETHER, COUNCIL_TAX, "98.0", profile=level("84.5"))
    evidence = known(DECEMBER, [joint, TARGETS[0]], partnerships=[THREE])

    without, with_its_own = (row(evidence, COUNCIL_TAX, "M09", b) for b in (HINCKLEY, HARBOROUGH))

    assert without.target_source is TargetSource.PARTNERSHIP
    assert without.profile == Decimal("84.5")
    assert without.target == 98
    assert without.rag is Rag.AMBER  # 84.0 misses 84.5 by 0.5, the default tolerance
    assert with_its_own.target_source is TargetSource.OWN


def test_a_council_that_is_no_member_for_the_indicator_has_no_part_in_its_joint_target() -> None:
    joint = target(TOGETHER, COUNCIL_TAX, "98.0", profile=level("84.5"))
    members = partnership(HARBOROUGH, stay(HINCKLEY, only=CALLS))
    evidence = known(DECEMBER, [joint], partnerships=[members])

    of_december = row(evidence, COUNCIL_TAX, "M09", HINCKLEY)

    assert of_december.target_source is None
    assert of_december.rag is Rag.NONE


def test_a_joint_target_of_a_count_is_flagged_as_that_of_all_together() -> None:
    evidence = known(
        [figure(HINCKLEY, FRAUD, "M01", 1)], [target(TOGETHER, FRAUD, "14")], partnerships=[TWO]
    )

    of_april = row(evidence, FRAUD, "M01", HINCKLEY)

    assert of_april.target == 14
    assert reasons(of_april.flags) == [("joint_target_of_a_total", None)]


def test_a_target_of_its_own_without_a_number_keeps_the_joint_one_away() -> None:
    targets = [
        target(TOGETHER, COUNCIL_TAX, "98.0", profile=level("84.5")),
        target(HINCKLEY, COUNCIL_TAX, status="tbc"),
    ]
    of_december = row(known(DECEMBER, targets, partnerships=[TWO]), COUNCIL_TAX, "M09")

    assert of_december.target_source is TargetSource.OWN
    assert of_december.target_status is TargetStatus.TBC
    assert of_december.target is None


def test_a_partnership_is_compared_with_its_joint_target_if_it_has_one() -> None:
    joint = target(TOGETHER, COUNCIL_TAX, "98.0", profile=level("84.5"))
    evidence = known(DECEMBER, [joint, *TARGETS], partnerships=[THREE])

    of_december = row(evidence, COUNCIL_TAX, "M09", TOGETHER)

    assert of_december.target_source is TargetSource.OWN
    assert of_december.profile == Decimal("84.5")


def test_members_profiles_are_weighted_by_their_debits() -> None:
    evidence = known(DECEMBER, TARGETS, partnerships=[THREE])

    of_december = row(evidence, COUNCIL_TAX, "M09", TOGETHER)

    # Debits 300, 200, 500: (85.0 x 300 + 84.7 x 200 + 83.6 x 500) / 1,000
    #   = (25,500 + 16,940 + 41,800) / 1,000 = 84.24
    # and for the year (98.6 x 300 + 98.1 x 200 + 97.8 x 500) / 1,000
    #   = (29,580 + 19,620 + 48,900) / 1,000 = 98.1
    assert of_december.profile == of_december.ytd_profile == Decimal("84.24")
    assert of_december.target == Decimal("98.1")
    assert of_december.target_source is TargetSource.IMPLIED
    assert of_december.target_status is TargetStatus.CONFIRMED
    # (255 + 168 + 420) / 1,000 = 84.3 against 84.24, shown as 84.2
    assert of_december.value == Decimal("84.3")
    assert of_december.rag is Rag.GREEN


def test_members_profiles_of_counts_are_summed() -> None:
    # Seed 000: fraud sanctions of Hinckley and Bosworth and of Harborough.
    targets = [
        target(HINCKLEY, FRAUD, "6", profile="0 1 2 0 1 0 0 1 0 1 0 0"),
        target(HARBOROUGH, FRAUD, "4", profile="0 0 0 0 1 1 0 1 0 1 0 0"),
    ]
    of_august = row(known([], targets, partnerships=[TWO]), FRAUD, "M05", TOGETHER)

    assert of_august.target == 10
    assert of_august.profile == 2  # 1 + 1
    assert of_august.ytd_profile == 5  # (0 + 1 + 2 + 0 + 1) + (0 + 0 + 0 + 0 + 1)


def test_an_average_to_date_is_weighted_by_the_caseload_to_date() -> None:
    targets = [
        target(HARBOROUGH, NEW_CLAIMS, "17", profile="10 20 " + "17 " * 10),
        target(HINCKLEY, NEW_CLAIMS, "17", profile="30 40 " + "17 " * 10),
    ]
    figures = [
        figure(of, NEW_CLAIMS, month, claims * 10, claims)
        for of, month, claims in [
            (HARBOROUGH, "M01", 10),
            (HARBOROUGH, "M02", 30),
            (HINCKLEY, "M01", 50),
            (HINCKLEY, "M02", 10),
        ]
    ]
    of_may = row(known(figures, targets, partnerships=[TWO]), NEW_CLAIMS, "M02", TOGETHER)

    # May: (20 x 30 + 40 x 10) / 40 = 25. To date the months' means are 15 and 35, the claims 40
    # and 60: (15 x 40 + 35 x 60) / 100 = 27.
    assert of_may.profile == 25
    assert of_may.ytd_profile == 27


def test_nothing_is_implied_without_a_members_weight() -> None:
    evidence = known(DECEMBER[:2], TARGETS, partnerships=[THREE])

    of_december = row(evidence, COUNCIL_TAX, "M09", TOGETHER)

    assert of_december.profile is None
    assert of_december.target is None
    assert of_december.rag is Rag.NONE


def test_nothing_is_implied_without_a_members_target() -> None:
    evidence = known(DECEMBER, TARGETS[:2], partnerships=[THREE])

    of_december = row(evidence, COUNCIL_TAX, "M09", TOGETHER)

    assert of_december.profile is None
    assert of_december.target_source is None
    assert of_december.target_status is None


def test_nothing_is_implied_where_a_members_target_has_no_profile() -> None:
    targets = [*TARGETS[:2], target(NORTH_WEST, COUNCIL_TAX, "97.8")]

    of_december = row(known(DECEMBER, targets, partnerships=[THREE]), COUNCIL_TAX, "M09", TOGETHER)

    assert of_december.profile is None
    assert of_december.target == Decimal("98.1")  # as weighted above


def test_members_whose_targets_are_to_be_confirmed_make_the_partnerships_so() -> None:
    # Seed 000: sickness is TBC for all three.
    targets = [target(body, SICKNESS, status="tbc") for body in (HARBOROUGH, HINCKLEY, NORTH_WEST)]
    figures = [figure(t.body, SICKNESS, "M09", 300, 100) for t in targets]

    of_december = row(known(figures, targets, partnerships=[THREE]), SICKNESS, "M09", TOGETHER)

    assert of_december.value == 3
    assert of_december.target_status is TargetStatus.TBC
    assert of_december.rag is of_december.ytd_rag is Rag.NONE


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("confirmed", "confirmed"), TargetStatus.CONFIRMED),
        (("confirmed", "tbc"), TargetStatus.TBC),
        (("not_applicable", "tbc"), TargetStatus.TBC),
        (("confirmed", "not_applicable"), None),
    ],
)
def test_an_implied_target_is_as_sure_as_its_members(
    statuses: tuple[str, str], expected: TargetStatus | None
) -> None:
    targets = [
        target(body, COUNCIL_TAX, "98.0", status=status, profile=level("80"))
        for body, status in zip((HARBOROUGH, HINCKLEY), statuses, strict=True)
    ]
    of_december = row(known(DECEMBER, targets, partnerships=[TWO]), COUNCIL_TAX, "M09", TOGETHER)

    assert of_december.target_status is expected
    assert of_december.profile == 80
    # 423 of 500 is 84.6 and would be green.
    assert of_december.rag is (Rag.GREEN if expected is TargetStatus.CONFIRMED else Rag.NONE)


def test_the_tolerance_is_the_targets_else_the_indicators() -> None:
    wide = indicator("of-its-own", tolerance={"kind": "absolute", "amount": "2"})
    own = target(HINCKLEY, wide, profile=level("90"), tolerance={"kind": "relative", "amount": "4"})
    none = target(HINCKLEY, wide, profile=level("90"))

    def rag(value: int, of: Target) -> Rag:
        return row(known([figure(HINCKLEY, wide, "M01", value, 100)], [of]), wide, "M01").rag

    # 4 % of 90 is 3.6; the indicator allows 2.
    assert rag(87, own) is Rag.AMBER
    assert rag(88, none) is Rag.AMBER
    assert rag(87, none) is Rag.RED


def test_a_profile_that_breaks_its_rule_says_so_beside_the_value() -> None:
    falls = {"code": "profile_falls", "detail": "A cumulative profile never falls."}
    targets = [target(HINCKLEY, COUNCIL_TAX, "98", profile=level("98"), flags=[falls])]
    evidence = known(DECEMBER, [*targets, TARGETS[0]], partnerships=[TWO])

    own, together = (row(evidence, COUNCIL_TAX, "M09", body) for body in (HINCKLEY, TOGETHER))

    assert reasons(own.flags) == [("profile_falls", None)]
    assert reasons(together.flags) == [("profile_falls", HINCKLEY)]


def test_a_target_in_words_is_shown_and_not_rated() -> None:
    words = target(HINCKLEY, CALLS, status="narrative", narrative="60 - 40 split")
    of_april = row(known([figure(HINCKLEY, CALLS, "M01", 90, 100)], [words]), CALLS, "M01")

    assert of_april.rag is Rag.NONE
    assert [(flag.code, flag.detail) for flag in of_april.flags] == [
        ("narrative_target", "60 - 40 split")
    ]


def test_what_a_council_calls_the_indicator_stands_beside_it() -> None:
    own = target(HINCKLEY, COUNCIL_TAX, "98.1", label="Council Tax in year collection rate")

    of_december = row(known(DECEMBER, [own]), COUNCIL_TAX, "M09")

    assert of_december.title == COUNCIL_TAX.title
    assert [flag.detail for flag in of_december.flags] == [
        'It calls this "Council Tax in year collection rate".'
    ]


def test_an_annual_figure_is_rated_against_the_annual_target() -> None:
    evidence = known([figure(HINCKLEY, SURVEY, "", 454, 500)], [target(HINCKLEY, SURVEY, "91.2")])

    of_the_year = row(evidence, SURVEY, "")

    assert of_the_year.profile == of_the_year.target == Decimal("91.2")
    assert of_the_year.rag is Rag.AMBER  # 90.8 misses 91.2 by 0.4


def test_a_month_without_a_profile_is_not_rated_against_the_year() -> None:
    evidence = known(DECEMBER, [target(HINCKLEY, COUNCIL_TAX, "98.1")])

    of_december = row(evidence, COUNCIL_TAX, "M09")

    assert of_december.target == Decimal("98.1")
    assert of_december.profile is None
    assert of_december.rag is Rag.NONE
