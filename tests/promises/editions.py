"""How editions are made for calls: of a quarter of their own, by others than the tester who calls.

Others propose what is to be approved, and approve what is to be scheduled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.promises.world import COUNCIL, Call
from tests.publishing import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import httpx

    from tests.promises.operations import Operation
    from tests.promises.world import World

    Edition = dict[str, Any]
    Maker = Callable[[World, Operation], Awaitable[Call]]

QUARTER: Final = "2019-20-Q3"
_FAR: Final = "2999-01-01T00:00:00Z"
_SOON: Final = timedelta(milliseconds=800)
_IN_ALL: Final = 4 * len(range(1990, 2019))
"""Quarters that the world's own editions are none of."""


@dataclass(frozen=True)
class Editions:
    """A service's editions.

    Attributes:
        service: As it stands in addresses.
        field: What the code of their subject is called.
        subjects: The codes of what they are of; the world's own are of the first.
        named: What an edition is called in the names of operations.
    """

    service: str
    field: str
    subjects: Sequence[str]
    named: str

    @property
    def _at(self) -> str:
        return f"/v1/{self.service}/bodies/{COUNCIL}/editions"

    async def furnish(self, world: World) -> str:
        """Publish the world's own twice: of a quarter, and of the one before; return its id."""
        found = [await self._public(world, quarter) for quarter in ("2019-20-Q2", QUARTER)]
        return str(found[-1]["id"])

    def makers(self) -> dict[str, Maker]:
        """Return the makers of proposals and of each step, by operation."""
        return {
            f"propose_{self.named}": self._propose,
            f"approve_{self.named}": self._step(self._proposed),
            f"schedule_{self.named}": self._step(self._approved, publish_at=_FAR),
            f"cancel_{self.named}": self._step(self._proposed, reason="Reason {}"),
            f"withdraw_{self.named}": self._step(self._public, reason="Reason {}"),
        }

    def _fresh(self, world: World) -> dict[str, str]:
        """Return a subject and a quarter of it of which nothing was proposed in this world."""
        number = next(world.quarters[self.service])
        year = 1990 + number % _IN_ALL // 4
        period = f"{year}-{(year + 1) % 100:02}-Q{number % 4 + 1}"
        return {self.field: self.subjects[number // _IN_ALL], "period": period}

    async def _hand(self, world: World, holder: str) -> dict[str, str]:
        scopes = (f"{self.service}_write", f"{self.service}_approve")
        return await world.suite.key(holder, **{scope: [COUNCIL] for scope in scopes})

    async def _proposed(self, world: World, quarter: str | None = None) -> Edition:
        named = {self.field: self.subjects[0], "period": quarter} if quarter else self._fresh(world)
        sent = named | {"title": "As it stood"}
        proposer = await self._hand(world, "proposer")
        made = await world.suite.http.post(self._at, json=sent, headers=proposer)
        assert made.status_code == 201, made.text
        edition: Edition = made.json()
        return edition

    async def _asked(
        self, world: World, edition: Edition, step: str, **sent: str
    ) -> httpx.Response:
        return await world.suite.http.post(
            f"{self._at}/{edition['id']}/{step}",
            json=sent or None,
            headers=await self._hand(world, "approver") | {"If-Match": _tag(edition)},
        )

    async def _approved(self, world: World, quarter: str | None = None) -> Edition:
        answer = await self._asked(world, await self._proposed(world, quarter), "approve")
        assert answer.is_success, answer.text
        approved: Edition = answer.json()
        return approved

    async def _public(self, world: World, quarter: str | None = None) -> Edition:
        """Publish a proposal, and wait for its hour."""
        edition = await self._approved(world, quarter)
        for ahead in (_SOON, _SOON * 10):  # a busy machine may take longer than is ahead
            hour = datetime.now(UTC) + ahead
            answer = await self._asked(world, edition, "schedule", publish_at=hour.isoformat())
            if answer.is_success:
                await until(world.suite, hour)
                return edition
        message = "a busy machine took longer than was ahead"
        raise AssertionError(message)

    async def _propose(self, world: World, operation: Operation) -> Call:
        sent = self._fresh(world) | {"title": f"Title {world.number()}"}
        return Call(operation, {"body_code": COUNCIL}, content=sent)

    def _step(self, state: Callable[[World], Awaitable[Edition]], **sent: str) -> Maker:
        """Return a maker of a step on an edition in *state*; `{}` in a text is a number."""

        async def make(world: World, operation: Operation) -> Call:
            edition = await state(world)
            content = {name: text.format(world.number()) for name, text in sent.items()}
            at = {"body_code": COUNCIL, "edition_id": edition["id"]}
            call = Call(operation, at, content=content or None)
            return call.with_headers(if_match=_tag(edition))

        return make


def _tag(edition: Edition) -> str:
    return f'"{edition["content_hash"]}"'
