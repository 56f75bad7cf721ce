"""What a figure must meet to be kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.kpi.submissions.checks import (
    Suggestions,
    duplicates,
    judge,
    without_derived,
    without_duplicates,
)
from services.kpi.submissions.outcomes import decide
from shared.contracts.kpi.vocabulary import Basis
from tests.kpi.submissions.rows import COUNCIL, INDICATORS, PARTNERSHIP, codes, judged, row, world

ALONE = {"numerator": None, "denominator": None}
PARTNERSHIPS = {"body": PARTNERSHIP, "indicator": "fraud-sanctions"}
FRACTION = ("not_a_whole_number", "numerator")


def test_a_sound_row_gets_the_value_of_its_components() -> None:
    draft = judged(numerator="62834112.45", denominator="67210000.00")

    assert draft.problems == ()
    assert draft.value == Decimal("93.489231")  # 100 x 62,834,112.45 / 67,210,000 = 93.4892314
    assert draft.basis is Basis.COMPONENTS


def test_a_mere_rate_is_taken_as_reported_to_six_decimals() -> None:
    draft = judged(**ALONE, value="93.4892345")

    assert draft.value == Decimal("93.489234")  # halves to even
    assert draft.basis is Basis.REPORTED_RATE


@pytest.mark.parametrize("whole", [2, "2.0", "0", "-0.00"])
def test_a_whole_count_may_be_written_with_noughts(whole: Any) -> None:
    draft = judged(indicator="fraud-sanctions", numerator=whole, denominator=None)

    assert draft.problems == ()


def test_a_count_is_its_numerator() -> None:
    draft = judged(indicator="fraud-sanctions", numerator=2, denominator=None)

    assert draft.value == 2
    assert draft.problems == ()


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"denominator": 0}, ("zero_denominator", "denominator")),
        ({"denominator": "0.00"}, ("zero_denominator", "denominator")),
        ({"denominator": -4}, ("negative_denominator", "denominator")),
        ({"denominator": None}, ("denominator_missing", "denominator")),
        ({"numerator": None}, ("numerator_missing", "numerator")),
        ({"value": 75}, ("value_beside_components", "value")),
        (ALONE, ("figure_missing", "numerator")),
        ({"status": "not_available"}, ("not_available_with_figure", "status")),
        (ALONE | {"status": "not_available", "value": 1}, ("not_available_with_figure", "status")),
        ({"indicator": "fraud-sanctions"}, ("denominator_not_taken", "denominator")),
        (ALONE | {"indicator": "fraud-sanctions", "value": 2}, ("value_of_a_count", "value")),
        ({"indicator": "new-claims-days", "numerator": -3}, ("negative_numerator", "numerator")),
        (ALONE | {"indicator": "new-claims-days", "value": -3}, ("negative_value", "value")),
        (ALONE | {"indicator": "fraud-sanctions", "numerator": "2.5"}, FRACTION),
        (ALONE | PARTNERSHIPS | {"value": "2.5"}, ("not_a_whole_number", "value")),
        ({"body": PARTNERSHIP}, ("partnership_takes_rates_only", "numerator")),
        ({"body": "E06000132"}, ("body_not_granted", "body")),
        ({"body": "E07000999"}, ("unknown_body", "body")),
        ({"period": "2019-20-Q3"}, ("wrong_period_type", "period")),
        ({"period": "2018-19"}, ("wrong_period_type", "period")),
        ({"indicator": "satisfaction"}, ("wrong_period_type", "period")),
        ({"period": "2019-20-M11"}, ("period_not_ended", "period")),
    ],
)
def test_a_row_that_breaks_a_rule_is_rejected_by_column(
    sent: dict[str, Any], problem: tuple[str, str]
) -> None:
    draft = judged(**sent)

    assert draft.is_rejected
    assert codes(draft) == [problem]
    assert draft.value is None


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    draft = judged(period="2020-21-Q1", denominator=0, value=75)

    assert codes(draft) == [
        ("period_not_ended", "period"),
        ("wrong_period_type", "period"),
        ("value_beside_components", "value"),
        ("zero_denominator", "denominator"),
    ]


def test_receipts_may_be_negative_where_the_indicator_says_so() -> None:
    draft = judged(numerator=-250, denominator=1_000)

    assert draft.problems == ()
    assert draft.value == -25  # 100 x -250 / 1,000


def test_a_figure_that_is_not_available_has_no_number_and_no_problem() -> None:
    draft = judged(**ALONE, status="not_available")

    assert (draft.value, draft.basis, draft.problems) == (None, None, ())


def test_a_partnership_takes_a_rate() -> None:
    assert judged(**ALONE, body=PARTNERSHIP, value=83).problems == ()


def test_a_value_that_no_client_could_hold_is_a_problem_of_its_row() -> None:
    # 100 x 62,834,112.45 / 0.07 = 89,763,017,785.714286: 17 digits. A debit in millions, perhaps.
    draft = judged(numerator="62834112.45", denominator="0.07")

    assert codes(draft) == [("value_too_large", "denominator")]


def test_billions_of_pounds_are_no_problem() -> None:
    # Kept to six decimals it is 1234567890.120000, whose last zeros are not digits to anybody.
    draft = judged(
        indicator="receipts", period="2019-20-Q3", numerator="1234567890.12", denominator=None
    )

    assert draft.problems == ()
    assert decide(draft, None).result().value == Decimal("1234567890.12")


def test_an_unknown_indicator_is_met_with_the_nearest_that_there_is() -> None:
    near, far = (judged(indicator=code) for code in ("council-tax-inyear", "zzz"))

    assert codes(near) == codes(far) == [("unknown_indicator", "indicator")]
    assert near.problems[0].expected == "council-tax-in-year"
    assert "Did you mean council-tax-in-year?" in near.problems[0].detail
    assert far.problems[0].expected is None


def test_likeness_is_told_of_the_first_fifty_unknown_codes_alone() -> None:
    suggestions = Suggestions(INDICATORS)
    for number in range(50):
        suggestions.get(f"unknown-{number}")

    assert suggestions.get("council-tax-inyear") is None
    assert Suggestions(INDICATORS).get("council-tax-inyear") == "council-tax-in-year"


def test_an_abolished_council_is_told_its_successor() -> None:
    # Forest Heath ended on 31 March 2019; West Suffolk (E07000245) followed.
    draft = judged(body="E07000201", period="2019-20-M01")

    assert codes(draft) == [("council_abolished", "body")]
    assert draft.problems[0].expected == "E07000245"
    assert "2019-03-31" in draft.problems[0].detail


def test_a_council_is_taken_up_to_its_last_day_and_from_its_first() -> None:
    assert judged(body="E07000201", period="2018-19-M12").problems == ()
    assert judged(body="E07000245", period="2019-20-M01").problems == ()
    assert codes(judged(body="E07000245", period="2018-19-M12")) == [("council_not_begun", "body")]


def test_a_period_has_ended_from_the_day_after_its_last() -> None:
    january = row(period="2019-20-M10")

    on_its_last_day = judge(january, world(today=date(2020, 1, 31)))
    on_the_day_after = judge(january, world(today=date(2020, 2, 1)))

    assert codes(on_its_last_day) == [("period_not_ended", "period")]
    assert on_the_day_after.problems == ()


def test_a_natural_key_that_stands_twice_is_rejected_twice_however_it_is_written() -> None:
    sent = [row(), row(period="2019/20 M10", numerator=2), row(period="2019-20-M09")]
    drafts = without_duplicates(sent, duplicates(draft.key for draft in sent))

    assert [codes(draft) for draft in drafts] == [
        [("duplicate_in_batch", None)],
        [("duplicate_in_batch", None)],
        [],
    ]


def test_combined_days_are_not_typed_in_where_both_parts_are_there() -> None:
    combined = judged(indicator="combined-days")
    new, changes = ((COUNCIL, code, "2019-20-M10") for code in ("new-claims-days", "changes-days"))

    (beside_both,) = without_derived([combined], world(), {new, changes})
    (beside_one,) = without_derived([combined], world(), {new})

    assert codes(beside_both) == [("derived_from_parts", None)]
    assert "new-claims-days and changes-days" in beside_both.problems[0].detail
    assert beside_one.problems == ()


def test_parts_of_another_month_or_council_are_no_parts() -> None:
    combined = judged(indicator="combined-days")
    elsewhere = {
        (COUNCIL, "new-claims-days", "2019-20-M09"),
        ("E07000131", "changes-days", "2019-20-M10"),
    }

    (draft,) = without_derived([combined], world(), elsewhere)

    assert draft.problems == ()
