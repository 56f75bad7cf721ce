"""Instants, days and periods: one reading of what was sent, and one notation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter

from shared.contracts.values import Day, Instant, PeriodText, YearText
from tests.shared.contracts.refusing import refuses

INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
DAY: TypeAdapter[date] = TypeAdapter(Day)
PERIOD: TypeAdapter[str] = TypeAdapter(PeriodText)
YEAR: TypeAdapter[str] = TypeAdapter(YearText)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2020-02-03T06:00:00Z", "2020-02-03T06:00:00.000000Z"),
        ("2020-02-03T06:00:00+00:00", "2020-02-03T06:00:00.000000Z"),
        ("2019-07-01T09:30:00+01:00", "2019-07-01T08:30:00.000000Z"),  # British summer time
        ("2020-02-03T06:00:00.5-05:00", "2020-02-03T11:00:00.500000Z"),
        ("2020-02-03T06:00:00.123456Z", "2020-02-03T06:00:00.123456Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_an_instant_comes_with_any_offset_and_goes_in_utc(sent: str, kept: str) -> None:
    assert INSTANT.dump_json(INSTANT.validate_python(sent)).decode() == f'"{kept}"'


@pytest.mark.parametrize(
    "sent",
    [
        "2020-02-03T06:00:00",  # of no place
        "2020-02-03",
        "1580709600",  # seconds since 1970
        "1580709600.5",
        1580709600,
        1580709600.5,
        True,
        None,
        "",
        "2020-02-30T06:00:00Z",
        "2020-02-03T25:00:00Z",
        "0001-01-01T00:00:00+14:00",  # before the year 1 in UTC
        "9999-12-31T23:59:59-14:00",  # after the year 9999
        datetime(2020, 2, 3, 6),  # noqa: DTZ001 - that is the point
    ],
)
def test_what_is_no_instant_is_refused(sent: object) -> None:
    assert refuses(INSTANT, sent)


def test_an_instant_is_in_utc_from_the_moment_it_is_read() -> None:
    read = INSTANT.validate_python(datetime(2020, 2, 3, 6, tzinfo=timezone(timedelta(hours=1))))

    assert read.tzinfo is UTC
    assert read.hour == 5


@pytest.mark.parametrize(
    "sent", ["2020-02-30", "1577836800", "2020-2-3", "20200203", "2020-02-03T00:00:00Z", 0, None]
)
def test_what_is_no_day_is_refused(sent: object) -> None:
    assert DAY.validate_python("2020-02-03") == date(2020, 2, 3)
    assert refuses(DAY, sent)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2019-20", "2019-20"),
        ("2019/20", "2019-20"),
        ("2019/20 Q1", "2019-20-Q1"),
        ("2019/20-M09", "2019-20-M09"),
        (" 2019-20-M09 ", "2019-20-M09"),
        ("1999-00", "1999-00"),
    ],
)
def test_a_period_is_kept_in_the_one_notation(sent: str, kept: str) -> None:
    assert PERIOD.validate_python(sent) == kept


@pytest.mark.parametrize("sent", ["2019", "2019-21", "Dec-19", "2019-20-M13", "2019-20-Q0", "", 1])
def test_what_is_no_period_is_refused(sent: object) -> None:
    assert refuses(PERIOD, sent)


def test_a_year_is_a_year_and_no_part_of_one() -> None:
    assert YEAR.validate_python("2019/20") == "2019-20"
    assert refuses(YEAR, "2019-20-Q1")
