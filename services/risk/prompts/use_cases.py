"""What can be asked of the signals at a risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.prompts import queries
from services.risk.prompts.gathering import signals_at
from services.risk.prompts.tables import SignalDismissed
from services.risk.risks.parts import NOBODY
from services.risk.risks.use_cases import find_risk
from shared.contracts.risk.signals import SignalState
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.risk.risks.parts import Eyes
    from services.risk.risks.use_cases import RiskAddress
    from shared.contracts.risk.signals import DismissalText, RiskSignal
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction


async def signals_of_risk(reader: Reader, at: RiskAddress, eyes: Eyes) -> Sequence[RiskSignal]:
    """Return the signals at a risk, the newest turn first.

    Raises:
        NotFound: If there is no such risk.
    """
    risk = await find_risk(reader, at)
    found = (await signals_at(reader, at.body, [risk], eyes)).get(at.reference, [])
    return sorted(found, key=lambda each: each.place, reverse=True)


async def dismiss_signal(
    tx: Transaction, at: RiskAddress, signal: UUID, text: DismissalText, *, by: Principal
) -> RiskSignal:
    """Say that a signal asks for nothing at this risk. What is answered is Part 1 alone.

    Raises:
        NotFound: If there is no such risk, or no such signal at it.
        Conflict: If it was answered before.
    """
    head = await hold(tx, at.body)
    found = _the(signal, await signals_of_risk(tx, at, NOBODY))
    if found.state is not SignalState.OPEN:
        message = f"It is {found.state}: there is nothing left to dismiss."
        raise Conflict(message)
    dismissal = SignalDismissed(
        body=at.body,
        reference=at.reference,
        signal=signal,
        recorded_at=head.recorded_at,
        reason=text.reason,
        reason_was_confidential=text.reason_is_confidential,
        made_by=by.client,
        made_by_holder=by.holder,
    )
    await queries.append_dismissal(tx, dismissal)
    await record(
        tx,
        Event(
            body=at.body,
            act="signal.dismissed",
            subject=f"risks/{at.reference}/signals/{signal}",
            by=by,
            content_hash=content_hash(
                {"id": str(signal), **text.model_dump(mode="json")}, salt=dismissal.salt
            ),
        ),
    )
    return _the(signal, await signals_of_risk(tx, at, NOBODY))


def _the(signal: UUID, found: Sequence[RiskSignal]) -> RiskSignal:
    for each in found:
        if each.id == signal:
            return each
    message = "There is no such signal at this risk."
    raise NotFound(message)
