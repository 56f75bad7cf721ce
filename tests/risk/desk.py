"""The desk at which risks are worked on: shorthands for what an officer does over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

BODY: Final = "E07000132"
REGISTER: Final = "operational"


@dataclass
class Desk:
    """A council's risks, and those who work on them: one without `risk:confidential`, one with."""

    suite: Suite
    body: str = BODY

    @property
    def at(self) -> str:
        """Where the body's risks stand."""
        return f"/v1/risk/bodies/{self.body}"

    async def officer(self) -> dict[str, str]:
        """Return the headers of who reads and writes, but is not shown Part 2."""
        return await self.suite.key("officer", risk_read=[self.body], risk_write=[self.body])

    async def insider(self) -> dict[str, str]:
        """Return the headers of who reads and writes Part 2 as well."""
        own = [self.body]
        return await self.suite.key("insider", risk_read=own, risk_write=own, risk_confidential=own)

    async def get(
        self, path: str, headers: dict[str, str] | None = None, **query: Any
    ) -> httpx.Response:
        """Read something of the body's."""
        caller = headers or await self.officer()
        return await self.suite.http.get(f"{self.at}/{path}", headers=caller, params=query)

    async def post(
        self, path: str, sent: dict[str, Any], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Post something to the body's."""
        caller = headers or await self.officer()
        return await self.suite.http.post(f"{self.at}/{path}", json=sent, headers=caller)

    async def put(
        self, path: str, sent: dict[str, Any], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Put something there: for the first time, or as it was seen a moment ago."""
        caller = headers or await self.officer()
        read = await self.get(path, caller)
        seen = {"If-None-Match": "*"}
        if read.status_code == 200:
            seen = {"If-Match": read.headers["etag"]}
        return await self.suite.http.put(f"{self.at}/{path}", json=sent, headers=caller | seen)

    async def keep_register(self, code: str = REGISTER, **more: Any) -> httpx.Response:
        """Keep a register: of operational risks on the usual matrix, unless told otherwise."""
        sent = {"title": "Operational risks", "category": "operational"} | more
        return await self.put(f"registers/{code}", sent)

    async def define(
        self, reference: str = "R1", /, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """Define a risk in the operational register."""
        sent = {"register_code": REGISTER, "title": "Loss of business rates"} | more
        return await self.put(f"risks/{reference}", sent, headers)

    async def assess(self, reference: str = "R1", /, **more: Any) -> httpx.Response:
        """Assess a risk: its current score, as likely as grave as told."""
        sent = {"kind": "current", "reason": "Seen at the meeting"} | more
        return await self.post(f"risks/{reference}/assessments", sent)

    async def step(self, step: str, reference: str = "R1") -> httpx.Response:
        """Take a step of a risk's life, having seen how it stands."""
        caller = await self.officer()
        seen = (await self.get(f"risks/{reference}", caller)).headers["etag"]
        return await self.post(
            f"risks/{reference}/{step}", {"reason": "So decided"}, caller | {"If-Match": seen}
        )
