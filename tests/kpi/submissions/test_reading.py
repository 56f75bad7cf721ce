"""From JSON or CSV to rows: what a row says, and where it stands."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from services.kpi.submissions.drafts import Draft
from services.kpi.submissions.reading import drafts_of_csv, drafts_of_json
from shared.contracts.kpi.vocabulary import FigureStatus
from shared.refusals import Invalid, Malformed

FIGURE: dict[str, Any] = {
    "indicator": "council-tax-in-year",
    "period": "2019-20-M10",
    "numerator": 3,
    "denominator": 4,
}


def read_json(**different: Any) -> Draft:
    (draft,) = drafts_of_json([FIGURE | different], "E07000132")
    return draft


def read_csv(text: str | bytes) -> list[Draft]:
    return list(drafts_of_csv(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def codes(draft: Draft) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.column) for problem in draft.problems]


def test_a_json_row_takes_the_body_of_its_batch_unless_it_names_one() -> None:
    assert read_json().body == "E07000132"
    assert read_json(body="E07000131").body == "E07000131"


def test_a_period_is_known_by_its_canonical_notation_however_it_was_written() -> None:
    draft = read_json(period="2019/20 M10")

    assert draft.key == ("E07000132", "council-tax-in-year", "2019-20-M10")
    assert draft.period == "2019-20-M10"


def test_a_row_without_any_body_is_rejected() -> None:
    (draft,) = drafts_of_json([FIGURE], None)

    assert codes(draft) == [("body_missing", "body")]


def test_dec_16_is_asked_back_with_both_of_its_readings() -> None:
    draft = read_json(period="Dec-16")

    (problem,) = draft.problems
    assert (problem.code, problem.column) == ("period_unclear", "period")
    # December 2016 is the ninth month from April 2016.
    assert "December 2016 (2016-17-M09)" in problem.detail
    assert "16 December" in problem.detail


@pytest.mark.parametrize(
    ("column", "sent", "code"),
    [
        ("numerator", "NaN", "not_a_number"),
        ("numerator", "Infinity", "not_a_number"),
        ("denominator", "1_000", "not_a_number"),
        ("denominator", "1,000", "not_a_number"),
        ("numerator", "1e3", "not_a_number"),
        ("numerator", 1234567890123456, "not_a_number"),  # 16 digits
        ("numerator", "12345678901234.56", "not_a_number"),  # 16 digits
        ("value", True, "not_a_number"),
        ("status", "definitive", "unknown_status"),
        ("period", "11-14", "period_unclear"),
        ("indicator", None, "invalid"),
        ("indicator", "council\x00tax", "invalid"),
        ("reason", "\x07", "invalid"),
        ("colour", "red", "unknown_field"),
    ],
)
def test_a_row_that_cannot_be_read_says_which_field_and_why(
    column: str, sent: Any, code: str
) -> None:
    draft = read_json(**{column: sent})

    assert draft.is_rejected
    assert codes(draft) == [(code, column)]
    assert draft.problems[0].pointer == f"/figures/0/{column}"


def test_what_was_sent_is_not_said_again() -> None:
    draft = read_json(numerator="<script>", reason="x" * 5_000)

    assert codes(draft) == [("not_a_number", "numerator"), ("invalid", "reason")]
    assert not any(
        "script" in problem.detail or "xxx" in problem.detail for problem in draft.problems
    )


def test_fifteen_digits_are_taken_exactly_as_written() -> None:
    assert (
        read_json(numerator="1234567890123.45").sent
        == read_json(numerator=Decimal("1234567890123.45")).sent
    )
    sent = read_json(numerator="-0.10").sent
    assert sent is not None
    assert sent.numerator == Decimal("-0.1")


def test_a_row_that_lacks_its_names_says_which() -> None:
    (draft,) = drafts_of_json([{"numerator": 1}], "E07000132")

    assert codes(draft) == [("indicator_missing", "indicator"), ("period_missing", "period")]


def test_a_csv_file_has_its_columns_in_any_order_and_its_cells_stripped() -> None:
    (draft,) = read_csv(
        "denominator,Period, indicator ,body,numerator\n"
        " 4 ,2019-20-M10,council-tax-in-year,E07000132,3\n"
    )

    assert draft.sent is not None
    assert draft.key == ("E07000132", "council-tax-in-year", "2019-20-M10")
    assert (str(draft.sent.numerator), str(draft.sent.denominator)) == ("3", "4")
    assert draft.sent.status is FigureStatus.FINAL  # as in JSON, where nothing is said


def test_a_csv_file_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does() -> None:
    plain = "body,indicator,period,value\nE07000132,calls-answered-20s,2019-20-M01,80\n"

    as_from_excel = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()

    assert read_csv(as_from_excel) == read_csv(plain)
    assert read_csv(plain)[0].problems == ()


def test_an_empty_cell_says_nothing() -> None:
    (draft,) = read_csv(
        "body,indicator,period,numerator,denominator,value,status,reason,explanation\n"
        "E07000132,council-tax-in-year,2019-20-M10,,,93.4,,,\n"
    )

    assert draft.sent is not None
    assert (draft.sent.numerator, draft.sent.value) == (None, Decimal("93.4"))
    assert draft.sent.reason is None


def test_a_csv_row_knows_its_row_and_the_line_that_it_begins_on() -> None:
    drafts = read_csv(
        "body,indicator,period,value,explanation\n"
        'E07000132,a-rate,2019-20-M01,80,"two\nlines"\n'  # lines 2 and 3
        "\n"  # line 4 holds no row
        "E07000132,a-rate,2019-20-M02,eighty,\n"  # line 5
    )

    assert [(draft.place.row, draft.place.line) for draft in drafts] == [(1, 2), (2, 5)]
    (problem,) = drafts[1].problems
    assert (problem.column, problem.pointer) == ("value", None)


def test_a_csv_row_with_too_few_cells_is_rejected_and_spoils_no_other() -> None:
    drafts = read_csv("body,indicator,period,value\nE07000132,a-rate\nE07000132,a-rate,2019-20,5\n")

    assert codes(drafts[0]) == [("wrong_number_of_cells", None)]
    assert drafts[1].problems == ()


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("body,indicator,period,colour\n", "unknown_column", "colour"),
        ("body,indicator,period,body\n", "repeated_column", "body"),
        ("body,period,value\n", "missing_column", "indicator"),
        ("", "missing_column", "indicator"),
    ],
)
def test_a_header_that_is_not_ours_is_refused_with_the_column(
    text: str, code: str, column: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read_csv(text)

    assert (refused.value.errors[0].code, refused.value.errors[0].column) == (code, column)


@pytest.mark.parametrize(
    "content",
    [
        b"body,indicator,period\nE07000132,caf\xe9,2019-20\n",  # Latin-1
        b'body,indicator,period\nE07000132,"never closed,2019-20\n',
    ],
)
def test_a_file_that_is_no_csv_in_utf_8_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_csv(content)
