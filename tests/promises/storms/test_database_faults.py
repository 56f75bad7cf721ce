"""Database faults under load: only 503, soon back, and no connection lost (promise 2)."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

import pytest

from tests.promises.crowds import sized
from tests.promises.storms.ground import POOL, until
from tests.promises.storms.load import loaded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from tests.promises.storms.ground import Ground
    from tests.promises.storms.load import Seen

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("street")]

BACK_WITHIN: Final = 5.0
FROZEN_S: Final = sized(3, full=30)


async def test_a_database_that_restarts_is_503_and_soon_back(ground: Ground) -> None:
    await _weather(ground, ground.restart_database)


async def test_a_database_that_hangs_is_503_and_soon_back(ground: Ground) -> None:
    async def freeze() -> None:
        with ground.frozen_database():
            await asyncio.sleep(FROZEN_S)

    await _weather(ground, freeze)


async def test_connections_that_are_cut_are_503_and_soon_replaced(ground: Ground) -> None:
    async def cut() -> None:
        for _ in range(sized(5, full=50)):
            await ground.cut_connections()
            await asyncio.sleep(0.1)

    await _weather(ground, cut)


async def _weather(ground: Ground, fault: Callable[[], Awaitable[None]]) -> None:
    await ground.fill_pool()
    services = {name: pid for name, pid in ground.suite.pids().items() if name != "supervisor"}
    baseline = await ground.connections()

    async with loaded(ground) as load:
        await fault()
        took = await load.back(time.monotonic())
        await asyncio.sleep(0.5)  # the storm is over, the load is not

    assert took < BACK_WITHIN
    _check_what_was_seen(load.seen, ground)
    assert ground.suite.pids().items() >= services.items()  # nobody was started again
    await until(lambda: _is_quiet(ground), 5)
    await ground.fill_pool()
    assert await ground.connections() == baseline == POOL


def _check_what_was_seen(seen: Sequence[Seen], ground: Ground) -> None:
    for each in seen:
        if each.status in {200, 201}:
            continue
        assert each.status == 503, (each, ground.faults())
        assert each.told_as == "application/problem+json"
        assert int(each.retry_after or 0) > 0
    assert any(each.status == 503 for each in seen), "nobody felt it"


async def _is_quiet(ground: Ground) -> bool:
    return not await ground.running()
