"""Publishing a register: what the tests of editions do, each step by whoever may take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx

from tests.publishing import until
from tests.risk.views.desk import BODIES, REGISTER, Desk

PERIOD: Final = "2019-20-Q3"
_SOON: Final = timedelta(milliseconds=500)
FAR: Final = "2098-06-01T09:30:00Z"


@dataclass
class Press:
    """Who proposes and who approves the editions of a desk's register."""

    desk: Desk

    async def approver(self) -> dict[str, str]:
        """Who approves, sets the hour and takes back; Part 2 is not shown to them."""
        return await self.desk.suite.key("approver", risk_read=BODIES, risk_approve=BODIES)

    async def propose(self, **said: Any) -> httpx.Response:
        """Propose an edition, as the desk's writer."""
        given = {"register_code": REGISTER, "period": PERIOD, "title": "As it stood"} | said
        return await self.desk.suite.http.post(
            f"{self.desk.at}/editions", json=given, headers=await self.desk.writer()
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
        return await self.desk.suite.http.post(
            f"{self.desk.at}/editions/{edition['id']}/{step}",
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
                await until(self.desk.suite, hour)
                return answer.json()
        message = "a busy machine took longer than was ahead"
        raise AssertionError(message)

    async def read(self, path: str, /, **query: Any) -> httpx.Response:
        """Read something without a key."""
        return await self.desk.suite.http.get(f"{self.desk.at}/{path}", params=query)

    async def view(self, at: str, /, **query: Any) -> httpx.Response:
        """Read a view of the register without a key."""
        return await self.read(f"registers/{REGISTER}/{at}", **query)
