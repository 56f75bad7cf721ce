"""Whatever is kept belongs to a body, and stands at a path within it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from services.projects.schema import Table
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class KeptVersion(Table):
    """A thing as it was kept at one time, and what was done to it then.

    `path` joins the parts of its address by `/`, which none of them holds: all that stands below a
    plan lies together, whatever its kind.
    """

    __tablename__ = "kept_versions"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    kind: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    recorded_at: Mapped[RecordedAt]
    content: Mapped[dict[str, Any]]
    act: Mapped[str]
    reason: Mapped[str | None]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
