"""A body's risk officers: what the tests of views do, by the API alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import httpx

from tests.suite import Suite

REGISTER: Final = "operational"
BODIES: Final = [f"council-{number}" for number in range(40)]
"""One for each test of a module, which share a suite and everybody's keys."""

SECRET: Final = "canary-of-part-two"
"""What is Part 2 says this, and nothing else does."""


@dataclass
class Desk:
    """A body, and the keys of everyone who has to do with its registers."""

    suite: Suite
    body: str

    @property
    def at(self) -> str:
        """The address of all that the body has."""
        return f"/v1/risk/bodies/{self.body}"

    async def writer(self) -> dict[str, str]:
        """Who keeps registers and risks, and sees Part 2."""
        scopes = ("risk_read", "risk_write", "risk_confidential")
        return await self.suite.key("writer", **dict.fromkeys(scopes, BODIES))

    async def clerk(self) -> dict[str, str]:
        """Who keeps risks, and does not see Part 2."""
        return await self.suite.key("clerk", **dict.fromkeys(("risk_read", "risk_write"), BODIES))

    async def reader(self) -> dict[str, str]:
        """Who reads, and does not see Part 2."""
        return await self.suite.key("reader", risk_read=BODIES)

    async def register(self, code: str = REGISTER, **said: Any) -> Any:
        """Keep a register, for the first time or anew."""
        given = {"title": "Operational risks", "category": "operational"} | said
        return await self._kept(f"{self.at}/registers/{code}", given)

    async def risk(self, reference: str, **said: Any) -> Any:
        """Define a risk, for the first time or anew."""
        given = {"register_code": REGISTER, "title": f"Risk {reference}"} | said
        return await self._kept(f"{self.at}/risks/{reference}", given)

    async def assess(
        self,
        reference: str,
        likelihood: int | None,
        impact: int | None,
        kind: str = "current",
        **said: Any,
    ) -> Any:
        """Assess a risk."""
        given = {"kind": kind, "likelihood": likelihood, "impact": impact} | said
        return await self.post(f"{self.at}/risks/{reference}/assessments", given)

    async def step(self, reference: str, step: str, reason: str) -> Any:
        """Close, reopen or materialise a risk."""
        at = f"{self.at}/risks/{reference}"
        who = await self.writer()
        tag = (await self.suite.http.get(at, headers=who)).headers["etag"]
        return await self.post(f"{at}/{step}", {"reason": reason}, if_match=tag)

    async def review(self, reference: str, reviewed: str) -> Any:
        """Say that a risk was looked at on a day."""
        return await self.post(f"{self.at}/risks/{reference}/reviews", {"reviewed": reviewed})

    async def action(self, reference: str, code: str, due: str, **said: Any) -> Any:
        """Plan an action against a risk."""
        given = {"kind": "action", "title": f"Action {code}", "due": due, "state": "planned"}
        given |= said
        return await self._kept(f"{self.at}/risks/{reference}/mitigations/{code}", given)

    async def accept(
        self, reference: str, score: int, expires: str, *, reason: str = "The exit costs more"
    ) -> None:
        """Accept a risk, as somebody who has written nothing of it."""
        at = f"{self.at}/risks/{reference}"
        who = await self.suite.key("director", risk_read=BODIES, risk_approve=BODIES)
        tag = (await self.suite.http.get(f"{at}/acceptance", headers=who)).headers["etag"]
        given = {"score": score, "reason": reason, "expires": expires}
        answer = await self.suite.http.post(
            f"{at}/acceptances", json=given, headers=who | {"If-Match": tag}
        )
        assert answer.is_success, answer.text

    async def post(self, at: str, given: Any, **headers: str) -> Any:
        """Post as the writer, and return what is answered."""
        said = {name.replace("_", "-").title(): value for name, value in headers.items()}
        answer = await self.suite.http.post(at, json=given, headers=await self.writer() | said)
        assert answer.is_success, answer.text
        return answer.json()

    async def get(
        self,
        at: str,
        who: dict[str, str] | None = None,
        register: str = REGISTER,
        /,
        **query: Any,
    ) -> Any:
        """Return a view of a register as JSON, as *who* sees it; as the writer, unless told."""
        answer = await self.ask(at, who, register, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ask(
        self,
        at: str,
        who: dict[str, str] | None = None,
        register: str = REGISTER,
        /,
        **query: Any,
    ) -> httpx.Response:
        """Ask for a view of a register; `from_` stands for `from`."""
        return await self.suite.http.get(
            f"{self.at}/registers/{register}/{at}",
            params={name.rstrip("_"): value for name, value in query.items()},
            headers=await self.writer() if who is None else who,
        )

    async def _kept(self, at: str, given: Any) -> Any:
        who = await self.writer()
        standing = await self.suite.http.get(at, headers=who)
        seen = {"If-None-Match": "*"}
        if standing.status_code == 200:
            seen = {"If-Match": standing.headers["etag"]}
        answer = await self.suite.http.put(at, json=given, headers=who | seen)
        assert answer.is_success, answer.text
        return answer.json()


def levels(*labels: str) -> list[dict[str, str]]:
    """Return the steps of a scale."""
    return [{"label": label} for label in labels]


def matrix(size: int, **said: Any) -> dict[str, Any]:
    """Return a square matrix with two bands, the higher from its middle on."""
    steps = levels(*(f"Step {step}" for step in range(1, size + 1)))
    return {
        "likelihood": steps,
        "impact": steps,
        "bands": [
            {"code": "low", "label": "Low", "from_score": 1, "review_every_months": 12},
            {"code": "high", "label": "High", "from_score": size * 2, "review_every_months": 3},
        ],
    } | said
