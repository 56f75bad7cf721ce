"""The RAG of what is approved, as it was noticed."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.contracts.kpi.vocabulary import Rag
from shared.storage.columns import DISTRIBUTED, Body, PeriodColumn, RecordedAt, one_of


class Colour(StrEnum):
    """A RAG that says how a figure stands; `grey` and `none` say that it cannot be said."""

    GREEN = Rag.GREEN.value
    AMBER = Rag.AMBER.value
    RED = Rag.RED.value


class RagVersion(Table):
    """A colour that differed from the one noticed before: appended, never changed.

    Kept so that a turn is told once, also after a restart; nobody is shown it.
    """

    __tablename__ = "rag_versions"
    __table_args__ = (one_of("rag", Colour), DISTRIBUTED)

    body: Mapped[Body]
    indicator: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[PeriodColumn]
    recorded_at: Mapped[RecordedAt]
    rag: Mapped[str]
