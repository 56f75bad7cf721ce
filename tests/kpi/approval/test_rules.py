"""Whether an approval holds, by what was done to a submission."""

from __future__ import annotations

from services.kpi.approval.rules import current_hash, is_approved, is_rejected

RECEIVED = "a"
APPROVED_AS_RECEIVED = {"act": "approved", "content_hash": "a"}
EXPLAINED = {"act": "explained", "content_hash": "b"}
APPROVED_AS_EXPLAINED = {"act": "approved", "content_hash": "b"}
REJECTED = {"act": "rejected", "content_hash": "a"}


def test_an_approval_of_what_came_in_holds_while_that_stands() -> None:
    assert is_approved([APPROVED_AS_RECEIVED], RECEIVED)
    assert is_approved([APPROVED_AS_RECEIVED])  # what came in is what was signed
    assert not is_approved([APPROVED_AS_RECEIVED], "tampered")
    assert not is_approved([], RECEIVED)


def test_any_change_voids_an_approval() -> None:
    assert not is_approved([APPROVED_AS_RECEIVED, EXPLAINED], RECEIVED)
    assert not is_approved([APPROVED_AS_RECEIVED, EXPLAINED])
    assert current_hash([APPROVED_AS_RECEIVED, EXPLAINED], RECEIVED) == "b"


def test_an_approval_of_the_changed_content_holds() -> None:
    assert is_approved([EXPLAINED, APPROVED_AS_EXPLAINED], RECEIVED)
    assert is_approved([EXPLAINED, APPROVED_AS_EXPLAINED])


def test_what_was_rejected_is_not_approved_whatever_was_signed() -> None:
    assert is_rejected([REJECTED])
    assert not is_approved([REJECTED, APPROVED_AS_RECEIVED], RECEIVED)
