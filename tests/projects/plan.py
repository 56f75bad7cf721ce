"""A plan under test: shorthands for what an officer does with it over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

BODY: Final = "E06000022"
_NUMBERS: Final = count(1)


@dataclass
class PlanUnderTest:
    """A council's plan, and who works on it.

    Attributes:
        number: Makes its code its own: tests share a suite.
    """

    suite: Suite
    number: int = field(default_factory=lambda: next(_NUMBERS))
    body: str = BODY

    @property
    def code(self) -> str:
        """The plan's code."""
        return f"plan-{self.number}"

    @property
    def at(self) -> str:
        """Where it stands among the body's own."""
        return f"plans/{self.code}"

    async def officer(self, name: str = "officer") -> dict[str, str]:
        """Return the headers of who reads and writes plans."""
        return await self.suite.key(name, projects_read=[self.body], projects_write=[self.body])

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Read something of the body's."""
        caller = await self.officer()
        at = f"/v1/projects/bodies/{self.body}/{path}"
        return await self.suite.http.get(at, headers=caller, params=query)

    async def read(self, path: str, **query: Any) -> Any:
        """Return what is read there."""
        answer = await self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(
        self, path: str, sent: dict[str, Any], caller: dict[str, str] | None = None
    ) -> httpx.Response:
        """Post something to the body's."""
        at = f"/v1/projects/bodies/{self.body}/{path}"
        headers = caller or await self.officer()
        return await self.suite.http.post(at, json=sent, headers=headers)

    async def put(self, path: str, sent: dict[str, Any]) -> httpx.Response:
        """Put something there: for the first time, or as it was seen a moment ago."""
        read = await self.get(path)
        seen = {"If-None-Match": "*"}
        if read.status_code == 200:
            seen = {"If-Match": read.headers["etag"]}
        at = f"/v1/projects/bodies/{self.body}/{path}"
        return await self.suite.http.put(at, json=sent, headers=await self.officer() | seen)

    async def keep(self, path: str, **sent: Any) -> dict[str, Any]:
        """Put something there, and return it as it was kept."""
        answer = await self.put(path, sent)
        assert answer.is_success, answer.text
        kept: dict[str, Any] = answer.json()
        return kept

    async def keep_plan(self, **more: Any) -> None:
        """Keep the plan: of service priorities, unless told otherwise."""
        await self.keep(self.at, **({"title": "Plan", "shape": "service_priorities"} | more))

    async def keep_items(self, *references: str, **parents: str) -> None:
        """Keep items at the top, and others below these, each named with its parent."""
        for item in references:
            await self.keep(f"{self.at}/items/{item}", title=f"Item {item}")
        for item, parent in parents.items():
            await self.keep(f"{self.at}/items/{item}", title=f"Item {item}", parent=parent)

    async def remove(self, item: str) -> None:
        """Take an item out of the plan."""
        at = f"{self.at}/items/{item}"
        seen = {"If-Match": (await self.get(at)).headers["etag"]}
        caller = await self.officer() | seen
        answer = await self.post(f"{at}/remove", {"reason": "No longer planned"}, caller)
        assert answer.status_code == 200, answer.text
