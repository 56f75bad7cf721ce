"""Noticing turns."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.kpi.indicators.queries import indicators
from services.kpi.performance.gathering import gather
from services.kpi.performance.scorecard import rag_of
from services.kpi.turns import queries
from services.kpi.turns.rules import changed, rated_by
from shared.contracts.events import RagChanged
from shared.contracts.kpi.vocabulary import Rag
from shared.contracts.values import instant_text
from shared.journal import Told, content_hash, hold, record

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from services.kpi.performance.evidence import Evidence
    from services.kpi.turns.rules import Key
    from shared.calendar.periods import Period
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on a submission.

    Attributes:
        body: Whose figures they are.
        figures: Indicator and period of each.
        recorded_at: When it was recorded.
    """

    body: str
    figures: Sequence[tuple[str, Period]]
    recorded_at: datetime


async def notice_turns(tx: Transaction, body: str, decision: Decision, *, by: Principal) -> None:
    """Keep each colour of *body* that a decision changed, and tell of each that turned red.

    Args:
        tx: Holds the body: so of two decisions the second one sees what the first one noticed.
        body: The one that was decided of, or a partnership that it is in.
        decision: What was decided.
        by: The service.
    """
    head = await hold(tx, body)
    known = {each.code: each for each in await indicators(tx)}
    every = rated_by(decision.figures, known)
    for year in sorted({period.year for _, period in every}):
        keys = {key for key in every if key[1].year == year}
        evidence = await gather(tx, body, year, only={code for code, _ in keys})
        if not evidence.targets:
            continue  # nothing is rated against nothing
        approved = evidence.approved_only()
        now = await asyncio.to_thread(_rags, approved, body, decision.body, keys)
        turned = changed(now, await queries.noticed(tx, body, keys))
        await queries.append_noticed(tx, body, turned, head.recorded_at)
        for code, period in sorted(key for key, rag in turned.items() if rag is Rag.RED):
            await _tell(tx, body, (code, period), decision, by=by)


def _rags(evidence: Evidence, body: str, member: str, keys: Collection[Key]) -> dict[Key, Rag]:
    """Return the RAG of each row; of a partnership, of those alone to which *member* counts."""
    return {
        (code, period): rag_of(evidence, body, evidence.indicators[code], period)
        for code, period in keys
        if body == member or member in evidence.members_of(body, code, period)
    }


async def _tell(tx: Transaction, body: str, key: Key, decision: Decision, *, by: Principal) -> None:
    code, period = key
    payload = {
        "indicator": code,
        "period": str(period),
        "occurred_at": instant_text(decision.recorded_at),
    }
    await record(
        tx,
        Told(
            body=body,
            act=RagChanged.kind,
            subject=f"series/{code}/{period}",
            by=by,
            content_hash=content_hash(payload),
            payload=payload,
        ),
    )
