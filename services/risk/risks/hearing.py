"""Which signals a risk has heard: those of an indicator that it named when they came.

So an old turn asks nothing of a risk that is linked to the indicator later, and one that was heard
is not gone with the link: it stays until somebody answers it (*our choice*).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.risks.queries import indicators_named
from services.risk.risks.rules import is_heard
from services.risk.signals.queries import signals_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from services.risk.signals.tables import SignalReceived
    from shared.storage.sessions import Reader


async def heard_by(
    reader: Reader, body: str, references: Collection[str]
) -> dict[str, list[SignalReceived]]:
    """Return the signals that each of these risks has heard, the newest turn first.

    As the reader's instant knows them, in two statements. Who has heard none is left out.
    """
    named = await indicators_named(reader, body, references)
    ever = {
        reference: {indicator for one in versions for indicator in one.indicators}
        for reference, versions in named.items()
    }
    told: dict[str, list[SignalReceived]] = {}
    if all_named := set[str]().union(*ever.values()):
        for signal in await signals_of(reader, body, all_named):
            told.setdefault(signal.indicator, []).append(signal)
    heard = {
        reference: [
            signal
            for indicator in indicators
            for signal in told.get(indicator, ())
            if is_heard(indicator, signal.recorded_at, named[reference])
        ]
        for reference, indicators in ever.items()
    }
    return {
        reference: sorted(
            signals, key=lambda one: (one.occurred_at, one.period, one.id), reverse=True
        )
        for reference, signals in heard.items()
        if signals
    }
