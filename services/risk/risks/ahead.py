"""What is frozen and not public yet: no text in it becomes Part 2 while it is on its way out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from services.risk.risks import queries
from services.risk.risks.parts import NOBODY
from shared.contracts.risk.vocabulary import RiskState
from shared.contracts.values import instant_text
from shared.editions import editions_ahead
from shared.journal import hold
from shared.refusals import Conflict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable, Mapping

    from shared.contracts.risk.risks import RiskContent
    from shared.editions import Ahead
    from shared.storage.sessions import Reader, Transaction


def is_told(risk: RiskContent) -> bool:
    """Return whether an edition of its register tells of a risk."""
    return risk.state is not RiskState.CLOSED


@asynccontextmanager
async def as_frozen(tx: Transaction, body: str, references: Collection[str]) -> AsyncIterator[None]:
    """Let the block hide something of these risks only if no edition ahead goes on telling it.

    What anyone may be shown of them, as known when such an edition was composed, is the same before
    the block and after it; whatever it is that hides something. A schedule holds the body and looks
    again, so that none comes in between.

    Raises:
        Conflict: If one does, with which, and what to do first. Nothing of the block is kept.
    """
    head = await hold(tx, body)
    ahead = await editions_ahead(tx, body, head.recorded_at)
    before = [await _shown(tx, body, edition, references) for edition in ahead]
    yield
    if not ahead:
        return
    tx.forget()
    for edition, was in zip(ahead, before, strict=True):
        now = await _shown(tx, body, edition, references)
        if changed := sorted(name for name in was if now.get(name) != was[name]):
            raise _goes_out(edition, changed)


async def _shown(
    reader: Reader, body: str, edition: Ahead, references: Collection[str]
) -> Mapping[str, RiskContent]:
    """Return what anyone may be shown today of the risks that an edition tells of."""
    with reader.as_known(edition.known_at):
        found = await queries.risks(reader, body, register=edition.subject, references=references)
        told = [risk for risk in found if is_told(risk)]
        hidden = await queries.hidden_now(reader, body, [risk.reference for risk in told])
    return {risk.reference: NOBODY.shown(risk, hidden[risk.reference]) for risk in told}


def _goes_out(edition: Ahead, references: Iterable[str]) -> Conflict:
    return Conflict(
        f"What would become Part 2 of {', '.join(references)} is in {edition}. What is frozen does "
        "not change: have that edition cancelled first, by a holder of risk:approve.",
        extra={"edition": str(edition.id), "publish_at": instant_text(edition.publish_at)},
    )
