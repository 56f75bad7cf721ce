"""Publishing a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.presses import PressOf

if TYPE_CHECKING:
    import httpx

    from tests.projects.planning import Planning
    from tests.suite import Suite

PERIOD: Final = "2012-13-Q1"


@dataclass
class Press(PressOf):
    """Who proposes and who approves the editions of a plan."""

    planning: Planning

    @property
    def suite(self) -> Suite:
        """Where it all happens."""
        return self.planning.suite

    @property
    def at(self) -> str:
        """Where the body's own stand."""
        return f"/v1/projects/bodies/{self.planning.body}"

    @property
    def subject(self) -> dict[str, str]:
        """What an edition is of, as it is proposed."""
        return {"plan_code": self.planning.plan, "period": PERIOD}

    @property
    def stands(self) -> str:
        """Where its views stand, below the body."""
        return f"plans/{self.planning.plan}"

    async def writer(self) -> dict[str, str]:
        """Who proposes."""
        return await self.planning.officer()

    async def approver(self, holder: str = "approver") -> dict[str, str]:
        """Who approves, sets the hour and takes back."""
        bodies = [self.planning.body]
        return await self.suite.key(holder, projects_read=bodies, projects_approve=bodies)

    async def document(self, edition: Any, kind: str) -> httpx.Response:
        """Read a document of a publication without a key."""
        at = f"publications/{edition['id']}/documents/{kind}"
        return await self.read(f"{at}/{self.planning.plan}/{PERIOD}")
