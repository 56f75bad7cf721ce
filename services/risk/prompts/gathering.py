"""The signals at a body's risks, each with what came of it: one read for all that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.prompts.queries import dismissals
from services.risk.prompts.rules import Heard, Looked, asks, state_of
from services.risk.reviews.queries import reviews_of
from services.risk.reviews.rules import WORKED_ON
from services.risk.risks.hearing import heard_by
from shared.calendar.working_days import day_in_london
from shared.contracts.risk.signals import Dismissal, RiskSignal, SignalState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.risk.prompts.tables import SignalDismissed
    from services.risk.risks.parts import Eyes
    from shared.contracts.risk.risks import RiskContent
    from shared.storage.sessions import Reader


async def signals_at(
    reader: Reader, body: str, risks: Sequence[RiskContent], eyes: Eyes
) -> dict[str, list[RiskSignal]]:
    """Return the signals at each of these risks, the newest turn first, as the reader knows them.

    A handful of statements, however many risks there are.
    """
    heard = await heard_by(reader, body, [risk.reference for risk in risks])
    if not heard:
        return {}
    references = list(heard)
    dismissed = await dismissals(reader, body, references)
    reviews: dict[str, list[Looked]] = {}
    for review in await reviews_of(reader, body, references):
        looked = Looked(review.first_day, review.recorded_at)
        reviews.setdefault(review.reference, []).append(looked)
    found: dict[str, list[RiskSignal]] = {}
    for risk in risks:
        for signal in heard.get(risk.reference, ()):
            what = Heard(day_in_london(signal.occurred_at), signal.recorded_at)
            dismissal = dismissed.get((risk.reference, signal.id))
            state = state_of(
                what, reviews.get(risk.reference, ()), is_dismissed=dismissal is not None
            )
            is_asking = state is SignalState.OPEN and risk.state in WORKED_ON
            found.setdefault(risk.reference, []).append(
                RiskSignal(
                    id=signal.id,
                    body=body,
                    reference=risk.reference,
                    indicator=signal.indicator,
                    period=signal.period,
                    occurred_at=signal.occurred_at,
                    recorded_at=signal.recorded_at,
                    state=state,
                    asks=asks(signal.indicator, signal.period) if is_asking else None,
                    dismissal=_shown(dismissal, eyes) if dismissal else None,
                )
            )
    return found


def _shown(dismissal: SignalDismissed, eyes: Eyes) -> Dismissal:
    is_hidden = dismissal.reason_is_confidential
    return Dismissal(
        recorded_at=dismissal.recorded_at,
        by=dismissal.made_by_holder,
        reason=eyes.text(dismissal.reason, is_hidden=is_hidden),
        reason_is_confidential=is_hidden,
    )
