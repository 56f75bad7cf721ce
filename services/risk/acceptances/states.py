"""The life of a risk's acceptance. It locks nothing: it has a life of its own beside the risk's.

Two people look, or nobody has: who ever defined or assessed a risk does not accept it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.contracts.risk.vocabulary import RiskState, Validity
from shared.lifecycle import LifeCycle, Step
from shared.security.hands import had_a_hand
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.security.hands import Hand
    from shared.security.principal import Principal

NOT_ACCEPTED: Final = "not accepted"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a risk's acceptance stands, and what stands in the way of one.

    Attributes:
        state: What the newest acceptance is worth, or `NOT_ACCEPTED`.
        risk: Where the risk itself stands.
        score: The current one; None if it is not known.
        definers: Who ever defined the risk, or took a step of it.
        assessors: Who ever assessed it.
    """

    body: str
    state: str
    risk: RiskState
    score: int | None
    definers: Sequence[Hand]
    assessors: Sequence[Hand]


def is_not_open(stand: Stand, _: Principal) -> str | None:
    """Object to accepting what is over, or has come true."""
    if stand.risk is RiskState.OPEN:
        return None
    return f"The risk is {stand.risk}; only an open one is accepted."


def is_unknown(stand: Stand, _: Principal) -> str | None:
    """Object to accepting a score that nobody knows."""
    if stand.score is not None:
        return None
    return "Its current score is not known, and what is not known is not accepted. Assess it first."


def own_definition(stand: Stand, by: Principal) -> str | None:
    """Object to an acceptance by whoever defined the risk."""
    if had_a_hand(stand.definers, by):
        return "You defined the risk, or moved it; somebody else accepts it."
    return None


def own_assessment(stand: Stand, by: Principal) -> str | None:
    """Object to an acceptance by whoever assessed the risk."""
    if had_a_hand(stand.assessors, by):
        return "You assessed the risk; somebody else accepts it."
    return None


LIFE: Final[LifeCycle[Stand]] = LifeCycle(
    Step(
        "accept",
        {NOT_ACCEPTED, *Validity},
        Validity.VALID,
        Scope.RISK_APPROVE,
        unless=(is_not_open, is_unknown, own_definition, own_assessment),
    ),
    Step("revoke", {Validity.VALID}, Validity.REVOKED, Scope.RISK_APPROVE),
)
