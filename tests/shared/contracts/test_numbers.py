"""Numbers: exact in, exact out, and never more digits than a client can hold."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.contracts.values import Number
from shared.web.strict_json import read_json
from tests.shared.contracts.refusing import refuses

NUMBER: TypeAdapter[Decimal] = TypeAdapter(Number)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"12", "12"),
        (b"-3.40", "-3.40"),
        (b'"-3.40"', "-3.40"),
        (b'" 12 "', "12"),
        (b"0", "0"),
        (b"1e5", "1E+5"),
        (b"1.5E2", "1.5E+2"),
        (b"62834112.45", "62834112.45"),
        (b"123456789012345", "123456789012345"),
        (b"0.123456789012345", "0.123456789012345"),
        (b'"999999999999.999"', "999999999999.999"),
    ],
)
def test_a_number_is_kept_exactly_as_it_was_written(sent: bytes, kept: str) -> None:
    assert str(NUMBER.validate_python(read_json(sent))) == kept


@pytest.mark.parametrize(
    "sent",
    [
        True,
        None,
        "",
        "1_000",
        "1,000",
        "1e5",
        "+1",
        ".5",
        "5.",
        "0x10",
        "٣",  # a digit, but not one of ours
        "NaN",
        "Infinity",
        "1 2",
        [1],
        {},
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
    ],
)
def test_what_is_no_plain_number_is_refused(sent: object) -> None:
    assert refuses(NUMBER, sent)


@pytest.mark.parametrize(
    "sent",
    [
        1234567890123456,
        "1234567890.123456",
        "0.1234567890123456",
        "0.0000000000000001",
        Decimal("1E+15"),  # 16 digits when written out
        Decimal("1E-16"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        10**4_000,
        "9" * 4_000,
        1e300,
    ],
)
def test_a_number_of_more_than_15_digits_is_refused(sent: object) -> None:
    """A client's double could not hold it: 1234567890123456.78 would come back another number."""
    assert refuses(NUMBER, sent)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 14))
def test_a_number_of_15_digits_comes_back_the_same_through_any_client(
    digits: int, places: int
) -> None:
    """Out as a JSON number, through a double as in JavaScript, and in again."""
    number = Decimal(digits).scaleb(-places)
    written = NUMBER.dump_json(NUMBER.validate_python(str(f"{number:f}")))
    through_a_double = json.dumps(float(json.loads(written)))

    assert NUMBER.validate_python(read_json(written)) == number
    assert Decimal(repr(float(through_a_double))) == number


def test_a_whole_number_is_written_without_a_point() -> None:
    assert NUMBER.dump_json(Decimal("98.0")) == b"98"
    assert NUMBER.dump_json(Decimal("97.50")) == b"97.5"
    assert NUMBER.dump_json(Decimal("-0.0")) == b"0"


def test_a_number_says_in_its_schema_what_is_taken_and_what_is_given() -> None:
    taken = NUMBER.json_schema(mode="validation")["anyOf"]
    assert [each["type"] for each in taken] == ["number", "string"]
    assert NUMBER.json_schema(mode="serialization") == {"type": "number"}
