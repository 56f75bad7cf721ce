"""Acknowledged is committed: no write is lost, doubled or halved, whoever is killed (promise 1)."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from tests.promises.crowds import FULL, sized
from tests.promises.storms import ledger
from tests.promises.storms.ground import until
from tests.promises.storms.posting import new_posts, post_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.promises.storms.ground import Ground
    from tests.promises.storms.posting import Post, Try

pytestmark = [
    pytest.mark.timeout(1_800 if FULL else 240),
    pytest.mark.xdist_group("street"),
]

POSTS: Final = sized(400, full=10_000)
KILLED: Final = (
    ("kpi", "gateway", "kpi")
    if not FULL
    else ("kpi", "kpi", "gateway", "kpi", "kpi", "gateway", "kpi")
)
"""Who is killed, in this order, while the posts are on their way."""

BACK_WITHIN: Final = 10.0


@dataclass(frozen=True, slots=True)
class Outage:
    """The time from a kill until the suite was seen to answer again."""

    service: str
    began: float
    ended: float


async def test_what_is_acknowledged_is_committed_whoever_is_killed(ground: Ground) -> None:
    posts = new_posts(ground, POSTS)
    done = 0

    def count() -> None:
        nonlocal done
        done += 1

    async def kill_in_turn() -> list[Outage]:
        outages = []
        for number, service in enumerate(KILLED, start=1):
            due = POSTS * number // (len(KILLED) + 1)
            await until(lambda due=due: done >= due, 600)
            outages.append(await _outage(ground, service))
        return outages

    async with asyncio.TaskGroup() as storm:
        killing = storm.create_task(kill_in_turn())
        storm.create_task(post_all(ground, posts, count))

    _check_what_was_felt(posts, killing.result())
    await ledger.check(ground, posts)
    await ledger.check_by_api(ground, posts)
    await ledger.check_replays(ground, posts)
    await ledger.check(ground, posts)  # and sending it all again has changed nothing


async def _outage(ground: Ground, service: str) -> Outage:
    began = time.monotonic()
    await ground.kill(service)
    await until(ground.answers)
    return Outage(service, began, time.monotonic())


def _check_what_was_felt(posts: Sequence[Post], outages: Sequence[Outage]) -> None:
    tries = [each for post in posts for each in post.tries]
    for outage in outages:
        after = [each.ended for each in tries if each.status == 201 and each.began > outage.began]
        assert min(after) - outage.began < BACK_WITHIN, outage
        felt = [each for each in tries if each.status != 201 and _met(each, outage)]
        assert felt, f"nobody was under way when {outage.service} was killed"
    # A connection is lost with the gateway, or with kpi in the middle of an answer.
    lost = [each for each in tries if each.lost]
    assert not [each for each in lost if not any(_met(each, outage) for outage in outages)]
    assert all(post.answer is not None or post.gives_up for post in posts)


def _met(each: Try, outage: Outage) -> bool:
    return each.began < outage.ended and each.ended > outage.began
