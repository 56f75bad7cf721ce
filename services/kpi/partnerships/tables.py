"""Partnerships are reference data: only the operator writes memberships."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.storage.columns import REFERENCE, RecordedAt


class PartnershipVersion(Table):
    """A partnership with everyone who is or was in it, as it was known at one time."""

    __tablename__ = "partnership_versions"
    __table_args__ = (REFERENCE,)

    slug: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    name: Mapped[str]
    members: Mapped[list[Any]]
