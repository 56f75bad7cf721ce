"""When a signal at a risk is answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.risk.prompts.rules import Heard, Looked, asks, state_of
from shared.contracts.risk.signals import SignalState

TURNED = Heard(date(2020, 2, 5), datetime(2020, 2, 5, 9, 0, tzinfo=UTC))
BEFORE = datetime(2020, 2, 5, 8, 59, tzinfo=UTC)
AFTER = datetime(2020, 2, 6, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("review", "state"),
    [
        (Looked(date(2020, 2, 6), AFTER), SignalState.REVIEWED),
        (Looked(date(2020, 2, 5), AFTER), SignalState.REVIEWED),  # on the day of the turn
        (Looked(date(2020, 2, 4), AFTER), SignalState.OPEN),  # a look of the day before
        (Looked(date(2016, 12, 31), AFTER), SignalState.OPEN),  # one of long ago, recorded late
        (Looked(date(2020, 2, 5), BEFORE), SignalState.OPEN),  # nobody had heard of it
    ],
)
def test_a_review_answers_what_was_heard_before_it_looked(
    review: Looked, state: SignalState
) -> None:
    assert state_of(TURNED, [review], is_dismissed=False) is state


def test_a_dismissal_answers_it_whatever_was_looked_at() -> None:
    assert state_of(TURNED, [], is_dismissed=True) is SignalState.DISMISSED


def test_it_says_what_it_asks_for_and_why() -> None:
    assert asks("nndr-in-year", "2019-20-M10") == (
        "Reassess, because nndr-in-year turned red for 2019-20-M10."
    )
