"""Figures as they were recorded."""

from datetime import date
from uuid import UUID

from shared.contracts.kpi.vocabulary import Basis, KeptStatus
from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, IndicatorCode, Instant, Number, PeriodText


class Figure(Answer):
    """A figure as it was recorded."""

    body: BodyCode
    indicator: IndicatorCode
    period: PeriodText
    period_start: date
    period_end: date
    numerator: Number | None
    denominator: Number | None
    value: Number | None
    basis: Basis | None
    status: KeptStatus
    reason: str | None
    explanation: str | None
    source_system: str | None
    source_revision: str | None
    extracted_at: Instant | None
    submission: UUID
    recorded_at: Instant
