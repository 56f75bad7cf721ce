"""A board with its officers: what the tests of releases do, each step by whoever may take it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from tests.suite import Suite

HARBOROUGH: Final = "E07000131"
HINCKLEY: Final = "E07000132"
PARTNERSHIP: Final = "leicestershire"
RATE: Final = "council-tax-in-year"
PERIOD: Final = "2019-20-Q1"
MONTHS: Final = ("2019-20-M01", "2019-20-M02", "2019-20-M03")
RECEIPTS: Final = {HARBOROUGH: (110, 203, 294), HINCKLEY: (240, 430, 620)}
"""By the end of April, May and June; of debits of 1,000 and of 2,000."""

DEBITS: Final = {HARBOROUGH: 1_000, HINCKLEY: 2_000}
WAIT: Final = timedelta(seconds=1.2)


@dataclass
class Board:
    """Two councils, their partnership, and the keys of everyone who has to do with a release."""

    suite: Suite

    async def key(self, holder: str, *bodies: str, **scopes: bool) -> dict[str, str]:
        """Return the headers of *holder*'s key, with the scopes named true on *bodies*."""
        return await self.suite.key(holder, **{scope: list(bodies) for scope in scopes})

    async def drafter(self, body: str = PARTNERSHIP) -> dict[str, str]:
        """Who drafts for a body."""
        return await self.key(f"drafter of {body}", body, kpi_read=True, kpi_submit=True)

    async def approver(self, body: str = PARTNERSHIP) -> dict[str, str]:
        """A body's nominated representative, who may publish too."""
        return await self.key(
            f"approver of {body}", body, kpi_read=True, kpi_approve=True, kpi_publish=True
        )

    async def prepare(self, *councils: str) -> None:
        """Define the indicator and the partnership; post and approve the quarter's figures."""
        await self.suite.define_indicator()
        await self.suite.define_partnership(PARTNERSHIP, HARBOROUGH, HINCKLEY)
        for council in councils or (HARBOROUGH, HINCKLEY):
            await self.figures(council)

    async def figures(self, council: str, *, approve: bool = True) -> None:
        """Post a council's three months, in one submission."""
        rows = zip(MONTHS, RECEIPTS[council], strict=True)
        await self.post(
            council,
            [
                {"period": period, "numerator": paid, "denominator": DEBITS[council]}
                for period, paid in rows
            ],
            approve=approve,
        )

    async def post(
        self, council: str, figures: list[dict[str, Any]], *, approve: bool = True
    ) -> dict[str, Any]:
        """Submit figures of the rate, and approve them unless told otherwise."""
        sent = {"body": council, "figures": [{"indicator": RATE, **one} for one in figures]}
        answer = await self.suite.submit(sent, await self.suite.officer(council))
        assert answer.status_code == 201, answer.text
        submission: dict[str, Any] = answer.json()["submissions"][0]
        if approve:
            done = await self.suite.http.post(
                f"/v1/kpi/bodies/{council}/submissions/{submission['id']}/approve",
                headers=await self.approver(council) | tag(submission["content_hash"]),
            )
            assert done.status_code == 200, done.text
        return submission

    async def restate(self, council: str, month: int, paid: Any, *, approve: bool = True) -> None:
        """Post another figure for a month, with its reason."""
        one = {"period": MONTHS[month - 1], "numerator": paid, "denominator": DEBITS[council]}
        await self.post(council, [one | {"reason": "Late cash"}], approve=approve)

    async def begin(self, body: str = PARTNERSHIP, **more: Any) -> dict[str, Any]:
        """Begin a release of the quarter."""
        return good(await self.try_begin(body, **more), 201)

    async def try_begin(self, body: str = PARTNERSHIP, **more: Any) -> httpx.Response:
        """Try to, likewise."""
        sent = {"period": PERIOD, "title": "The first quarter", "text": "It went well."} | more
        at = f"/v1/kpi/bodies/{body}/releases"
        return await self.suite.http.post(at, json=sent, headers=await self.drafter(body))

    async def step(
        self,
        release: dict[str, Any],
        name: str,
        headers: dict[str, str] | None = None,
        seen: str | None = None,
        **sent: Any,
    ) -> httpx.Response:
        """Take a step, by whoever usually does, on what *release* says or on the hash *seen*."""
        if headers is None:
            drafts = name in {"draft", "circulate", "correct"}
            headers = await (self.drafter if drafts else self.approver)(release["body"])
        return await self.suite.http.post(
            f"{at(release)}/{name}",
            json=sent or ({} if name == "draft" else None),
            headers=headers | tag(seen or release["content_hash"]),
        )

    async def take(self, release: dict[str, Any], name: str, **sent: Any) -> dict[str, Any]:
        """Take a step, and return the release as it stands then."""
        return good(await self.step(release, name, **sent), 201 if name == "correct" else 200)

    async def read(
        self, release: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Read a release again."""
        headers = headers or await self.drafter(release["body"])
        return good(await self.suite.http.get(at(release), headers=headers))

    async def speak(
        self,
        member: str,
        release: dict[str, Any],
        name: str = "sign",
        headers: dict[str, str] | None = None,
        seen: str | None = None,
        **sent: Any,
    ) -> httpx.Response:
        """Comment on a release or sign it, for a member."""
        if headers is None:
            headers = await (self.approver if name == "sign" else self.drafter)(member)
        return await self.suite.http.post(
            f"{consultation(member, release)}/{name}",
            json=sent or None,
            headers=headers | tag(seen or release["content_hash"]),
        )

    async def sign_all(self, release: dict[str, Any]) -> None:
        """Sign a release for both members."""
        for member in (HARBOROUGH, HINCKLEY):
            good(await self.speak(member, release))

    async def approved(self, release: dict[str, Any]) -> dict[str, Any]:
        """Bring a draft to its approval."""
        if release["body"] == PARTNERSHIP:
            release = await self.take(release, "circulate")
            await self.sign_all(release)
        return await self.take(release, "approve")

    async def schedule(
        self, release: dict[str, Any], ahead: timedelta = timedelta(days=1)
    ) -> dict[str, Any]:
        """Schedule an approved release."""
        hour = (datetime.now(UTC) + ahead).isoformat()
        return await self.take(release, "schedule", publish_at=hour)

    async def publish(self, body: str = PARTNERSHIP, **more: Any) -> dict[str, Any]:
        """Publish a new release, and return it once it is public."""
        return await self.out(await self.approved(await self.begin(body, **more)))

    async def out(self, approved: dict[str, Any]) -> dict[str, Any]:
        """Schedule an approved release, and return it once it is public."""
        soon = (datetime.now(UTC) + WAIT).isoformat()
        answer = await self.step(approved, "schedule", publish_at=soon)
        # A busy machine may take longer to freeze it than is ahead.
        release = answer.json() if answer.is_success else await self.schedule(approved, 5 * WAIT)
        ahead = datetime.fromisoformat(release["publish_at"]) - datetime.now(UTC)
        await asyncio.sleep(ahead.total_seconds() + 0.05)
        return await self.read(release)

    async def document(self, release: dict[str, Any], kind: str, key: str) -> dict[str, Any]:
        """Read a document of a release."""
        headers = await self.drafter(release["body"])
        return good(
            await self.suite.http.get(f"{at(release)}/documents/{kind}/{key}", headers=headers)
        )

    async def verify(self, release: dict[str, Any]) -> dict[str, Any]:
        """Verify a release."""
        headers = await self.drafter(release["body"])
        return good(await self.suite.http.get(f"{at(release)}/verify", headers=headers))

    async def changes(self, release: dict[str, Any], **query: str) -> dict[str, Any]:
        """Read what a release changes."""
        headers = await self.drafter(release["body"])
        return good(
            await self.suite.http.get(f"{at(release)}/changes", params=query, headers=headers)
        )

    async def comment_on(
        self, body: str, cause: str, month: str = MONTHS[2], **seen: str
    ) -> httpx.Response:
        """Write a body's commentary on the rate."""
        return await self.suite.http.put(
            f"/v1/kpi/bodies/{body}/commentary/{month}/{RATE}",
            json={"cause": cause, "action": "Letters", "owner_role": "Team leader"},
            headers=await self.key(f"writer of {body}", body, kpi_submit=True)
            | (seen or {"If-None-Match": "*"}),
        )


def at(release: dict[str, Any]) -> str:
    """Return a release's address."""
    return f"/v1/kpi/bodies/{release['body']}/releases/{release['id']}"


def consultation(member: str, release: dict[str, Any]) -> str:
    """Return the address of what a member was given of a release."""
    return f"/v1/kpi/bodies/{member}/consultations/{release['id']}"


def tag(content_hash: str) -> dict[str, str]:
    """Return the header that says what was seen."""
    return {"If-Match": f'"{content_hash}"'}


def good(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    """Return what an answer says, which must be good."""
    assert answer.status_code == status, answer.text
    said: dict[str, Any] = answer.json()
    return said


def why_not(release: dict[str, Any], action: str) -> str | None:
    """Return why an action is not allowed, or None if it is."""
    (told,) = (one for one in release["allowed_actions"] if one["action"] == action)
    assert told["allowed"] is (told["reason"] is None)
    reason: str | None = told["reason"]
    return reason
