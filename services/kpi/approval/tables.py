"""What is held, and what was decided of a submission: appended, never changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.approval.vocabulary import ActOnSubmission, Fate
from services.kpi.schema import Table
from shared.contracts.kpi.vocabulary import Basis, FigureStatus
from shared.storage.columns import DISTRIBUTED, Body, PeriodColumn, RecordedAt, one_of


class HeldVersion(Table):
    """A figure that waits for an explanation, or the end of its wait.

    It lives with its submission, never among the figure versions. Where it no longer waits, its
    `fate` says why and its numbers are those that waited.
    """

    __tablename__ = "held_versions"
    __table_args__ = (
        CheckConstraint(
            "numerator > '-Infinity' AND numerator < 'Infinity'", name="numerator_is_a_number"
        ),
        CheckConstraint(
            "denominator > 0 AND denominator < 'Infinity'", name="denominator_is_positive"
        ),
        CheckConstraint("value > '-Infinity' AND value < 'Infinity'", name="value_is_a_number"),
        one_of("basis", Basis),
        one_of("status", FigureStatus),
        one_of("fate", Fate),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    indicator: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[PeriodColumn]
    recorded_at: Mapped[RecordedAt]
    submission: Mapped[UUID]
    fate: Mapped[str]
    row: Mapped[int]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    value: Mapped[Decimal | None]
    basis: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    explanation: Mapped[str | None]
    problems: Mapped[list[Any]]


class SubmissionAct(Table):
    """An act on a submission, and the content that it was about.

    `content_hash` is what was signed or refused; of an act that changes the content, what it made.
    `figures` are the natural keys that it concerns, with what was said of each.
    """

    __tablename__ = "submission_acts"
    __table_args__ = (one_of("act", ActOnSubmission), DISTRIBUTED)

    body: Mapped[Body]
    submission: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    act: Mapped[str]
    content_hash: Mapped[str]
    client: Mapped[str]
    holder: Mapped[str]
    reason: Mapped[str | None]
    figures: Mapped[list[Any]]
