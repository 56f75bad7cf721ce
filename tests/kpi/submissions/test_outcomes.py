"""What becomes of a row that holds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from services.kpi.submissions.outcomes import content_of, decide
from shared.contracts.kpi.submissions import Outcome
from shared.journal.record import content_hash
from tests.kpi.submissions.rows import codes, judged


@dataclass(frozen=True)
class Standing:
    """A figure as it stands: 3 of 4, final."""

    numerator: Decimal | None = Decimal(3)
    denominator: Decimal | None = Decimal(4)
    value: Decimal | None = Decimal("75.000000")
    status: str = "final"
    explanation: str | None = None


def test_a_figure_where_none_stands_is_created() -> None:
    assert decide(judged(), None).outcome is Outcome.CREATED


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"numerator": "3.00", "denominator": "4.0"},
        {"reason": "Sent again"},
        {"explanation": "As last month"},
    ],
)
def test_the_same_content_again_is_unchanged(again: dict[str, Any]) -> None:
    assert decide(judged(**again), Standing()).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    "different",
    [
        {"numerator": 2},
        {"denominator": 5},
        {"numerator": 6, "denominator": 8},  # the same rate of other components
        {"status": "provisional"},
        {"numerator": None, "denominator": None, "value": 75},  # the same rate without components
        {"numerator": None, "denominator": None, "status": "not_available"},
    ],
)
def test_another_content_is_restated_with_a_reason_and_rejected_without(
    different: dict[str, Any],
) -> None:
    silent = decide(judged(**different), Standing())
    explained = decide(judged(**different, reason="Bank file came late"), Standing())

    assert codes(silent) == [("reason_missing", "reason")]
    assert silent.outcome is Outcome.REJECTED
    assert explained.outcome is Outcome.RESTATED


def test_a_figure_that_was_not_available_is_restated_too() -> None:
    gap = Standing(None, None, None, "not_available")
    nothing_again = judged(numerator=None, denominator=None, status="not_available")

    assert decide(judged(), gap).outcome is Outcome.REJECTED
    assert decide(judged(reason="Now counted"), gap).outcome is Outcome.RESTATED
    assert decide(nothing_again, gap).outcome is Outcome.UNCHANGED


def test_the_hash_covers_what_changes_in_any_order_and_nothing_else() -> None:
    january = decide(judged(), None)
    december = decide(judged(period="2019-20-M09"), None)
    unchanged = decide(judged(period="2019-20-M08"), Standing())

    def hashed(*drafts: Any) -> str:
        return content_hash(content_of(drafts))

    assert hashed(january, december) == hashed(december, unchanged, january)
    assert hashed(january) != hashed(january, december)
    assert hashed(january) != hashed(january._replace(value=Decimal(76)))
    assert hashed(january) != hashed(decide(judged(explanation="Late"), None))
