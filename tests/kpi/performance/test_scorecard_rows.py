"""Which rows a scorecard has, in which order, and which stand beside a partnership's."""

from __future__ import annotations

from dataclasses import replace

from services.kpi.performance.scorecard import member_rows, rows_of
from shared.contracts.kpi.performance import RowCommentary, ScorecardRow
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


def test_what_a_council_did_after_it_left_is_told_in_no_quarter_of_the_partnership() -> None:
    """It left within November: of its 3 + 2 + 9 cases October's 3 count, and 3 x 1 of the other.

    Council tax speaks by December, so its 720 of 2,000 are in neither the total nor its own row.
    """
    members = partnership(HARBOROUGH, stay(HINCKLEY, to="2019-11-15"))
    figures = [
        *(figure(HARBOROUGH, FRAUD, month, 1) for month in ("M07", "M08", "M09")),
        figure(HINCKLEY, FRAUD, "M07", 3),
        figure(HINCKLEY, FRAUD, "M08", 2),
        figure(HINCKLEY, FRAUD, "M09", 9),
        figure(HARBOROUGH, COUNCIL_TAX, "M09", 450, 500),
        figure(HINCKLEY, COUNCIL_TAX, "M09", 720, 2_000),
    ]
    said = RowCommentary(cause="December was slow", action=None, owner_role=None)
    texts = {(of, FRAUD.code, in_2019("Q3")): said for of in (HARBOROUGH, HINCKLEY)}
    evidence = replace(known(figures, partnerships=[members]), commentary=texts)

    whole = {row.indicator: row for row in rows_of(evidence, TOGETHER, in_2019("Q3"))}
    beside = member_rows(evidence, TOGETHER, in_2019("Q3"))

    cases, rate = whole[FRAUD.code], whole[COUNCIL_TAX.code]
    assert [cases.value, rate.value] == [6, 90]
    assert [(flag.body, flag.detail) for flag in cases.flags if flag.code == "counts_in_part"] == [
        (HINCKLEY, "It counts for 2019-20-M07 alone, when it was a member.")
    ]
    assert [row.value for row in beside[HARBOROUGH]] == [90, 3]
    assert [row.commentary for row in beside[HARBOROUGH]] == [None, said]
    assert [row.commentary for row in beside[HINCKLEY]] == [None, None]
    for row, months in zip(
        beside[HINCKLEY], ("2019-20-M09", "2019-20-M08 to 2019-20-M09"), strict=True
    ):
        assert (row.value, row.numerator, row.denominator, row.ytd_value) == (None,) * 4
        assert [(lack.code, lack.detail) for lack in row.missing] == [
            ("not_a_member", f"It was no member for {months}; what it did then is its own.")
        ]


def test_who_joined_within_a_quarter_is_told_of_from_its_first_whole_month() -> None:
    """It joined on 20 May: of 4 + 5 + 6 cases June's 6 count; the rates are June's anyway."""
    members = partnership(HARBOROUGH, stay(HINCKLEY, "2019-05-20"))
    figures = [
        *(figure(HARBOROUGH, FRAUD, month, 1) for month in ("M01", "M02", "M03")),
        *(figure(HINCKLEY, FRAUD, f"M0{n}", 3 + n) for n in (1, 2, 3)),
        figure(HINCKLEY, NNDR, "M02", 20, 100),
        figure(HINCKLEY, NNDR, "M03", 30, 100),
        figure(HARBOROUGH, NNDR, "M03", 20, 100),
    ]
    evidence = known(figures, partnerships=[members])

    whole = {row.indicator: row for row in rows_of(evidence, TOGETHER, in_2019("Q1"))}
    rows = {row.indicator: row for row in member_rows(evidence, TOGETHER, in_2019("Q1"))[HINCKLEY]}

    assert [whole[FRAUD.code].value, whole[NNDR.code].value] == [9, 25]
    assert [rows[FRAUD.code].value, rows[NNDR.code].value] == [None, 30]
    assert rows[FRAUD.code].missing[0].code == "not_a_member"
