"""A life cycle: one table decides, refuses and explains."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shared.lifecycle import LifeCycle, Step
from shared.refusals import Conflict, Forbidden
from shared.security.principal import Principal

COUNCIL, OTHER = "E07000132", "E07000131"


@dataclass(frozen=True)
class Draft:
    """Something with a life."""

    state: str = "ready"
    body: str = COUNCIL
    by: str = "finance"
    members: tuple[str, ...] = (COUNCIL, OTHER)


def own_work(draft: Draft, by: Principal) -> str | None:
    return "You made it: someone else approves." if draft.by == by.client else None


def mondays(_: Draft, by: Principal) -> str | None:
    return "Not on Mondays." if by.holder == "on monday" else None


LIFE = LifeCycle[Draft](
    Step("explain", {"held"}, "ready", "kpi:submit"),
    Step("approve", {"ready"}, "approved", "kpi:approve", unless=(own_work, mondays)),
    Step("comment", {"ready", "held"}, None, "kpi:submit"),
    Step("sign_off", {"approved"}, "signed", "kpi:approve", on=lambda draft: draft.members),
)


def caller(client: str = "approver", holder: str = "", **grants: str) -> Principal:
    scopes = {scope.replace("_", ":"): frozenset({body}) for scope, body in grants.items()}
    return Principal(client, holder, None, scopes)


def test_a_step_leads_from_its_states_to_another() -> None:
    taken = LIFE.check("approve", Draft(), by=caller(kpi_approve=COUNCIL))

    assert (taken.name, taken.target) == ("approve", "approved")


def test_from_another_state_it_is_a_conflict_that_says_which_is_needed() -> None:
    with pytest.raises(Conflict) as refused:
        LIFE.check("comment", Draft("approved"), by=caller(kpi_submit=COUNCIL))

    assert refused.value.detail == "It is approved; to comment it, it must be held or ready."


def test_more_states_than_two_are_told_as_a_list_and_a_step_by_its_own_words() -> None:
    let_in: Step[Draft] = Step(
        "let_in", {"draft", "ready", "held"}, None, "kpi:submit", words="let somebody see"
    )
    by = caller(kpi_submit=COUNCIL)

    told = LifeCycle(let_in).refusal("let_in", Draft("approved"), by=by)
    with pytest.raises(Conflict) as refused:
        LifeCycle(let_in).check("let_in", Draft("approved"), by=by, words="show nobody")

    needed = "it, it must be draft, held or ready."
    assert told is not None
    assert told.detail == f"It is approved; to let somebody see {needed}"
    assert refused.value.detail == f"It is approved; to show nobody {needed}"


@pytest.mark.parametrize("granted", [{}, {"kpi_approve": OTHER}, {"kpi_submit": COUNCIL}])
def test_without_the_scope_on_the_body_it_is_forbidden(granted: dict[str, str]) -> None:
    with pytest.raises(Forbidden, match="kpi:approve"):
        LIFE.check("approve", Draft(), by=caller(**granted))


def test_who_may_not_act_learns_nothing_of_the_state() -> None:
    said = {
        action.reason
        for state in ("held", "ready", "approved")
        for action in LIFE.allowed_actions(Draft(state), by=caller())
        if action.action == "approve"
    }
    assert said == {"This needs the scope kpi:approve on the body concerned."}


def test_a_step_on_several_bodies_takes_the_scope_on_any_of_them() -> None:
    LIFE.check("sign_off", Draft("approved"), by=caller(kpi_approve=OTHER))
    with pytest.raises(Forbidden):
        LIFE.check("sign_off", Draft("approved"), by=caller(kpi_approve="E07000134"))


def test_the_first_objection_is_the_answer() -> None:
    both = caller("finance", "on monday", kpi_approve=COUNCIL)
    with pytest.raises(Conflict, match="You made it"):
        LIFE.check("approve", Draft(), by=both)
    with pytest.raises(Conflict, match="Not on Mondays"):
        LIFE.check("approve", Draft(by="another"), by=both)


@pytest.mark.parametrize("state", ["held", "ready", "approved", "signed"])
@pytest.mark.parametrize(
    "by",
    [
        caller(),
        caller(kpi_approve=COUNCIL),
        caller("finance", kpi_approve=COUNCIL),
        caller(kpi_submit=COUNCIL),
    ],
    ids=["nobody", "approver", "author", "submitter"],
)
def test_what_is_shown_as_allowed_is_what_check_lets_through(state: str, by: Principal) -> None:
    draft = Draft(state)
    shown = LIFE.allowed_actions(draft, by=by)

    assert [action.action for action in shown] == ["explain", "approve", "comment", "sign_off"]
    for action in shown:
        assert action.reason == refusal_of(action.action, draft, by)
        assert action.allowed is (action.reason is None)


def refusal_of(step: str, draft: Draft, by: Principal) -> str | None:
    """Return what `check` refuses a step with; None if it lets it through."""
    try:
        LIFE.check(step, draft, by=by)
    except (Conflict, Forbidden) as refusal:
        return refusal.detail
    return None


def test_a_state_is_derived_from_the_decisions() -> None:
    assert LIFE.state_after("held", []) == "held"
    assert LIFE.state_after("held", ["comment", "explain", "approve", "sign_off"]) == "signed"


def test_a_history_that_the_table_does_not_allow_is_no_state() -> None:
    with pytest.raises(ValueError, match="approve does not lead from held"):
        LIFE.state_after("held", ["approve"])


def test_a_step_is_named_once() -> None:
    with pytest.raises(ValueError, match="one name"):
        LifeCycle[Draft](Step("a", {"x"}, "y", "s"), Step("a", {"y"}, "x", "s"))
