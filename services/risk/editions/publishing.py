"""What the risk service publishes: registers, by quarter."""

from __future__ import annotations

from typing import Final

from services.risk.editions.composing import compose_register
from services.risk.editions.composition import COMPOSITIONS
from services.risk.views.published import REGISTER
from shared.contracts.risk.editions import (
    Edition,
    EditionSent,
    EditionSummary,
    EditionText,
    RegisterPublication,
    RegisterPublicationContents,
    RegisterVerification,
)
from shared.contracts.risk.vocabulary import RegisterCode
from shared.editions import EditionContracts, Publisher
from shared.security.scopes import Scope

REGISTERS: Final = Publisher(
    service="risk",
    called=REGISTER,
    code=RegisterCode,
    contracts=EditionContracts(
        sent=EditionSent,
        summary=EditionSummary,
        edition=Edition,
        text=EditionText,
        publication=RegisterPublication,
        contents=RegisterPublicationContents,
        verification=RegisterVerification,
    ),
    reads=Scope.RISK_READ,
    writes=Scope.RISK_WRITE,
    approves=Scope.RISK_APPROVE,
    compose=compose_register,
    compositions=COMPOSITIONS,
    edition="edition",
    proposal="Propose to publish a register of a quarter: its open risks and issues, Part 1 alone."
    "\n\nIt shows them as known at an instant, and nothing that is recorded later changes it. What "
    "becomes Part 2 before it is scheduled voids its approval; after that, it has to be cancelled "
    "first.",
)
