"""Door and services take the same request ids, so that one finds a request in every log."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.request_ids import request_id_in


def test_a_plain_id_is_taken_however_its_field_is_spelt() -> None:
    assert request_id_in([(b"accept", b"*/*"), (b"X-Request-Id", b"Trace-1.b_2")]) == "Trace-1.b_2"


@pytest.mark.parametrize("given", [b"", b"a b", b"a:b", b"a\n", b"\xc3\xa9", b"x" * 129])
def test_an_id_that_no_log_should_hold_is_replaced_by_a_new_one(given: bytes) -> None:
    made = request_id_in([(b"x-request-id", given)])

    assert UUID(made).version == 7


def test_two_ids_are_none() -> None:
    """Else each reader of the logs could take another for the true one."""
    made = request_id_in([(b"x-request-id", b"one"), (b"x-request-id", b"two")])

    assert UUID(made).version == 7
