"""A body's register under test: who works on it, and what is asked of its risks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from tests.suite import Suite

BODY: Final = "leicestershire"
PART_2: Final = "Canary Systems plc may fold by March"
"""A phrase that only holders of `risk:confidential` are ever to see."""

_BASE: Final = f"/v1/risk/bodies/{BODY}"


_NUMBERS: Final = count(1)


@dataclass
class Register:
    """A register of the usual matrix, and the keys of those who work on it.

    Attributes:
        number: Makes its code, and its first risk's reference, its own: tests share a suite.
    """

    suite: Suite
    number: int = field(default_factory=lambda: next(_NUMBERS))

    @property
    def code(self) -> str:
        """The register's code."""
        return f"operational-{self.number}"

    @property
    def risk(self) -> str:
        """The reference of its first risk."""
        return f"R{self.number}"

    @property
    def at(self) -> str:
        """Where that risk is."""
        return f"risks/{self.risk}"

    async def officer(self) -> dict[str, str]:
        """Return the headers of who writes, and is not shown Part 2."""
        return await self.suite.key("officer", risk_read=[BODY], risk_write=[BODY])

    async def insider(self) -> dict[str, str]:
        """Return the headers of who writes, and is shown all."""
        scopes = ("risk_read", "risk_write", "risk_confidential")
        return await self.suite.key("insider", **{scope: [BODY] for scope in scopes})

    async def director(self, holder: str = "director") -> dict[str, str]:
        """Return the headers of who accepts, and neither writes nor is shown Part 2."""
        return await self.suite.key(holder, risk_read=[BODY], risk_approve=[BODY])

    async def prepare(self) -> None:
        """Keep the register, with one risk in it."""
        definition = {"title": "Operational risks", "category": "operational"}
        made = await self.put(f"registers/{self.code}", definition)
        assert made.status_code == 201, made.text
        await self.define()

    async def define(self, reference: str | None = None, **more: Any) -> dict[str, Any]:
        """Define a risk for the first time."""
        definition = {"register_code": self.code, "title": "Loss of the software provider"} | more
        made = await self.put(f"risks/{reference or self.risk}", definition)
        assert made.status_code == 201, made.text
        risk: dict[str, Any] = made.json()
        return risk

    async def assess(
        self, likelihood: int | None, impact: int | None, reference: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """Assess a risk's current score."""
        text = {"kind": "current", "likelihood": likelihood, "impact": impact, "reason": "A look"}
        made = await self.post(f"risks/{reference or self.risk}/assessments", text | more)
        assert made.status_code == 201, made.text
        assessment: dict[str, Any] = made.json()
        return assessment

    async def accept(
        self,
        score: int,
        expires: str = "2199-12-31",
        *,
        by: Mapping[str, str] | None = None,
        reference: str | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Accept a risk as it stands."""
        by = by or await self.director()
        seen = await self.tag(f"risks/{reference or self.risk}/acceptance", by)
        text = {"score": score, "reason": "The exit costs more", "expires": expires} | more
        return await self.post(
            f"risks/{reference or self.risk}/acceptances", text, by=by, if_match=seen
        )

    async def revoke(
        self, *, by: Mapping[str, str] | None = None, reference: str | None = None, **more: Any
    ) -> httpx.Response:
        """Revoke a risk's acceptance as it stands."""
        by = by or await self.director()
        seen = await self.tag(f"risks/{reference or self.risk}/acceptance", by)
        text = {"reason": "The market has changed"} | more
        return await self.post(
            f"risks/{reference or self.risk}/acceptance/revoke", text, by=by, if_match=seen
        )

    async def step(self, verb: str, reference: str | None = None) -> httpx.Response:
        """Close, reopen or materialise a risk."""
        seen = await self.tag(f"risks/{reference or self.risk}", await self.officer())
        return await self.post(
            f"risks/{reference or self.risk}/{verb}", {"reason": "So it is"}, if_match=seen
        )

    async def tag(self, at: str, by: Mapping[str, str]) -> str:
        """Return the `ETag` under which *by* reads a document now."""
        return str((await self.get(at, by=by)).headers["etag"])

    async def standing(self, reference: str | None = None, **query: Any) -> dict[str, Any]:
        """Return how a risk stands."""
        answer = await self.get(f"risks/{reference or self.risk}/standing", **query)
        assert answer.status_code == 200, answer.text
        standing: dict[str, Any] = answer.json()
        return standing

    async def items(
        self, at: str, *, by: Mapping[str, str] | None = None, **query: Any
    ) -> list[dict[str, Any]]:
        """Return the items of a list."""
        answer = await self.get(at, by=by, **query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def get(
        self, at: str, *, by: Mapping[str, str] | None = None, **query: Any
    ) -> httpx.Response:
        """Read something of the body's; as the officer, unless told otherwise."""
        headers = by or await self.officer()
        return await self.suite.http.get(f"{_BASE}/{at}", params=query, headers=headers)

    async def put(
        self, at: str, given: Any, *, by: Mapping[str, str] | None = None, **seen: str
    ) -> httpx.Response:
        """Put something of the body's, for the first time unless told what was seen."""
        headers = {**(by or await self.officer()), **_fields(seen or {"if_none_match": "*"})}
        return await self.suite.http.put(f"{_BASE}/{at}", json=given, headers=headers)

    async def post(
        self, at: str, given: Any, *, by: Mapping[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        """Post something of the body's."""
        headers = {**(by or await self.officer()), **_fields(fields)}
        return await self.suite.http.post(f"{_BASE}/{at}", json=given, headers=headers)


def faults(answer: httpx.Response) -> list[tuple[str, str | None]]:
    """Return what was wrong with which place of a request."""
    assert answer.status_code == 422, answer.text
    return [
        (fault["code"], fault["pointer"] or fault["parameter"]) for fault in answer.json()["errors"]
    ]


def _fields(given: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}
