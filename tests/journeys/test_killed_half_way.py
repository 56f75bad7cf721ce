"""A long file whose sender leaves, then kpi is killed over it: posting the same again completes it.

Real processes, over the gateway, on a PostgreSQL that stays.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from shared.calendar.periods import months_of_year
from tests.promises.storms.ground import INDICATORS, stormy, until
from tests.suite import indicator

if TYPE_CHECKING:
    from tests.promises.storms.ground import Ground

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("street")]

CODES: Final = (*INDICATORS, *(f"storm-{number}" for number in range(6, 11)))
MONTHS: Final = tuple(
    itertools.islice((month for year in range(1990, 2024) for month in months_of_year(year)), 375)
)
ROWS: Final = 150_000
"""40 bodies x 10 indicators x 375 months."""

KEPT: Final = "SELECT count(*) FROM kpi.figure_versions"
KEPT_ONCE: Final = (
    "SELECT count(DISTINCT (body, indicator, period)) FROM kpi.figure_versions"
    " WHERE numerator = 62000000 AND denominator = 67210000"
)
TRACES: Final = "SELECT count(*), sum((details->>'created')::int) FROM kpi.audit_entries"
ANSWERS: Final = "SELECT count(*) FROM kpi.idempotency_keys"
A_PART: Final = 15_000
PATIENCE: Final = 60.0

Post = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


@pytest.fixture
async def ground(folder: Path, free_port: Callable[[], int]) -> AsyncIterator[Ground]:
    """A suite with ten indicators and forty councils, and the server below it."""
    async with stormy(folder, free_port()) as ground, ground.caller(headers=ground.admin) as http:
        for code in CODES[len(INDICATORS) :]:
            new = {"If-None-Match": "*"}
            defined = await http.put(f"/v1/kpi/indicators/{code}", json=indicator(), headers=new)
            assert defined.status_code == 201, defined.text
        yield ground


def file_of(ground: Ground) -> bytes:
    """Return every figure, the bodies mixed, as a ledger that closes month by month has them."""
    rows = (
        f"{body},{code},{month},62000000,67210000\n"
        for month in MONTHS
        for body in ground.bodies
        for code in CODES
    )
    return ("body,indicator,period,numerator,denominator\n" + "".join(rows)).encode()


async def test_a_file_that_was_cut_short_twice_is_completed_by_posting_it_again(
    ground: Ground,
) -> None:
    content = file_of(ground)
    assert content.count(b"\n") == ROWS + 1

    async def post(http: httpx.AsyncClient) -> httpx.Response:
        headers = {"Content-Type": "text/csv", "Idempotency-Key": "the-whole-ledger"}
        return await http.post("/v1/kpi/submissions", content=content, headers=headers)

    async def kept(question: str = KEPT) -> int:
        [found] = await ground.asked(question)
        return int(found[0])

    async with _meanwhile(ground, post) as sending:
        await until(lambda: _more_than(kept, A_PART), PATIENCE)
        assert not sending.done()
    await until(lambda: _nothing_runs(ground), 2)
    left = await kept()

    async with _meanwhile(ground, post) as sending:
        await until(lambda: _more_than(kept, left + A_PART), PATIENCE)
        await ground.kill("kpi")
        cut_off = await sending
    killed = await kept()
    await until(ground.answers, PATIENCE)

    async with ground.caller(timeout=PATIENCE) as http:
        answer = await post(http)
        again = await post(http)

    assert 0 < left < killed < ROWS
    assert cut_off.status_code == 503
    assert int(cut_off.headers["retry-after"]) > 0
    assert answer.status_code == 201, answer.text[:500]
    assert "idempotent-replayed" not in answer.headers  # nothing of the key was kept before
    counts = answer.json()["counts"]
    assert (counts["unchanged"], counts["created"]) == (killed, ROWS - killed)
    assert await kept() == await kept(KEPT_ONCE) == ROWS
    [traces] = await ground.asked(TRACES)
    assert traces[1] == ROWS  # what each chain says was created, no chunk in half
    assert (again.content, await kept(ANSWERS)) == (answer.content, 1)
    assert not ground.faults()


@asynccontextmanager
async def _meanwhile(ground: Ground, post: Post) -> AsyncIterator[asyncio.Future[httpx.Response]]:
    """Post within a task; whoever has not waited for its answer by the end has hung up."""
    async with ground.caller(timeout=PATIENCE) as http:
        sending = asyncio.ensure_future(post(http))
        try:
            yield sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def _more_than(kept: Callable[[], Awaitable[int]], count: int) -> bool:
    return await kept() > count


async def _nothing_runs(ground: Ground) -> bool:
    return not await ground.running()
