"""The single values that contracts are made of: text, numbers, instants, codes, periods."""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)

from shared.calendar.dates import FIRST_DAY, LAST_DAY
from shared.calendar.periods import Period

__all__ = [
    "BodyCode",
    "Day",
    "IndicatorCode",
    "Instant",
    "Line",
    "NearDay",
    "Number",
    "Paragraph",
    "PeriodText",
    "StrictBool",
    "StrictInt",
    "YearText",
    "instant_text",
]

MOST_DIGITS: Final = 15
"""A number of this many significant digits is exact in every client, also as a double."""

_LARGEST: Final = 10**MOST_DIGITS - 1
_PLAIN_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(_DAY.pattern + r"[Tt ][0-9:.,]+([Zz]|[+-][0-9:]+)")
_LINE_BREAK: Final = re.compile(r"[\t\n\r\u2028\u2029]")


def _clean(text: object) -> object:
    """Refuse what no database or log can hold, and fold what looks the same (Unicode NFC)."""
    if not isinstance(text, str):
        return text
    if _CONTROL.search(text):
        message = "holds a control character or half of a surrogate pair"
        raise ValueError(message)
    return unicodedata.normalize("NFC", text).strip()


def _one_line(text: str) -> str:
    if _LINE_BREAK.search(text):
        message = "must be a single line"
        raise ValueError(message)
    return text


# The patterns only tell what the checks above refuse, in the terms of JSON Schema. Lengths stand
# beside `str`: behind a check Pydantic would not know a text, and tell its characters as "items".
Line = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        json_schema_extra={"pattern": r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"},
    ),
    BeforeValidator(_clean),
    AfterValidator(_one_line),
]
"""One line of text."""

Paragraph = Annotated[
    str,
    Field(
        min_length=1,
        max_length=4_000,
        json_schema_extra={"pattern": r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"},
    ),
    BeforeValidator(_clean),
]
"""Text of several lines."""


def plain_decimal(number: object) -> Decimal:
    """Return *number* exactly as it was written.

    Raises:
        ValueError: If it is no plain decimal (`12`, `-3.40`), not finite, or of more than 15
            significant digits, which a client's double could not hold.
    """
    if isinstance(number, bool) or not isinstance(number, int | float | str | Decimal):
        message = "must be a number"
        raise ValueError(message)  # noqa: TRY004 - Pydantic turns only ValueErrors into faults
    if isinstance(number, str):
        if not _PLAIN_DECIMAL.fullmatch(number.strip()):
            message = "must be a plain decimal such as 12 or -3.40"
            raise ValueError(message)
        value = Decimal(number.strip())
        if len(number) <= MOST_DIGITS:
            return value
    else:
        value = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not value.is_finite():
        message = "must be finite"
        raise ValueError(message)
    if significant_digits(value) > MOST_DIGITS:
        message = f"must have at most {MOST_DIGITS} significant digits"
        raise ValueError(message)
    return value


def significant_digits(value: Decimal) -> int:
    """Return how many digits *value* takes when written out without an exponent.

    Zeros that end its decimals don't count: 12.500000 is 12.5 to every client.
    """
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - finite, as checked before
    zeros = min(len(digits) - len(bytes(digits).rstrip(b"\0")), max(-exponent, 0))
    return max(len(digits) - zeros + max(exponent, 0), -exponent - zeros)


def json_number(value: Decimal) -> int | float:
    """Return *value* as JSON writes it: whole numbers without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    BeforeValidator(plain_decimal),
    PlainSerializer(json_number, return_type=int | float, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": -_LARGEST, "maximum": _LARGEST},
                {"type": "string", "pattern": f"^{_PLAIN_DECIMAL.pattern}$"},
            ],
        },
        mode="validation",
    ),
    WithJsonSchema({"type": "number"}, mode="serialization"),
]
"""A decimal of at most 15 significant digits; a number or a string in, a number out."""


def _written_instant(instant: object) -> object:
    # Pydantic would read a text of digits alone as seconds since 1970.
    written = isinstance(instant, str) and _INSTANT.fullmatch(instant.strip())
    if not written and not isinstance(instant, datetime):
        message = "must be an ISO 8601 instant with its offset, as 2020-02-03T06:00:00Z"
        raise ValueError(message)
    return instant


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        message = "lies outside the years 1 to 9999 in UTC"
        raise ValueError(message) from error


def _written_day(day: object) -> object:
    written = isinstance(day, str) and _DAY.fullmatch(day)
    if not written and not isinstance(day, date):
        message = "must be a date, as 2020-02-03"
        raise ValueError(message)
    return day


def instant_text(instant: datetime) -> str:
    """Return *instant* in UTC with microseconds, as every answer writes it."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_written_instant),
    AfterValidator(_in_utc),
    PlainSerializer(instant_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment: any offset in, UTC from then on, with microseconds out."""

Day = Annotated[date, BeforeValidator(_written_day)]
"""A calendar day."""

NearDay = Annotated[
    Day,
    Field(ge=FIRST_DAY, le=LAST_DAY, json_schema_extra={"pattern": "^(19|2[01])[0-9]{2}-"}),
]
"""A day from which working days can be counted."""

BODY_PATTERN: Final = r"^([A-Z][0-9]{8}|[a-z][a-z0-9-]{1,62})$"
BodyCode = Annotated[str, Field(pattern=BODY_PATTERN, examples=["E07000132", "leicestershire"])]
"""A council's GSS code, a partnership's slug, or `operator`."""

IndicatorCode = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{1,62}$", examples=["council-tax-in-year"])
]


def _canonical_period(text: str) -> str:
    return str(Period.parse(text))


def _canonical_year(text: str) -> str:
    period = Period.parse(text)
    if period.year != period:
        message = "must be a financial year, as 2019-20"
        raise ValueError(message)
    return str(period)


PeriodText = Annotated[
    str,
    AfterValidator(_canonical_period),
    Field(
        description="A financial year `2019-20`, quarter `2019-20-Q1` (April to June) or month "
        "`2019-20-M01` (April). `2019/20` and `2019/20 Q1` are taken too.",
        examples=["2019-20-M09"],
    ),
]
YearText = Annotated[
    str,
    AfterValidator(_canonical_year),
    Field(description="A financial year, 1 April to 31 March: `2019-20`.", examples=["2019-20"]),
]
