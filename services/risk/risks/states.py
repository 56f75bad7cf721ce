"""The life of a risk: open, closed with a reason, or an issue once it has come true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.contracts.risk.vocabulary import RiskState
from shared.lifecycle import LifeCycle, Step
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from shared.contracts.risk.risks import RiskContent

OPEN, CLOSED, MATERIALISED = RiskState

LIFE: Final[LifeCycle[RiskContent]] = LifeCycle(
    Step("change", {OPEN, MATERIALISED}, None, Scope.RISK_WRITE),
    Step("assess", {OPEN}, None, Scope.RISK_WRITE),
    Step("mitigate", {OPEN, MATERIALISED}, None, Scope.RISK_WRITE),
    Step("review", {OPEN, MATERIALISED}, None, Scope.RISK_WRITE),
    Step("close", {OPEN, MATERIALISED}, CLOSED, Scope.RISK_WRITE),
    Step("materialise", {OPEN}, MATERIALISED, Scope.RISK_WRITE),
    Step("reopen", {CLOSED, MATERIALISED}, OPEN, Scope.RISK_WRITE),
)
