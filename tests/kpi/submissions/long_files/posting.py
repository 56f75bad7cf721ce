"""Long files, those who post them, and what is there afterwards."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from services.kpi.submissions import files
from services.kpi.submissions.taking import take
from tests.promises.storms.ground import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.suite import Suite

HARBOROUGH, HINCKLEY, NORTH_WEST = "E07000131", "E07000132", "E07000134"
BODIES: Final = (HARBOROUGH, HINCKLEY, NORTH_WEST)
THEIRS: Final = "E06000022"
HEADER: Final = "body,indicator,period,numerator,denominator,reason"
MONTHS: Final = tuple(f"{year}-{year % 100 + 1:02d}-M01" for year in range(2008, 2020))
CODES: Final = ("rate-a", "rate-b")
STORED: Final = "SELECT body, indicator, period, count(*) FROM kpi.figure_versions GROUP BY 1, 2, 3"
ASLEEP: Final = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event = 'PgSleep'"
)
BUSY: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'quarterday-kpi' AND state <> 'idle'"
)
KEYS: Final = "SELECT count(*) FROM kpi.idempotency_keys"

Row = tuple[str, str, str, str, str]


class Gate:
    """Holds up what is taken of some bodies, within their transactions, until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = asyncio.Event()
        self._shut: tuple[str, ...] = ()
        self._waiting = 0
        self._take = take
        monkeypatch.setattr(files, "take", self.take)

    def shut(self, *bodies: str) -> None:
        """Hold up these bodies."""
        self._shut = bodies

    async def take(self, tx: Any, body: str, *more: Any) -> Any:
        """Take a body's rows, once it may pass."""
        if body in self._shut:
            self._waiting += 1
            await self.open.wait()
        return await self._take(tx, body, *more)

    async def reached(self, count: int) -> None:
        """Wait until so many parts wait."""
        await until(lambda: self._waiting >= count, 10)


def rows(*bodies: str) -> list[Row]:
    """24 rows of each body: two rates in twelve months, mixed by month as a ledger would."""
    return [
        (body, code, month, str(100 + number), "1000")
        for number, month in enumerate(MONTHS)
        for body in bodies
        for code in CODES
    ]


def file_of(given: list[Row], reason: str = "") -> bytes:
    return "\n".join([HEADER, *(",".join((*row, reason)) for row in given), ""]).encode()


async def post(
    suite: Suite,
    content: bytes,
    *,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    **query: Any,
) -> httpx.Response:
    named = {"Content-Type": "text/csv"} | ({} if key is None else {"Idempotency-Key": key})
    caller = headers or await suite.officer(*BODIES)
    return await suite.http.post(
        "/v1/kpi/submissions", content=content, headers=caller | named, params=query
    )


async def asked(suite: Suite, question: str, *values: Any) -> Any:
    """Return what the superuser, whom no policy binds, is answered."""
    admin = await suite.database.admin.connect()
    try:
        return await admin.fetchval(question, *values)
    finally:
        await admin.close()


async def stored(suite: Suite) -> Counter[tuple[str, str, str]]:
    """Return how many versions there are of each figure."""
    admin = await suite.database.admin.connect()
    try:
        return Counter({tuple(key): number for *key, number in await admin.fetch(STORED)})
    finally:
        await admin.close()


def once(given: list[Row]) -> Counter[tuple[str, str, str]]:
    return Counter(row[:3] for row in given)


@asynccontextmanager
async def locked(suite: Suite, body: str) -> AsyncIterator[None]:
    """Keep everybody else from writing a body, which was written to before."""
    admin = await suite.database.admin.connect()
    try:
        async with admin.transaction():
            head = "SELECT 1 FROM kpi.chain_heads WHERE body = $1 FOR UPDATE"
            assert await admin.fetchval(head, body) == 1
            yield
    finally:
        await admin.close()


async def begin(suite: Suite, *bodies: str) -> None:
    """Write to some bodies, of a month that is in no file."""
    for body in bodies:
        headers = await suite.officer(*BODIES)
        figure = {"body": body, "indicator": CODES[0], "period": "2007-08-M01", "numerator": 1}
        answer = await suite.submit({"figures": [figure | {"denominator": 2}]}, headers)
        assert answer.status_code == 201, answer.text


def begun(*bodies: str) -> Counter[tuple[str, str, str]]:
    return Counter((body, CODES[0], "2007-08-M01") for body in bodies)


async def quiet(suite: Suite) -> None:
    """Wait until nothing runs for kpi, which is within two seconds; then use its whole pool."""

    async def nothing_runs() -> bool:
        return not await asked(suite, BUSY)

    await until(nothing_runs, 2)
    headers = await suite.officer(*BODIES)
    at = f"/v1/kpi/bodies/{HARBOROUGH}/figures"
    answers = await asyncio.gather(*(suite.http.get(at, headers=headers) for _ in range(16)))
    assert {answer.status_code for answer in answers} == {200}
