"""The signals at a risk over HTTP."""

from datetime import datetime
from uuid import UUID

from services.risk.prompts import use_cases
from services.risk.registers.opening import OpenedAt, RiskReader, RiskWriter
from services.risk.risks.parts import Eyes
from services.risk.risks.use_cases import RiskAddress
from shared.contracts.answers import Page
from shared.contracts.risk.signals import DismissalText, RiskSignal
from shared.contracts.risk.vocabulary import RiskReference
from shared.contracts.values import BodyCode
from shared.web.asking import Asked
from shared.web.routing import OperationRouter, Reads, Writes

prompts = OperationRouter(
    prefix="/v1/risk/bodies/{body}/risks/{reference}/signals", tags=["signals"]
)


@prompts.get("")
async def list_risk_signals(
    body: OpenedAt, reference: RiskReference, reader: Reads, asked: Asked, caller: RiskReader
) -> Page[RiskSignal]:
    """List what asked to reassess a risk, the newest turn first, and what came of it.

    An indicator turned red that the risk named when that was heard of. It asks until somebody
    reviews the risk, or dismisses the signal with a reason.
    """
    at, eyes = RiskAddress(body, reference), Eyes.of(caller, body)
    found = await use_cases.signals_of_risk(reader, at, eyes)
    before = asked.after_key(datetime.fromisoformat, UUID)
    rest = [each for each in found if before is None or each.place < before]
    return asked.page(rest[: asked.look_ahead], key=lambda each: each.place, show=lambda each: each)


@prompts.post("/{signal_id}/dismiss")
async def dismiss_signal(
    body: BodyCode,
    reference: RiskReference,
    signal_id: UUID,
    text: DismissalText,
    tx: Writes,
    writer: RiskWriter,
) -> RiskSignal:
    """Say why a signal asks for nothing at this risk; at other risks it still asks.

    The answer shows Part 2 to nobody, `risk:confidential` or not: list the signals to see it.
    """
    return await use_cases.dismiss_signal(
        tx, RiskAddress(body, reference), signal_id, text, by=writer
    )
