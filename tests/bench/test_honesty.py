"""What would make a number too good, and is refused."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from bench.audit import hash_of
from bench.figures import FORTY, MONTHS, ONE
from bench.memory import descendants, megabytes
from bench.wrk import read_rate
from shared.calendar.periods import Period
from shared.councils.reference import find_council
from shared.journal import chain

SAID = """Running 3s test @ http://127.0.0.1:8000/
  1 threads and 8 connections
  530 requests in 3.00s, 5.11MB read
Requests/sec:    176.43
Transfer/sec:      1.70MB
"""


def test_a_rate_is_read_from_what_wrk_prints() -> None:
    assert read_rate(SAID) == pytest.approx(176.43)


@pytest.mark.parametrize(
    "bad",
    [
        "  Non-2xx or 3xx responses: 12\n",
        "  Socket errors: connect 0, read 0, write 0, timeout 3\n",
    ],
)
def test_a_rate_with_errors_in_it_is_none(bad: str) -> None:
    """An answer that refuses is quicker than one that works."""
    with pytest.raises(RuntimeError, match="wrk met errors"):
        read_rate(SAID.replace("Requests/sec", f"{bad}Requests/sec"))


def test_a_filled_in_chain_is_hashed_as_the_journal_hashes() -> None:
    """Else verifying would end at its first entry."""
    entry = {
        "body": ONE[0],
        "sequence": 1,
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
        "act": "submission.received",
        "subject": "submissions/é",
        "client": "c",
        "holder": "h",
        "content_hash": "0" * 64,
        "details": {"held": 0, "created": 1},
        "previous_hash": chain.GENESIS,
    }

    assert hash_of(entry) == chain.hash_of(entry)


def test_the_bodies_and_months_are_ones_that_figures_are_taken_of() -> None:
    """A row that is rejected costs less than one that is kept."""
    assert len(set(FORTY)) == 40
    for body in (*ONE, *FORTY):
        council = find_council(body)
        assert council is not None
        assert (council.code, council.start, council.end) == (body, None, None)
    assert len(set(MONTHS)) == 240
    assert all(
        Period.parse(month).ended_by(datetime(2025, 3, 31, tzinfo=UTC).date()) for month in MONTHS
    )


def test_memory_is_weighed_with_all_that_came_from_a_process() -> None:
    """This process holds 50 MB more when it has filled them."""
    assert os.getpid() in descendants(os.getppid())
    before = megabytes([os.getpid()])

    filled = bytearray(os.urandom(1)) * (50 << 20)

    assert megabytes([os.getpid()]) - before > 45
    assert len(filled) == 50 << 20
