"""What is read as a period, and what is asked back about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar.periods import Period
from shared.calendar.unclear import PeriodUnclear


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2019-20", "2019-20"),
        ("2019-20-Q1", "2019-20-Q1"),
        ("2019-20-M01", "2019-20-M01"),
        ("2019/20", "2019-20"),
        ("2019/20 Q1", "2019-20-Q1"),
        ("2019/20-Q1", "2019-20-Q1"),
        ("2019/20 M01", "2019-20-M01"),
        (" 2019/20 Q4\n", "2019-20-Q4"),
        ("1999/00", "1999-00"),
        ("2011-12", "2011-12"),  # our notation, so the financial year and not December 2011
    ],
)
def test_what_finance_officers_write_is_read(written: str, canonical: str) -> None:
    assert str(Period.parse(written)) == canonical


# Each reading is worked out by hand: December is the ninth month after 1 April, and so on.
@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("11-14", ("the years 2011 to 2014", "November 2014 (2014-15-M08)", "14 November")),
        ("11-12", ("the financial year 2011-12", "November 2012 (2012-13-M08)")),
        ("Dec-16", ("December 2016 (2016-17-M09)", "16 December")),
        ("Nov-19", ("November 2019 (2019-20-M08)", "19 November")),
        ("16 december", ("16 December", "December 2016 (2016-17-M09)")),
        ("2019-12", ("December 2019 (2019-20-M09)", "2019-20-M12")),
        ("2019-02", ("February 2019 (2018-19-M11)", "2019-20-M02")),
        ("2019", ("begins in it (2019-20)", "ends in it (2018-19)")),
        ("2019 Q1", ("calendar's quarter 1 (2018-19-Q4)", "financial year's (2019-20-Q1)")),
        ("2019-Q2", ("calendar's quarter 2 (2019-20-Q1)", "financial year's (2019-20-Q2)")),
        ("01/04/2019", ("April 2019 (2019-20-M01)", "January 2019 (2018-19-M10)")),
    ],
)
def test_a_text_with_several_readings_is_refused_and_each_is_named(
    written: str, readings: tuple[str, ...]
) -> None:
    with pytest.raises(PeriodUnclear) as refusal:
        Period.parse(written)

    for reading in readings:
        assert reading in str(refusal.value)
    assert len(refusal.value.readings) > 1
    assert "Write a financial year as 2019-20" in str(refusal.value)


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("2019-21", "the financial years 2019-20 to 2020-21"),
        ("Feb-30", "February 2030 (2029-30-M11)"),  # no February has a 30th
        ("25/12/2019", "a day in December 2019 (2019-20-M09)"),
        ("2019-04-01", "a day in April 2019 (2019-20-M01)"),
        ("March 2020", "March 2020 (2019-20-M12)"),
    ],
)
def test_a_text_with_one_reading_is_still_refused(written: str, reading: str) -> None:
    with pytest.raises(PeriodUnclear) as refusal:
        Period.parse(written)

    assert refusal.value.readings == (reading,)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Q1",
        "2019-20 Q1",
        "2019-20-Q0",
        "2019-20-Q5",
        "2019-20-M1",
        "2019-20-M00",
        "2019-20-M13",
        "2019-20-q1",
        "2019-2020",
        "2019-19",
        "1989-90",
        "2100-01",
        "31/04/2019",
        "\N{ARABIC-INDIC DIGIT TWO}019-20",
        "\N{LATIN SMALL LETTER LONG S}ep-12",
    ],
)
def test_what_cannot_be_read_is_refused_with_the_notation_to_use(written: str) -> None:
    with pytest.raises(PeriodUnclear, match="Write a financial year as 2019-20"):
        Period.parse(written)


@given(st.one_of(st.text(), st.from_regex(r"[0-9A-Za-z]{1,4}[-/ .][0-9A-Za-z]{1,4}([-/ ]\w+)?")))
def test_whatever_is_sent_is_either_read_or_refused(written: str) -> None:
    try:
        period = Period.parse(written)
    except PeriodUnclear as refusal:
        assert "Write a financial year" in str(refusal)  # noqa: PT017 - either way is right
    else:
        assert str(period)[:4] == written.strip()[:4]
