"""Publishing editions of a plan or a register: each step by whoever may take it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from tests.publishing import until

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

FAR: Final = "2098-06-01T09:30:00Z"
_SOON: Final = timedelta(milliseconds=400)


class PressOf(ABC):
    """Who proposes and who approves the editions of one thing of a body."""

    @property
    @abstractmethod
    def suite(self) -> Suite:
        """Where it all happens."""

    @property
    @abstractmethod
    def at(self) -> str:
        """Where the body's own stand."""

    @property
    @abstractmethod
    def subject(self) -> dict[str, str]:
        """What an edition is of, as it is proposed: a code, and a quarter."""

    @property
    @abstractmethod
    def stands(self) -> str:
        """Where the views of that stand, below the body."""

    @abstractmethod
    async def writer(self) -> dict[str, str]:
        """Who proposes."""

    @abstractmethod
    async def approver(self, holder: str = "approver") -> dict[str, str]:
        """Who approves, sets the hour and takes back."""

    async def propose(self, **said: Any) -> httpx.Response:
        """Propose an edition, as the writer."""
        given = {**self.subject, "title": "As it stood"} | said
        return await self.suite.http.post(
            f"{self.at}/editions", json=given, headers=await self.writer()
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
        return await self.suite.http.post(
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
                await until(self.suite, hour)
                return answer.json()
        message = "a busy machine took longer than was ahead"
        raise AssertionError(message)

    async def read(self, path: str, /, **query: Any) -> httpx.Response:
        """Read something of the body's without a key."""
        return await self.suite.http.get(f"{self.at}/{path}", params=query)

    async def view(self, name: str, /, **query: Any) -> httpx.Response:
        """Read a view of what is published without a key."""
        return await self.read(f"{self.stands}/{name}", **query)
