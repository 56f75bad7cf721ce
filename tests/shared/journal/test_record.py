"""What is hashed of a decision, so that the chain can vouch for it."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from shared.journal.record import content_hash


def sha256(text: str) -> str:
    """Return the hash of a canonical text that was written by hand."""
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_order_of_keys_is_no_matter() -> None:
    assert content_hash({"b": 1, "a": [True, None]}) == sha256('{"a":[true,null],"b":1}')
    assert content_hash({"a": [True, None], "b": 1}) == content_hash({"b": 1, "a": [True, None]})


def test_the_order_of_a_list_is() -> None:
    assert content_hash([1, 2]) != content_hash([2, 1])


def test_equal_decimals_hash_alike_however_they_are_written() -> None:
    for written in ("12.5", "12.50", "12.500", "1.25E+1"):
        assert content_hash(Decimal(written)) == sha256('"12.5"')
    assert content_hash(Decimal("1E+2")) == content_hash(Decimal(100)) == sha256('"100"')


def test_decimals_that_differ_in_their_last_digit_hash_differently() -> None:
    assert content_hash(Decimal("12.5")) != content_hash(Decimal("12.500001"))


def test_names_outside_ascii_are_hashed_as_they_are_written() -> None:
    assert content_hash({"name": "Ynys Môn"}) == sha256('{"name":"Ynys Môn"}')


def test_a_date_is_hashed_as_its_text() -> None:
    assert content_hash(date(2020, 2, 3)) == sha256('"2020-02-03"')
