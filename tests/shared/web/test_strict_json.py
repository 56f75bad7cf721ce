"""JSON as RFC 8259 and good sense have it: what the standard reader would take is refused."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.refusals import Invalid, Malformed
from shared.web.strict_json import read_json
from tests.shared.desk import BODY, Desk

DEEP = b"[" * 100_000
MALFORMED = {
    "not a number": b'{"a": NaN}',
    "an infinity": b"[Infinity]",
    "a negative infinity": b"[-Infinity]",
    "half of a surrogate pair": rb'{"a": "\ud800"}',
    "half of a surrogate pair in a name": rb'{"\udfff": 1}',
    "a surrogate encoded as it must not be": b'"\xed\xa0\x80"',
    "a hundred thousand lists": DEEP,
    "a hundred thousand lists that are closed": DEEP + b"]" * 100_000,
    "a hundred thousand objects": b'{"a":' * 100_000,
    "an integer of 5,000 digits": b"9" * 5_000,
    "a fraction of 5,000 digits": b"0." + b"9" * 5_000,
    "an exponent beyond all use": b"1e9999999999999999999999999999",
    "a byte-order mark": b"\xef\xbb\xbf{}",  # RFC 8259, 8.1: a sender must not add one
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "Latin-1": b'"\xe9"',
    "two documents": b"{} {}",
    "a trailing comma": b'{"a": 1,}',
    "a single quote": b"{'a': 1}",
    "a bare control character": b'"a\nb"',
    "a leading zero": b"012",
    "nothing": b"",
    "NUL": b"\x00",
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_strict_json_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(content)


@pytest.mark.parametrize(
    "content",
    [b'{"a": 1, "a": 1}', b'[{"b": {"a": 1, "c": 2, "a": 3}}]', rb'{"a": 1, "\u0061": 2}'],
)
def test_a_key_that_stands_twice_is_invalid_and_named(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_json(content)

    [fault] = refused.value.errors
    assert fault.code == "duplicate_key"
    assert fault.detail == "'a' stands twice."


def test_the_same_key_in_two_objects_is_no_duplicate() -> None:
    assert read_json(b'{"a": {"a": 1}, "b": [{"a": 2}, {"a": 3}]}') == {
        "a": {"a": 1},
        "b": [{"a": 2}, {"a": 3}],
    }


def test_a_fraction_is_read_exactly_as_it_is_written() -> None:
    """As a double, 0.1 + 0.2 is not 0.3, and 2.50 has lost a digit."""
    one, two, three = read_json(b"[0.1, 0.2, 2.50]")

    assert one + two == Decimal("0.3")
    assert str(three) == "2.50"


def test_a_whole_surrogate_pair_is_one_character() -> None:
    assert read_json(rb'"\ud83d\ude00"') == "\N{GRINNING FACE}"


def plain(value: Any) -> Any:
    """Return *value* with doubles for Decimals, to compare with what the standard reader says."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**40), 10**40)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=12,
    )
)
def test_whatever_is_json_reads_as_the_standard_reader_reads_it(document: Any) -> None:
    written = json.dumps(document)

    assert plain(read_json(written.encode())) == json.loads(written)


@given(st.binary(max_size=60))
def test_no_bytes_at_all_make_it_fail_otherwise(content: bytes) -> None:
    try:
        document = read_json(content)
    except (Malformed, Invalid):
        return
    assert not (isinstance(document, float) and math.isnan(document))


async def test_a_caller_is_told_and_the_service_goes_on(desk: Desk) -> None:
    """Through every layer: 400 or 422, never 500, and the next request is answered."""
    caller = desk.caller(BODY) | {"Content-Type": "application/json"}
    at = f"/v1/kpi/bodies/{BODY}/notes"
    for content in MALFORMED.values():
        answer = await desk.http.post(at, content=content, headers=caller)
        assert answer.status_code == (400 if content else 422)
    twice = await desk.http.post(at, content=b'{"text": "a", "text": "b"}', headers=caller)

    assert twice.status_code == 422
    assert twice.json()["errors"][0]["code"] == "duplicate_key"
    assert (await desk.note()).status_code == 201
