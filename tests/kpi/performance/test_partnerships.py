"""What several councils come to together."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.kpi.performance.evidence import KnownFigure
from shared.contracts.kpi.vocabulary import Basis, FigureStatus
from tests.kpi.performance.makers import (
    CALLS,
    COUNCIL_TAX,
    FRAUD,
    HARBOROUGH,
    HINCKLEY,
    NNDR,
    NORTH_WEST,
    SURVEY,
    TOGETHER,
    figure,
    indicator,
    known,
    partnership,
    reasons,
    row,
    stay,
    value,
)

MEMBERS = (HARBOROUGH, HINCKLEY, NORTH_WEST)
THREE = partnership(*MEMBERS)
TWO = partnership(HARBOROUGH, HINCKLEY)


def test_a_partnership_rate_pools_its_members() -> None:
    # 975 of 1,000 and 2,958 of 3,000: 3,933 / 4,000, not the mean of 97.5 and 98.6 (98.05).
    figures = [
        figure(HARBOROUGH, COUNCIL_TAX, "M12", 975, 1_000),
        figure(HINCKLEY, COUNCIL_TAX, "M12", 2_958, 3_000),
    ]

    measured = value(known(figures, partnerships=[TWO]), COUNCIL_TAX, "M12", TOGETHER)

    assert measured.value == Decimal("98.325")
    assert measured.numerator == 3_933
    assert measured.denominator == 4_000
    assert measured.basis is Basis.COMPONENTS


def test_counts_of_members_are_summed() -> None:
    figures = [figure(HARBOROUGH, FRAUD, "M05", 1), figure(HINCKLEY, FRAUD, "M05", 1)]

    assert value(known(figures, partnerships=[TWO]), FRAUD, "M05", TOGETHER).value == 2


def test_a_partner_for_nndr_alone_counts_there_and_nowhere_else() -> None:
    members = partnership(HARBOROUGH, stay(NORTH_WEST, only=NNDR))
    figures = [
        figure(of, what, "M12", *parts)
        for of, what, parts in [
            (HARBOROUGH, COUNCIL_TAX, (90, 100)),
            (HARBOROUGH, NNDR, (90, 100)),
            (NORTH_WEST, COUNCIL_TAX, (10, 100)),
            (NORTH_WEST, NNDR, (290, 300)),
        ]
    ]
    evidence = known(figures, partnerships=[members])

    assert value(evidence, COUNCIL_TAX, "M12", TOGETHER).value == 90
    assert value(evidence, NNDR, "M12", TOGETHER).value == 95  # (90 + 290) / 400


def test_a_member_without_a_figure_leaves_the_total_unknown() -> None:
    figures = [
        figure(HARBOROUGH, COUNCIL_TAX, "M09", 85, 100),
        figure(NORTH_WEST, COUNCIL_TAX, "M09", status=FigureStatus.NOT_AVAILABLE),
    ]

    measured = value(known(figures, partnerships=[THREE]), COUNCIL_TAX, "M09", TOGETHER)

    assert measured.value is None
    assert reasons(measured.missing) == [("no_figure", HINCKLEY), ("not_available", NORTH_WEST)]


def test_a_member_that_gave_only_its_rate_leaves_the_total_unknown() -> None:
    figures = [
        figure(HARBOROUGH, COUNCIL_TAX, "M09", 85, 100),
        figure(HINCKLEY, COUNCIL_TAX, "M09", value="84.7"),
    ]

    measured = value(known(figures, partnerships=[TWO]), COUNCIL_TAX, "M09", TOGETHER)

    assert measured.value is None
    assert reasons(measured.missing) == [("no_components", HINCKLEY)]


def test_what_a_member_lacks_over_a_quarter_is_said_once() -> None:
    figures = [figure(HARBOROUGH, FRAUD, m, 1) for m in ("M01", "M02", "M03")]
    evidence = known([*figures, figure(HINCKLEY, FRAUD, "M01", 1)], partnerships=[TWO])

    (lack,) = value(evidence, FRAUD, "Q1", TOGETHER).missing

    assert (lack.code, lack.body) == ("no_figure", HINCKLEY)
    assert lack.detail == "There is no figure for 2019-20-M02 to 2019-20-M03."


def test_a_member_that_joins_in_october_counts_from_october() -> None:
    members = partnership(HARBOROUGH, stay(HINCKLEY, "2019-10-01"))
    figures = [
        figure(of, COUNCIL_TAX, month, *parts)
        for of, month, parts in [
            (HARBOROUGH, "M06", (50, 100)),
            (HINCKLEY, "M06", (180, 300)),
            (HARBOROUGH, "M07", (60, 100)),
            (HINCKLEY, "M07", (210, 300)),
        ]
    ]
    evidence = known(figures, partnerships=[members])

    assert value(evidence, COUNCIL_TAX, "M06", TOGETHER).value == 50
    assert value(evidence, COUNCIL_TAX, "M07", TOGETHER).value == Decimal("67.5")  # 270 / 400


def test_a_quarter_sums_each_month_over_the_members_of_that_month() -> None:
    members = partnership(HARBOROUGH, stay(HINCKLEY, "2019-05-20"))
    figures = [figure(HARBOROUGH, FRAUD, m, 1) for m in ("M01", "M02", "M03")]
    figures.append(figure(HINCKLEY, FRAUD, "M03", 5))

    # April 1, May 1 (it joined within May), June 1 + 5.
    assert value(known(figures, partnerships=[members]), FRAUD, "Q1", TOGETHER).value == 8


def test_a_council_that_has_left_is_not_missed() -> None:
    members = partnership(HARBOROUGH, stay(HINCKLEY, to="2019-06-30"))
    evidence = known([figure(HARBOROUGH, COUNCIL_TAX, "M04", 38, 100)], partnerships=[members])

    assert value(evidence, COUNCIL_TAX, "M04", TOGETHER).value == 38


def test_a_partnership_without_members_says_so() -> None:
    evidence = known(partnerships=[partnership(stay(HINCKLEY, to="2019-03-31"))])

    measured = value(evidence, COUNCIL_TAX, "M01", TOGETHER)

    assert measured.value is None
    assert reasons(measured.missing) == [("no_members", None)]


def test_councils_that_define_it_differently_are_never_pooled() -> None:
    letters = indicator(
        "correspondence-7wd",
        accumulation="average",
        definition_variants=[{"body": HINCKLEY, "definition": "Within the target time"}],
    )
    figures = [figure(of, letters, "M01", 90, 100) for of in MEMBERS[:2]]
    evidence = known(figures, partnerships=[TWO], indicators=[letters])

    measured = value(evidence, letters, "M01", TOGETHER)

    assert measured.value is None
    assert reasons(measured.missing) == [("definitions_differ", HINCKLEY)]


def test_councils_that_share_a_way_of_their_own_are_pooled() -> None:
    own_way = [
        {"body": of, "definition": "Within the target time"} for of in (HARBOROUGH, HINCKLEY)
    ]
    letters = indicator("correspondence-7wd", definition_variants=own_way)
    figures = [figure(HARBOROUGH, letters, "M01", 90, 100), figure(HINCKLEY, letters, "M01", 1, 2)]
    evidence = known(figures, partnerships=[TWO], indicators=[letters])

    # (90 + 1) / 102 = 0.892156862...
    assert value(evidence, letters, "M01", TOGETHER).value == Decimal("89.215686")


def test_a_survey_of_the_partnership_itself_stands_where_members_have_none() -> None:
    evidence = known([figure(TOGETHER, SURVEY, "", value="83.0")], partnerships=[TWO])

    measured = value(evidence, SURVEY, "", TOGETHER)

    assert measured.value == 83
    assert measured.basis is Basis.REPORTED_RATE
    assert reasons(measured.flags) == [("reported_rate", None), ("not_pooled", None)]
    assert measured.missing == ()


def test_pooled_members_win_over_a_figure_of_the_partnership_itself() -> None:
    figures = [
        figure(TOGETHER, SURVEY, "", value="83.0"),
        figure(HARBOROUGH, SURVEY, "", 41, 50),
        figure(HINCKLEY, SURVEY, "", 123, 150),
    ]

    measured = value(known(figures, partnerships=[TWO]), SURVEY, "", TOGETHER)

    assert measured.value == 82  # (41 + 123) / 200
    assert measured.flags == ()


def test_an_estimate_of_one_member_is_flagged_as_its_own() -> None:
    figures = [
        figure(HARBOROUGH, COUNCIL_TAX, "M09", 85, 100, status=FigureStatus.ESTIMATED),
        figure(HINCKLEY, COUNCIL_TAX, "M09", 84, 100),
    ]

    measured = value(known(figures, partnerships=[TWO]), COUNCIL_TAX, "M09", TOGETHER)

    assert reasons(measured.flags) == [("estimated", HARBOROUGH)]


components = st.tuples(st.integers(0, 10**12), st.integers(1, 10**12))


def of_three(each: list[tuple[int, int]]) -> list[KnownFigure]:

    pairs = zip(MEMBERS, each, strict=True)
    return [figure(body, CALLS, "M01", n, d) for body, (n, d) in pairs]


@given(st.lists(components, min_size=3, max_size=3))
def test_a_pooled_rate_lies_between_its_members(each: list[tuple[int, int]]) -> None:
    evidence = known(of_three(each), partnerships=[THREE])

    rates = [row(evidence, CALLS, "M01", body).value for body in MEMBERS]
    pooled = row(evidence, CALLS, "M01", TOGETHER).value

    assert pooled is not None
    known_rates = [rate for rate in rates if rate is not None]
    assert len(known_rates) == 3
    assert min(known_rates) <= pooled <= max(known_rates)


@given(st.lists(components, min_size=3, max_size=3))
def test_the_order_in_which_figures_are_read_does_not_matter(each: list[tuple[int, int]]) -> None:
    rows = [
        row(known(order, partnerships=[THREE]), CALLS, "M01", TOGETHER)
        for order in permutations(of_three(each))
    ]

    assert all(other == rows[0] for other in rows)
