"""Which rows a scorecard has, in which order, and which stand beside a partnership's."""

from __future__ import annotations

from services.kpi.performance.scorecard import member_rows, rows_of
from shared.contracts.kpi.performance import ScorecardRow
from tests.kpi.performance.makers import (
    CALLS,
    CHANGES,
    COUNCIL_TAX,
    EVERY,
    FRAUD,
    HARBOROUGH,
    HINCKLEY,
    NNDR,
    NORTH_WEST,
    RECEIPTS,
    SURVEY,
    TOGETHER,
    figure,
    in_2019,
    known,
    partnership,
    reasons,
    stay,
    target,
)


def codes(rows: list[ScorecardRow]) -> list[str]:
    return [one.indicator for one in rows]


def test_a_month_a_quarter_and_a_year_show_what_is_reported_as_often() -> None:
    figures = [
        figure(HINCKLEY, COUNCIL_TAX, "M01", 11, 100),
        figure(HINCKLEY, RECEIPTS, "Q1", 300),
        figure(HINCKLEY, SURVEY, "", 90, 100),
    ]
    evidence = known(figures)
    shown = {p: codes(rows_of(evidence, HINCKLEY, in_2019(p))) for p in ("M01", "Q1", "")}

    assert shown == {
        "M01": ["council-tax-in-year"],
        "Q1": ["council-tax-in-year", "council-tax-receipts"],
        "": ["council-tax-in-year", "council-tax-receipts", "satisfaction-overall"],
    }


def test_a_figure_of_last_year_or_a_target_of_this_one_is_enough_for_a_row() -> None:
    evidence = known(
        [
            figure(HINCKLEY, NNDR, "2018-19-M12", 98, 100),
            figure(HINCKLEY, CALLS, "2017-18-M12", 98, 100),
        ],
        [target(HINCKLEY, COUNCIL_TAX, "98.1"), target(HARBOROUGH, FRAUD, "4")],
    )

    assert codes(rows_of(evidence, HINCKLEY, in_2019("M01"))) == [COUNCIL_TAX.code, NNDR.code]


def test_combined_days_have_a_row_where_a_part_has_a_figure() -> None:
    evidence = known([figure(HINCKLEY, CHANGES, "M01", 63, 9)])

    assert codes(rows_of(evidence, HINCKLEY, in_2019("M01"))) == ["changes-days", "combined-days"]


def test_a_partnership_has_a_row_for_what_any_member_reports_to_it() -> None:
    members = partnership(HARBOROUGH, stay(NORTH_WEST, only=NNDR), stay(HINCKLEY, to="2019-06-30"))
    figures = [
        figure(HARBOROUGH, COUNCIL_TAX, "M09", 85, 100),
        figure(NORTH_WEST, NNDR, "M09", 84, 100),
        figure(NORTH_WEST, CALLS, "M09", 84, 100),  # not in partnership for calls
        figure(HINCKLEY, FRAUD, "M01", 1),  # left before December
    ]
    evidence = known(figures, partnerships=[members], body=TOGETHER)

    assert codes(rows_of(evidence, TOGETHER, in_2019("M09"))) == [COUNCIL_TAX.code, NNDR.code]


def test_members_stand_beside_the_total_with_the_rows_that_count_towards_it() -> None:
    members = partnership(HARBOROUGH, stay(NORTH_WEST, only=NNDR))
    figures = [
        figure(HARBOROUGH, COUNCIL_TAX, "M09", 85, 100),
        figure(NORTH_WEST, COUNCIL_TAX, "M09", 84, 100),  # its own business
        figure(NORTH_WEST, NNDR, "M09", 84, 100),
    ]
    evidence = known(figures, partnerships=[members], body=TOGETHER)

    beside = member_rows(evidence, TOGETHER, in_2019("M09"))

    assert {member: codes(rows) for member, rows in beside.items()} == {
        HARBOROUGH: [COUNCIL_TAX.code, NNDR.code],
        NORTH_WEST: [NNDR.code],
    }
    nndr_of_harborough = beside[HARBOROUGH][1]
    assert reasons(nndr_of_harborough.missing) == [("no_figure", None)]
    (nndr,) = (one for one in rows_of(evidence, TOGETHER, in_2019("M09")) if one.value is None)
    assert reasons(nndr.missing) == [("no_figure", HARBOROUGH)]


def test_a_body_of_which_nothing_is_known_has_no_rows() -> None:
    assert rows_of(known(indicators=EVERY), HINCKLEY, in_2019("M01")) == []
