"""Publishing a plan: what the tests of editions do, each step by whoever may take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx

from tests.projects.planning import Planning
from tests.publishing import until

PERIOD: Final = "2012-13-Q1"
FAR: Final = "2098-06-01T09:30:00Z"
_SOON: Final = timedelta(milliseconds=300)


@dataclass
class Press:
    """Who proposes and who approves the editions of a plan."""

    planning: Planning

    @property
    def at(self) -> str:
        """Where the body's own stand."""
        return f"/v1/projects/bodies/{self.planning.body}"

    async def approver(self, holder: str = "approver") -> dict[str, str]:
        """Who approves, sets the hour and takes back."""
        bodies = [self.planning.body]
        return await self.planning.suite.key(holder, projects_read=bodies, projects_approve=bodies)

    async def propose(self, **said: Any) -> httpx.Response:
        """Propose an edition, as the plan's officer."""
        given = {"plan_code": self.planning.plan, "period": PERIOD, "title": "As it stood"} | said
        return await self.planning.suite.http.post(
            f"{self.at}/editions", json=given, headers=await self.planning.officer()
        )

    async def proposed(self, **said: Any) -> Any:
        """Propose an edition, and return it."""
        answer = await self.propose(**said)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def step(
        self, edition: Any, step: str, by: dict[str, str] | None = None, **said: Any
    ) -> httpx.Response:
        """Take a step of an edition; as the approver, unless told."""
        return await self.planning.suite.http.post(
            f"{self.at}/editions/{edition['id']}/{step}",
            json=said or None,
            headers=(by or await self.approver()) | {"If-Match": f'"{edition["content_hash"]}"'},
        )

    async def stepped(self, edition: Any, step: str, **said: Any) -> Any:
        """Take a step of an edition, and return it as it is then."""
        answer = await self.step(edition, step, **said)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def scheduled(self, hour: str = FAR, **said: Any) -> Any:
        """Propose, approve and freeze an edition."""
        edition = await self.stepped(await self.proposed(**said), "approve")
        return await self.stepped(edition, "schedule", publish_at=hour)

    async def published(self, **said: Any) -> Any:
        """Publish an edition, and wait for its hour."""
        edition = await self.stepped(await self.proposed(**said), "approve")
        for ahead in (_SOON, _SOON * 10):
            hour = datetime.now(UTC) + ahead
            answer = await self.step(edition, "schedule", publish_at=hour.isoformat())
            if answer.status_code == HTTPStatus.OK:
                await until(self.planning.suite, hour)
                return answer.json()
        message = "a busy machine took longer than was ahead"
        raise AssertionError(message)

    async def read(self, path: str, /, **query: Any) -> httpx.Response:
        """Read something of the body's without a key."""
        return await self.planning.suite.http.get(f"{self.at}/{path}", params=query)

    async def view(self, name: str, /, **query: Any) -> httpx.Response:
        """Read a view of the plan without a key."""
        return await self.read(f"plans/{self.planning.plan}/{name}", **query)

    async def document(self, edition: Any, kind: str) -> httpx.Response:
        """Read a document of a publication without a key."""
        at = f"publications/{edition['id']}/documents/{kind}"
        return await self.read(f"{at}/{self.planning.plan}/{PERIOD}")
