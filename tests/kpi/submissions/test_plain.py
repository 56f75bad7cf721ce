"""Rows that are plainly right: the quick reader says of them exactly what the careful one does."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.kpi.formulas.components import Components, derive_value
from services.kpi.submissions.checks import judge
from services.kpi.submissions.outcomes import content_of, decide
from services.kpi.submissions.plain import PlainFigure, PlainReader
from services.kpi.submissions.reading import COLUMNS, draft_of_row, sheet_of_csv
from shared.journal import canonical
from tests.kpi.submissions.cells import ENDED, ROWS, Cells, as_csv, of_body
from tests.kpi.submissions.rows import COUNCIL, INDICATORS, PARTNERSHIP, world

if TYPE_CHECKING:
    from services.kpi.submissions.drafts import Draft

USUAL: Cells = dict.fromkeys(COLUMNS, "") | {
    "body": COUNCIL,
    "indicator": "council-tax-in-year",
    "period": "2019-20-M10",
    "numerator": "62834112.45",
    "denominator": "67210000.00",
}

COUNT: Cells = {"indicator": "fraud-sanctions", "denominator": ""}


def read(*cells: Cells, body: str = COUNCIL) -> tuple[list[PlainFigure], list[int], list[Draft]]:
    """Return what is plain, the numbers of the other rows, and every row as read with care."""
    sheet = sheet_of_csv(io.BytesIO(as_csv(cells)))
    lines = list(sheet.lines())
    plain, others = PlainReader(sheet, body, world()).read(lines)
    careful = [judge(draft_of_row(sheet.named(line)), world()) for line in lines]
    return plain, [number for number, _, _ in others], careful


def is_plain(body: str = COUNCIL, **different: str) -> bool:
    plain, others, _ = read(USUAL | {"body": body} | different, body=body)
    assert len(plain) + len(others) == 1
    return bool(plain)


@settings(max_examples=150)
@given(
    cells=st.lists(ROWS, min_size=1, max_size=8),
    body=st.sampled_from([*[COUNCIL] * 6, PARTNERSHIP, ENDED, "E07000999"]),
)
@example(cells=[USUAL], body=COUNCIL)
@example(cells=[USUAL | {"numerator": "6000", "denominator": "67210000"}], body=COUNCIL)
@example(cells=[USUAL | {"denominator": "0.01", "numerator": "999999999999.99"}], body=COUNCIL)
@example(cells=[USUAL | {"denominator": "999999999999", "numerator": "-0.01"}], body=COUNCIL)
@example(cells=[USUAL | COUNT | {"numerator": "2.5"}], body=COUNCIL)
def test_a_plain_row_is_what_the_careful_reader_makes_of_it(cells: list[Cells], body: str) -> None:
    own = [row | {"body": body} for row in of_body(cells, body)]
    plain, others, careful = read(*own, body=body)

    numbers = [row.number for row in plain]
    assert sorted(numbers + others) == list(range(1, len(own) + 1))
    for row in plain:
        with_care = careful[row.number - 1]
        assert with_care.problems == ()
        assert row.draft(body) == with_care._replace(place=row.draft(body).place)
        assert (row.number, row.line) == (with_care.place.row, with_care.place.line)
        unit = INDICATORS[row.indicator].unit
        assert row.value == derive_value(unit, Components(row.numerator, row.denominator))
        assert row.content() == canonical(content_of([decide(with_care, None)])[0])


@pytest.mark.parametrize(
    "different",
    [
        {},
        {"status": "provisional"},
        {"numerator": "-5.50"},  # refunds, of an indicator that may go below zero
        {"numerator": "0"},
        {"period": "2019/20 M10"},
        {"reason": "Bank file came late", "explanation": "As profiled"},
        COUNT | {"numerator": "2"},
        {"indicator": "receipts", "period": "2019-20-Q3", "denominator": ""},
        {"indicator": "satisfaction", "period": "2018-19"},
    ],
)
def test_what_a_finance_system_sends_is_plain(different: Cells) -> None:
    """Else a file of them would be as slow as one of mistakes, and nobody would notice."""
    assert is_plain(**different)


@pytest.mark.parametrize(
    "different",
    [
        {"numerator": ""},
        {"denominator": "0"},
        {"denominator": "-1"},
        {"numerator": "1234567890123.4"},
        {"numerator": "1.234"},
        {"value": "93.4"},
        {"status": "not_available"},
        {"status": "Final"},
        {"period": "2019-20-M11"},  # not ended on 1 February 2020
        {"period": "2019-20-Q3"},
        {"period": "Dec-16"},
        {"indicator": "combined-days"},  # pooled from others
        {"indicator": "no-such-indicator"},
        {"indicator": "new-claims-days", "numerator": "-1"},
        {"indicator": "fraud-sanctions"},  # a count with a denominator
        {"denominator": "0.01", "numerator": "100000"},  # 100 x 100,000 / 0.01 = 1,000,000,000
        {"reason": "bell\x07"},
        {"explanation": "x" * 4_001},
        {"body": PARTNERSHIP},
        {"body": ENDED},
    ],
)
def test_what_may_be_wrong_is_read_with_care(different: Cells) -> None:
    assert not is_plain(**different)


def test_a_value_just_below_a_thousand_million_is_plain_and_exact() -> None:
    [row], _, _ = read(USUAL | {"numerator": "99999.99", "denominator": "0.01"})

    assert row.value == Decimal(999_999_900)  # 100 x 99,999.99 / 0.01


def test_a_row_of_too_many_or_too_few_cells_is_read_with_care() -> None:
    content = as_csv([USUAL]) + b"a,b\r\n" + as_csv([USUAL]).splitlines()[1] + b",\r\n"
    sheet = sheet_of_csv(io.BytesIO(content))

    plain, others = PlainReader(sheet, COUNCIL, world()).read(list(sheet.lines()))

    assert ([row.number for row in plain], [number for number, _, _ in others]) == ([1], [2, 3])


def test_columns_that_a_file_has_not_say_nothing() -> None:
    content = b"period,numerator,indicator,denominator\n2019-20-M10,3,council-tax-in-year,4\n"
    sheet = sheet_of_csv(io.BytesIO(content))

    [row], _ = PlainReader(sheet, COUNCIL, world()).read(list(sheet.lines()))

    assert row.value == 75  # 100 x 3 / 4
    assert (row.status, row.reason, row.explanation) == ("final", None, None)


def test_words_are_kept_as_the_careful_reader_keeps_them() -> None:
    [row], _, _ = read(USUAL | {"reason": "cafe\u0301", "explanation": "a\nb"})

    assert (row.reason, row.explanation) == ("caf\u00e9", "a\nb")  # composed (NFC)
