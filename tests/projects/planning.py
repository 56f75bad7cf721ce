"""A plan to test with: shorthands for what its owner does over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

BODY: Final = "E07000132"
ITEMS: Final = ("P1", "P2")
_NUMBERS: Final = count(1)


@dataclass
class Planning:
    """A plan of a council's, and who works on it."""

    suite: Suite
    body: str = BODY
    plan: str = field(default_factory=lambda: f"plan-{next(_NUMBERS)}")

    @property
    def at(self) -> str:
        """Where the plan stands."""
        return f"/v1/projects/bodies/{self.body}/plans/{self.plan}"

    async def prepare(self) -> None:
        """Keep the plan and its items."""
        year = {"starts": "2012-04-01", "ends": "2013-03-31"}
        plan = {"title": "Service priorities 2012/13", "shape": "service_priorities"} | year
        kept = [await self.put("", plan)]
        kept += [await self.put(f"items/{item}", {"title": f"Priority {item}"}) for item in ITEMS]
        assert [each.status_code for each in kept] == [201] * (1 + len(ITEMS))

    async def officer(self, holder: str = "officer") -> dict[str, str]:
        """Return the headers of who reads and writes the body's plans."""
        return await self.suite.key(holder, projects_read=[self.body], projects_write=[self.body])

    async def reader(self) -> dict[str, str]:
        """Return the headers of who only reads them."""
        return await self.suite.key("reader", projects_read=[self.body])

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Read something of the plan's."""
        return await self.suite.http.get(
            self._path(path), headers=await self.officer(), params=query
        )

    async def read(self, path: str, **query: Any) -> dict[str, Any]:
        """Read something that is there."""
        answer = await self.get(path, **query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def put(self, path: str, sent: dict[str, Any], tag: str | None = None) -> httpx.Response:
        """Put something there: for the first time, or as it was seen a moment ago."""
        seen = {"If-Match": tag} if tag else await self._seen(path)
        return await self.suite.http.put(
            self._path(path), json=sent, headers=await self.officer() | seen
        )

    async def step(
        self,
        path: str,
        step: str,
        sent: dict[str, Any],
        tag: str | None = None,
        holder: str = "officer",
    ) -> httpx.Response:
        """Take a step of something, as it was seen a moment ago."""
        seen = {"If-Match": tag} if tag else await self._seen(path)
        headers = await self.officer(holder) | seen
        return await self.suite.http.post(f"{self._path(path)}/{step}", json=sent, headers=headers)

    async def _seen(self, path: str) -> dict[str, str]:
        read = await self.get(path)
        if read.status_code == 200:
            return {"If-Match": read.headers["etag"]}
        return {"If-None-Match": "*"}

    def _path(self, path: str) -> str:
        return f"{self.at}/{path}".rstrip("/")


def faults(answer: httpx.Response) -> list[tuple[str, str | None]]:
    """Return what is wrong with a request, and where."""
    assert answer.status_code == 422, answer.text
    return [
        (fault["code"], fault["pointer"] or fault["parameter"]) for fault in answer.json()["errors"]
    ]
