"""An office where every hand may try every step, each request told as it was asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.kpi.releases.board import HARBOROUGH, HINCKLEY, PARTNERSHIP, RATE, tag
from tests.kpi.releases.orders import BODIES, COUNCILS, NOBODY, RIGHTS, Model
from tests.kpi.releases.outside import PERIOD
from tests.kpi.submissions.lives import DEBIT, WHY, Row
from tests.kpi.submissions.lives import Model as Submissions

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

_AT: Final = "/v1/kpi/bodies"


@dataclass(frozen=True)
class Office:
    """Everybody's keys."""

    suite: Suite

    async def key(self, by: str) -> dict[str, str]:
        """Return the headers of a hand."""
        if by == NOBODY:
            return {}
        granted = {scope.replace(":", "_"): list(on) for scope, on in RIGHTS[by].items()}
        return await self.suite.key(by, **granted)

    async def get(self, rest: str, by: str, **query: Any) -> httpx.Response:
        """Read something of a body."""
        at, headers = f"{_AT}/{rest}", await self.key(by)
        return await self.suite.http.get(at, params=query, headers=headers)

    async def step(
        self, rest: str, by: str, seen: str | None = None, sent: Any = None
    ) -> httpx.Response:
        """Take a step, on what has the content hash *seen*."""
        headers = await self.key(by) | (tag(seen) if seen else {})
        return await self.suite.http.post(f"{_AT}/{rest}", json=sent, headers=headers)

    async def put(self, rest: str, by: str, etag: str | None, sent: Any) -> httpx.Response:
        """Say something for the first time, or anew."""
        seen = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = await self.key(by) | seen
        return await self.suite.http.put(f"{_AT}/{rest}", json=sent, headers=headers)

    async def post(self, council: str, row: Row, by: str) -> httpx.Response:
        """Submit the receipts of a council."""
        figure = {
            "indicator": RATE,
            "period": PERIOD,
            "numerator": row.receipts,
            "denominator": DEBIT,
            "reason": row.reason,
            "explanation": row.explanation,
        }
        sent = {"body": council, "figures": [figure]}
        return await self.suite.submit(sent, await self.key(by))

    async def is_audited(self, body: str) -> bool:
        """Return whether a body's chain is whole, to its end."""
        auditor = await self.suite.key("auditor", audit_read=list(BODIES))
        at = f"{_AT}/{body}/audit/verify"
        told = (await self.suite.http.get(at, headers=auditor)).json()
        assert told["checked"] > 0 or body == PARTNERSHIP, told
        return bool(told["status"] in {"intact", "empty"})


EXPLAINED: Final[dict[str, Any]] = {
    "explanations": [{"indicator": RATE, "period": PERIOD, "explanation": WHY}]
}
FIRST: Final = Row(1, 400, None, None)


async def furnished(suite: Suite) -> dict[str, dict[str, Any]]:
    """Let everybody in, and return the first submission of each council, which is approved."""
    office = Office(suite)
    await suite.define_indicator()
    await suite.define_partnership(PARTNERSHIP, HARBOROUGH, HINCKLEY)
    await asyncio.gather(*(office.key(by) for by in RIGHTS))
    first = {}
    for council in COUNCILS:
        posted = await office.post(council, FIRST, "finance")
        first[council] = posted.json()["submissions"][0]
        at = f"{council}/submissions/{first[council]['id']}/approve"
        done = await office.step(at, "representative", first[council]["content_hash"])
        assert done.status_code == 200, done.text
    for body in BODIES:
        assert await office.is_audited(body)
    return first


def begun() -> Model:
    """Return the model of an office that was furnished."""
    model = Model({council: Submissions() for council in COUNCILS})
    for theirs in model.submissions.values():
        theirs.post([FIRST], "finance")
        assert theirs.approve(theirs.papers[0], "representative") == 200
    return model
