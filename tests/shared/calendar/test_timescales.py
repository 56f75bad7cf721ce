"""Timescales as plans write them, those of the seeds among them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.calendar.timescales import readings_of_timescale
from shared.calendar.working_days import working_day_after, working_day_before
from shared.contracts.projects.timescales import Timescale, TimescaleText, lacking_year

QUARTER_3 = "quarter 3 of 2020-21, October to December 2020"
READ: TypeAdapter[Timescale] = TypeAdapter(TimescaleText)


@pytest.mark.parametrize(
    ("text", "starts", "ends", "words"),
    [
        # Seed 001.
        ("31/01/2010", "2010-01-31", "2010-01-31", "31 January 2010"),
        # Seed 002, as its pages have it.
        ("Jan 2012", "2012-01-01", "2012-01-31", "January 2012"),
        ("Sept 2012", "2012-09-01", "2012-09-30", "September 2012"),
        ("September 2012.", "2012-09-01", "2012-09-30", "September 2012"),
        ("Sept 2012- March 2013", "2012-09-01", "2013-03-31", "September 2012 to March 2013"),
        ("April 2012 - Sept 2012", "2012-04-01", "2012-09-30", "April 2012 to September 2012"),
        ("By March 2013", None, "2013-03-31", "by the end of March 2013"),
        ("Now until 2017", None, "2017-12-31", "until the end of 2017"),
        ("14 th May 2012", "2012-05-14", "2012-05-14", "14 May 2012"),
        # Seed 000.
        ("December 2020", "2020-12-01", "2020-12-31", "December 2020"),
        ("2020-21", "2020-04-01", "2021-03-31", "the financial year 2020-21"),
        ("2011/12", "2011-04-01", "2012-03-31", "the financial year 2011-12"),
        (
            "Q3 2020-21",
            "2020-10-01",
            "2020-12-31",
            "quarter 3 of 2020-21, October to December 2020",
        ),
        (
            "2020/21 Q4",
            "2021-01-01",
            "2021-03-31",
            "quarter 4 of 2020-21, January to March 2021",
        ),
        # Others that are like them.
        ("by 31/03/2013", None, "2013-03-31", "by 31 March 2013"),
        ("by the end of March 2013", None, "2013-03-31", "by the end of March 2013"),
        ("End of March 2013", None, "2013-03-31", "the end of March 2013"),
        ("from May 2012", "2012-05-01", None, "from May 2012 on"),
        ("May 2012 onwards", "2012-05-01", None, "from May 2012 on"),
        ("Oct \u2013 March 2013", "2012-10-01", "2013-03-31", "October 2012 to March 2013"),
        ("April to June 2009", "2009-04-01", "2009-06-30", "April 2009 to June 2009"),
        ("2009-04-01 - 2009-06-30", "2009-04-01", "2009-06-30", "1 April 2009 to 30 June 2009"),
    ],
)
def test_what_has_one_reading_is_read(
    text: str, starts: str | None, ends: str | None, words: str
) -> None:
    expected = {"as_written": text, "starts": starts, "ends": ends, "reading": words}

    assert READ.validate_python(text).model_dump(mode="json") == expected


@pytest.mark.parametrize(
    ("text", "either"),
    [
        ("06/05/2009", "6 May 2009 or 5 June 2009"),
        ("Dec-16", "December 2016 or 16 December of some year"),
        ("2011-12", "December 2011 or the financial year 2011-12"),
        (
            "Q3 2020",
            QUARTER_3 + " or the calendar's quarter 3 of 2020, July to September 2020",
        ),
        ("by 06/05/2009", "by 6 May 2009 or by 5 June 2009"),
    ],
)
def test_what_has_several_is_asked_back_with_each(text: str, either: str) -> None:
    with pytest.raises(ValidationError) as refused:
        READ.validate_python(text)

    [error] = refused.value.errors()
    assert error["type"] == "date_unclear"
    assert f"could mean {either};" in error["msg"]


@pytest.mark.parametrize(
    "text",
    [
        "Ongoing",
        "TBA",
        "Details unknown",
        "Now",
        "early 2012",
        "2020-22",
        "version 1.2.3",
        "2026/06/30",
        "June 30, 2026",
        "1-2 customer touches",
        "-",
    ],
)
def test_what_has_none_is_kept_as_it_is(text: str) -> None:
    kept = {"as_written": text, "starts": None, "ends": None, "reading": None}

    assert READ.validate_python(text).model_dump() == kept
    assert lacking_year(Timescale(as_written=text)) is None


NO_DAY = "reads as a day, but the calendar has none such from 1900 to 2199"
NO_MONTH = "reads as a month, but the calendar has none such from 1900 to 2199"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31 June 2026", NO_DAY),
        ("31st November 2026", NO_DAY),
        ("29/02/2027", NO_DAY),
        ("31/02/2012", NO_DAY),
        ("32/13/2026", NO_DAY),
        ("0/0/0", NO_DAY),
        ("1 April 99999", NO_DAY),
        ("2026-02-30", NO_DAY),
        ("June 31, 2026", NO_DAY),
        ("by 31 June 2026", NO_DAY),
        ("31/06/2026 - 31/08/2026", NO_DAY),
        ("1 May 2026 to 31 June 2026", NO_DAY),
        ("2019-00", NO_MONTH),
        ("2019-13", NO_MONTH),
        ("May 99999", NO_MONTH),
        ("Q5", "reads as a quarter, but there is none such"),
        ("Q5 2020-21", "reads as a quarter, but there is none such"),
        ("2020-21 Q0", "reads as a quarter, but there is none such"),
        ("May 2017 - March 2016", "ends before it starts"),
        ("March 2013 \u2013 Sept 2012", "ends before it starts"),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_not_kept_as_vague(text: str, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        READ.validate_python(text)

    [error] = refused.value.errors()
    assert error["type"] == "date_impossible"
    assert error["msg"].startswith(why)


def test_a_slip_of_a_seed_is_kept_with_the_days_that_are_meant() -> None:
    sent = {"as_written": "31 June 2026", "starts": "2026-06-30", "ends": "2026-06-30"}

    assert READ.validate_python(sent).model_dump(mode="json") == {**sent, "reading": None}


@pytest.mark.parametrize(
    ("sent", "starts", "ends", "reading"),
    [
        ({"as_written": "06/05/2009", "ends": "2009-06-05"}, (2009, 6, 5), (2009, 6, 5), "5 June"),
        ({"as_written": "Dec-16", "ends": "2016-12-31"}, (2016, 12, 1), (2016, 12, 31), "December"),
        ({"as_written": "Dec-16", "ends": "2019-12-16"}, (2019, 12, 16), (2019, 12, 16), "16 Dec"),
        ({"as_written": "Q3", "ends": "2020-12-31"}, (2020, 10, 1), (2020, 12, 31), "quarter 3 of"),
        ({"as_written": "Jan 2012", "reading": "mine"}, (2012, 1, 1), (2012, 1, 31), "January"),
    ],
)
def test_the_days_that_are_sent_choose_between_readings(
    sent: dict[str, str], starts: tuple[int, ...], ends: tuple[int, ...], reading: str
) -> None:
    read = READ.validate_python(sent)

    assert (read.starts, read.ends) == (date(*starts), date(*ends))
    assert read.reading is not None
    assert read.reading.startswith(reading)


def test_what_cannot_be_read_may_be_told_but_not_in_our_name() -> None:
    sent = {"as_written": "After Easter", "starts": "2013-04-02", "reading": "as they said"}
    read = READ.validate_python(sent)

    assert (read.starts, read.ends, read.reading) == (date(2013, 4, 2), None, None)


@pytest.mark.parametrize(
    "sent",
    [
        {"as_written": "06/05/2009", "ends": "2009-05-07"},
        {"as_written": "06/05/2009", "starts": "2009-05-06", "ends": "2009-06-05"},
        {"as_written": "Jan 2012", "ends": "2012-01-30"},
        {"as_written": "Q3", "ends": "2020-11-30"},
        {"as_written": "Q3", "ends": "0001-12-31"},
        {"as_written": "Ongoing", "starts": "2012-02-01", "ends": "2012-01-01"},
    ],
)
def test_the_days_that_are_sent_are_of_a_reading(sent: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(sent)


def test_letters_that_look_latin_are_read_so_and_that_is_said() -> None:
    """Seed 002 has them: the month is in Cyrillic letters."""
    may = READ.validate_python("\u041c\u0430\u0443 2012")

    assert may.as_written == "\u041c\u0430\u0443 2012"
    assert may.ends == date(2012, 5, 31)
    assert may.reading == (
        "May 2012, letters of another alphabet read as the Latin ones that they look like"
    )


WIDE = ", wide digits or signs read as plain ones"
HIDDEN = ", what can't be seen in it left out"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("1\u200b May 2026", f"1 May 2026{HIDDEN}"),  # pasted from a PDF
        ("\ufeff30/06/2009", f"30 June 2009{HIDDEN}"),
        ("Septem\u00adber 2012", f"September 2012{HIDDEN}"),
        ("\uff13\uff10/06/2009", f"30 June 2009{WIDE}"),
        ("30\uff0f06\uff0f2009", f"30 June 2009{WIDE}"),
        ("\uff11\u200b May 2026", f"1 May 2026{WIDE}{HIDDEN}"),
        ("30\u00a0June\u202f2009", "30 June 2009"),  # spaces that don't break a line
        ("Sept 2012 \u2013 March 2013", "September 2012 to March 2013"),
    ],
)
def test_what_looks_as_a_date_is_read_as_it_looks_and_that_is_said(text: str, reading: str) -> None:
    read = READ.validate_python(text)

    assert (read.as_written, read.reading) == (text, reading)


@pytest.mark.parametrize(
    "text", ["Dec 1\u00b2", "30 June 2009\u00b9", "Q1\u00b2\u200b", "\u2460 May"]
)
def test_a_mark_of_a_footnote_is_no_figure_of_a_date(text: str) -> None:
    kept = {"as_written": text, "starts": None, "ends": None, "reading": None}

    assert READ.validate_python(text).model_dump() == kept


def test_a_date_that_cannot_be_is_none_in_wide_digits_either() -> None:
    with pytest.raises(ValidationError) as refused:
        READ.validate_python("\uff13\uff11 June 2026")

    assert [error["type"] for error in refused.value.errors()] == ["date_impossible"]


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("Q3", (2020, 10, 1), (2020, 12, 31)),
        ("Q4", (2021, 1, 1), (2021, 3, 31)),
        ("Q1 to Q3", (2020, 4, 1), (2020, 12, 31)),
        ("May", (2020, 5, 1), (2020, 5, 31)),
        ("Feb", (2021, 2, 1), (2021, 2, 28)),
    ],
)
def test_what_tells_no_year_is_of_the_plans(
    text: str, starts: tuple[int, ...], ends: tuple[int, ...]
) -> None:
    [read] = readings_of_timescale(text, 2020)
    [unread] = readings_of_timescale(text)

    assert (read.starts, read.ends) == (date(*starts), date(*ends))
    assert unread.lacks_its_year
    assert lacking_year(Timescale(as_written=text)) == unread.words


@given(
    st.text(
        st.sampled_from("0123456789 -/.,QqJanSeptMarchbyuntilNowfromto\u2013\u0430"), max_size=200
    )
    | st.text(max_size=200),
    st.none() | st.integers(0, 10_000),
)
def test_whatever_is_written_each_reading_is_a_span(text: str, first_year: int | None) -> None:
    for reading in readings_of_timescale(text, first_year):
        assert reading.words
        if reading.starts and reading.ends:
            assert reading.starts <= reading.ends


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(1, 60))
def test_as_many_working_days_back_and_forth_are_the_same_day(day: date, days: int) -> None:
    there = working_day_after(day, days)

    assert working_day_after(working_day_before(there, days), days) == there


def test_working_days_back_go_over_bank_holidays() -> None:
    """In 2012 Monday 4 and Tuesday 5 June were none."""
    assert working_day_before(date(2012, 6, 6), 1) == date(2012, 6, 1)
    assert working_day_before(date(2012, 6, 6), 0) == date(2012, 6, 6)
