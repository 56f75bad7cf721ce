"""The caller: rights are held per scope and body, and nobody holds any by default."""

from __future__ import annotations

from shared.security.principal import ANONYMOUS, Principal
from shared.security.scopes import OPERATOR_ONLY, SERVICE_ONLY, Scope

OFFICER = Principal("ledger", "officer", "a-key", {"kpi:read": frozenset({"E07000132"})})


def test_a_scope_is_held_on_the_bodies_it_was_granted_for() -> None:
    assert OFFICER.may("kpi:read", "E07000132")
    assert not OFFICER.may("kpi:read", "E07000131")
    assert OFFICER.bodies("kpi:read") == {"E07000132"}


def test_one_scope_implies_no_other() -> None:
    assert not OFFICER.may("kpi:submit", "E07000132")
    assert OFFICER.bodies("kpi:submit") == frozenset()


def test_a_scope_is_the_same_by_its_name_and_by_its_text() -> None:
    assert OFFICER.may(Scope.KPI_READ, "E07000132")


def test_nobody_in_particular_may_do_nothing() -> None:
    assert ANONYMOUS.is_anonymous
    assert not OFFICER.is_anonymous
    assert not any(ANONYMOUS.bodies(scope) for scope in Scope)


def test_two_principals_share_no_grants() -> None:
    assert Principal("a").grants is not Principal("b").grants


def test_every_scope_is_of_a_service_and_a_verb() -> None:
    rooms = {"kpi", "risk", "projects", "webhooks", "audit", "clients"}
    assert {scope.partition(":")[0] for scope in Scope} == rooms
    assert set(Scope) >= OPERATOR_ONLY | SERVICE_ONLY
    assert not OPERATOR_ONLY & SERVICE_ONLY
