"""Publishing a register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.presses import PressOf
from tests.risk.views.desk import BODIES, REGISTER, Desk

if TYPE_CHECKING:
    from tests.suite import Suite

PERIOD: Final = "2019-20-Q3"


@dataclass
class Press(PressOf):
    """Who proposes and who approves the editions of a desk's register."""

    desk: Desk

    @property
    def suite(self) -> Suite:
        """Where it all happens."""
        return self.desk.suite

    @property
    def at(self) -> str:
        """Where the body's own stand."""
        return self.desk.at

    @property
    def subject(self) -> dict[str, str]:
        """What an edition is of, as it is proposed."""
        return {"register_code": REGISTER, "period": PERIOD}

    @property
    def stands(self) -> str:
        """Where its views stand, below the body."""
        return f"registers/{REGISTER}"

    async def writer(self) -> dict[str, str]:
        """Who proposes."""
        return await self.desk.writer()

    async def approver(self, holder: str = "approver") -> dict[str, str]:
        """Who approves, sets the hour and takes back; Part 2 is not shown to them."""
        return await self.suite.key(holder, risk_read=BODIES, risk_approve=BODIES)
