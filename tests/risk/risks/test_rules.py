"""When a risk hears of an indicator."""

from __future__ import annotations

from datetime import UTC, datetime

from services.risk.risks.rules import Naming, is_heard


def day(number: int) -> datetime:
    return datetime(2020, 2, number, tzinfo=UTC)


NAMINGS = [
    Naming(day(1), ["council-tax"]),
    Naming(day(3), ["council-tax", "business-rates"]),
    Naming(day(5), ["business-rates"]),
]


def test_a_signal_is_heard_by_who_names_its_indicator_when_it_comes() -> None:
    heard = {
        indicator: [number for number in range(1, 7) if is_heard(indicator, day(number), NAMINGS)]
        for indicator in ("council-tax", "business-rates", "sickness")
    }

    # What is told in the very instant of a version was told before it.
    assert heard == {"council-tax": [2, 3, 4, 5], "business-rates": [4, 5, 6], "sickness": []}


def test_before_there_was_a_risk_it_heard_nothing() -> None:
    assert not is_heard("council-tax", day(1), NAMINGS)
    assert not is_heard("council-tax", day(1), [])
