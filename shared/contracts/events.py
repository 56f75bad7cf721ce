"""What a service tells another without being asked: events, and where each listener takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

from pydantic import Field

from shared.contracts.models import Answer, Sent
from shared.contracts.values import BodyCode, IndicatorCode, Instant, PeriodText


class RagChanged(Sent):
    """The RAG of an indicator turned red: `rag.changed`.

    It is worked out from approved figures alone, and told once for each turn: a turn to green or
    amber is not told, and one that stays red, or is unknown in between, is not told again. Neither
    the figure nor the colour is in it: who may read the body's KPIs reads them there.
    """

    kind: ClassVar[str] = "rag.changed"

    id: UUID = Field(description="Of the event. Told again, it is the same.")
    body: BodyCode
    indicator: IndicatorCode
    period: PeriodText
    occurred_at: Instant = Field(description="When the decision was recorded that turned it.")


class Receipt(Answer):
    """What became of an event."""

    id: UUID = Field(description="The event's.")
    is_news: bool = Field(description="False if it was heard before; nothing was done then.")


class Address(NamedTuple):
    """Where a listener takes one kind of event, and which scope it asks of the teller."""

    path: str
    scope: str


TAKEN_BY: Final[Mapping[str, Mapping[str, Address]]] = {
    "risk": {RagChanged.kind: Address("/v1/risk/signals", "risk:signal")},
}
"""Each listener's addresses by kind of event; of other kinds it is told nothing."""
