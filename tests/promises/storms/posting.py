"""Clients that post through a storm: each comes again until it has its answer, or gives up."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import httpx

from shared.calendar.periods import months_of_year
from tests.promises.storms.ground import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.promises.storms.ground import Ground

CLIENTS: Final = 24
COME_AGAIN: Final = frozenset({"unavailable", "timed_out", "idempotency_key_in_flight"})
"""The problems that a client may be told in a storm; any other is a fault."""

_YEARS: Final = range(2009, 2021)
_MOST_FIGURES: Final = 4
_HANGS_UP_IN: Final = (0.005, 0.05)
"""Seconds, at least and at most, after which an impatient client hangs up."""


@dataclass(frozen=True, slots=True)
class Try:
    """One time that a batch was sent. `status` is None if no answer came.

    Attributes:
        hung_up: Whether it was the client who didn't wait for the answer.
        lost: What else became of the connection.
    """

    began: float
    ended: float
    status: int | None = None
    hung_up: bool = False
    lost: str = ""


@dataclass
class Post:
    """A batch, and all that its client was told.

    Attributes:
        hangs_up: Whether the client hangs up on its first try, to come again.
        gives_up: Whether it never comes again once it got no answer.
        answer: The bytes that acknowledged it; None if nothing did.
    """

    figures: list[dict[str, Any]]
    hangs_up: bool
    gives_up: bool
    key: str = field(default_factory=lambda: str(uuid4()))
    tries: list[Try] = field(default_factory=list)
    answer: bytes | None = None

    async def send(self, http: httpx.AsyncClient) -> httpx.Response:
        """Send it once."""
        return await http.post(
            "/v1/kpi/submissions",
            json={"figures": self.figures},
            headers={"Idempotency-Key": self.key},
        )


def new_posts(ground: Ground, count: int) -> list[Post]:
    """Return *count* batches of one to four figures over one or two bodies; no figure twice."""
    chance = random.Random(count)  # noqa: S311 - for variety, which is to be the same each time
    months = [str(month) for year in _YEARS for month in months_of_year(year)]
    # Neighbours share a body, so that clients meet at its lock.
    places = itertools.product(months, ground.bodies, INDICATORS)
    serial = itertools.count(1)
    return [
        Post(
            [
                {
                    "body": body,
                    "indicator": code,
                    "period": month,
                    "numerator": next(serial),
                    "denominator": 1_000_000,
                }
                for month, body, code in itertools.islice(places, chance.randint(1, _MOST_FIGURES))
            ],
            hangs_up=chance.random() < 0.1,
            gives_up=chance.random() < 0.05,
        )
        for _ in range(count)
    ]


async def post_all(ground: Ground, posts: Sequence[Post], done: Callable[[], None]) -> None:
    """Let many clients post them side by side, and call *done* for each that is acknowledged."""
    waiting = iter(posts)
    async with asyncio.TaskGroup() as clients:
        for _ in range(CLIENTS):
            clients.create_task(_client(ground, waiting, done))


async def _client(ground: Ground, waiting: Iterator[Post], done: Callable[[], None]) -> None:
    async with ground.caller() as http:
        for post in waiting:
            await _acknowledged(http, post)
            done()


async def _acknowledged(http: httpx.AsyncClient, post: Post) -> None:
    while True:
        if await _try(http, post) or post.gives_up:
            return
        await asyncio.sleep(random.uniform(0.05, 0.2))  # noqa: S311 - sooner than told: harder


async def _try(http: httpx.AsyncClient, post: Post) -> bool:
    """Send it once, and return whether it was acknowledged."""
    impatient = post.hangs_up and not post.tries
    patience = random.uniform(*_HANGS_UP_IN) if impatient else None  # noqa: S311 - for variety
    began = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            answer = await post.send(http)
    except (httpx.TransportError, TimeoutError) as error:
        hung_up = isinstance(error, TimeoutError)
        lost = "" if hung_up else type(error).__name__
        post.tries.append(Try(began, time.monotonic(), hung_up=hung_up, lost=lost))
        return False
    post.tries.append(Try(began, time.monotonic(), answer.status_code))
    if answer.status_code == 201:
        post.answer = answer.content
        return True
    assert answer.json()["code"] in COME_AGAIN, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    return False
