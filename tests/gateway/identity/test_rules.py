"""Where a key stands in its life, on a day that the test chooses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.gateway.identity.rules import KeyLife, check_grants, end_of_overlap, plain_grants
from shared.refusals import Invalid
from shared.security.scopes import SERVICE_ONLY, Scope


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expires", "decided", "ends", "state"),
    [
        (None, None, None, "active"),
        (day(20), None, day(20), "active"),
        (day(10), None, day(10), "ended"),
        (day(5), None, day(5), "ended"),
        (None, day(20), day(20), "retiring"),
        (None, day(10), day(10), "ended"),
        (day(15), day(20), day(15), "retiring"),
        (day(20), day(15), day(15), "retiring"),
        (day(5), day(20), day(5), "ended"),
    ],
)
def test_the_earliest_end_counts(
    expires: datetime | None, decided: datetime | None, ends: datetime | None, state: str
) -> None:
    """Today is the 10th; a key that ends at an instant is ended at it."""
    life = KeyLife(expires, decided)

    assert life.ends_at == ends
    assert life.state(day(10)) == state


def test_a_retiring_key_can_be_revoked_but_not_rotated_again() -> None:
    life = KeyLife(None, day(20))

    assert life.why_not_revoke(day(10)) is None
    assert life.why_not_rotate(day(10)) == "The key is already being replaced."


def test_an_overlap_is_counted_in_hours() -> None:
    assert end_of_overlap(day(10), 48) == day(12)


def test_every_scope_that_is_not_a_services_can_be_granted_on_operator() -> None:
    check_grants({scope: ["operator"] for scope in set(Scope) - SERVICE_ONLY})


def test_grants_are_bounded_since_they_travel_with_every_request() -> None:
    bodies = [f"body-{number}" for number in range(1_001)]
    check_grants({"kpi:read": bodies[:1_000]})

    with pytest.raises(Invalid):
        check_grants({"kpi:read": bodies})


def test_grants_have_one_order() -> None:
    written = plain_grants({"kpi:submit": ["b", "a", "b"], "kpi:read": ["c"]})

    assert list(written) == ["kpi:read", "kpi:submit"]
    assert written["kpi:submit"] == ["a", "b"]
