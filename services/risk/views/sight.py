"""With which eyes, of which instant and day, a register is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.contracts.risk.views import RegisterView

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from shared.contracts.risk.registers import Register


@dataclass(frozen=True, slots=True)
class Sight:
    """What an answer says of the view that it is.

    Attributes:
        on: The day on which reviews and actions are due or late.
        period, edition: Of what is published.
    """

    on: date
    known_at: datetime | None = None
    settled: bool = True
    view: RegisterView = RegisterView.WORKING
    period: str | None = None
    edition: UUID | None = None

    def of(self, register: Register) -> dict[str, Any]:
        """Return what every answer about a register says of it, and of the view."""
        return {
            "body": register.body,
            "register_code": register.register_code,
            "title": register.title,
            "view": self.view,
            "period": self.period,
            "edition": self.edition,
            "on": self.on,
            "known_at": self.known_at,
            "settled": self.settled,
        }
