"""Dates as people write them: what has one reading is read, what has two is asked back."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.calendar.dates import PartialDate, Precision, readings_of_date
from shared.contracts.dates import DateText, WrittenDate

READ: TypeAdapter[WrittenDate] = TypeAdapter(DateText)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Dec-16", ["December 2016", "16 December of some year"]),
        ("Nov-19", ["November 2019", "19 November of some year"]),
        ("16-Dec", ["16 December of some year", "December 2016"]),
        ("03/04/2019", ["3 April 2019", "4 March 2019"]),
        ("31/12/2019", ["31 December 2019"]),
        ("1st Dec 2016", ["1 December 2016"]),
        ("December 2016", ["December 2016"]),
        ("2016-12-16", ["16 December 2016"]),
        ("2019", ["2019"]),
        ("Feb-31", ["February 2031"]),
        ("Ongoing", []),
        ("2019-02-29", []),
        ("1850-01-01", []),
    ],
)
def test_each_reading_of_a_text_is_found(text: str, readings: list[str]) -> None:
    assert [str(reading) for reading in readings_of_date(text)] == readings


def test_a_text_with_two_readings_is_asked_back_with_both() -> None:
    with pytest.raises(ValidationError) as refused:
        READ.validate_python("Dec-16")

    [error] = refused.value.errors()
    assert error["type"] == "date_unclear"
    assert "December 2016 or 16 December of some year" in error["msg"]


def test_what_is_meant_is_kept_beside_what_was_written() -> None:
    meant = {"as_written": "Dec-16", "value": "2016-12", "precision": "month"}
    read = READ.validate_python(meant)

    assert read.model_dump(mode="json") == meant
    assert read.date.last_day == date(2016, 12, 31)


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("2015-12", "month"),  # 16 is no 15
        ("2016-12-17", "day"),
        ("2016", "year"),
        ("2016-12", "day"),
        ("2016-13", "month"),
    ],
)
def test_what_is_meant_is_one_of_the_readings(value: str, precision: str) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python({"as_written": "Dec-16", "value": value, "precision": precision})


def test_a_day_of_some_year_takes_any_year() -> None:
    meant = {"as_written": "Dec-16", "value": "2019-12-16", "precision": "day"}

    assert READ.validate_python(meant).date == PartialDate(2019, 12, 16)


def test_a_text_that_is_no_date_can_still_be_given_its_meaning() -> None:
    meant = {"as_written": "end of the winter", "value": "2020-02", "precision": "month"}

    assert READ.validate_python(meant).date.last_day == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("value", "precision", "last"),
    [
        ("2019-12-16", Precision.DAY, date(2019, 12, 16)),
        ("2019-02", Precision.MONTH, date(2019, 2, 28)),
        ("2019", Precision.YEAR, date(2019, 12, 31)),
    ],
)
def test_a_partial_date_ends_with_the_last_day_it_can_mean(
    value: str, precision: Precision, last: date
) -> None:
    parsed = PartialDate.parse(value)

    assert (parsed.precision, parsed.last_day, str(parsed)) == (precision, last, value)


@pytest.mark.parametrize("value", ["2019-00", "2019-12-00"])
def test_no_month_and_no_day_is_numbered_0(value: str) -> None:
    with pytest.raises(ValueError, match=r"must be in|out of range"):
        PartialDate.parse(value)


def test_september_is_written_short_in_two_ways() -> None:
    assert [str(r) for r in readings_of_date("Sept 2012")] == ["September 2012"]
    assert [str(r) for r in readings_of_date("12 Sep 2012")] == ["12 September 2012"]
