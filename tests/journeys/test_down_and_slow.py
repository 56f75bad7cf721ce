"""What a caller sees while a service is down or hangs: real processes behind a real port."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from services.gateway.door.forward import DEADLINE
from tests.deploy.watching import Suite, suite, until

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("street")]


@pytest.fixture
def running(folder: Path, free_port: Callable[[], int]) -> Iterator[Suite]:
    with suite(folder / "data", free_port(), "--no-demo") as started:
        assert until((started.data / "demo-keys.json").exists), started.said()
        yield started


@pytest.fixture
def http(running: Suite) -> Iterator[httpx.Client]:
    keys = json.loads((running.data / "demo-keys.json").read_text())
    with httpx.Client(
        base_url=f"http://127.0.0.1:{running.port}",
        headers={"Authorization": f"Bearer {keys['admin']}"},
        timeout=DEADLINE + 5,
    ) as client:
        yield client


def test_a_killed_service_is_503_until_it_is_back_by_itself(
    running: Suite, http: httpx.Client
) -> None:
    # The supervisor is held back: else it is up again before anyone notices.
    running.process.send_signal(signal.SIGSTOP)
    try:
        os.kill(running.pids()["kpi"], signal.SIGKILL)
        down = http.get("/v1/kpi/indicators")
    finally:
        running.process.send_signal(signal.SIGCONT)

    assert down.status_code == 503
    assert down.headers["content-type"] == "application/problem+json"
    assert down.json()["code"] == "unavailable"
    assert int(down.headers["retry-after"]) > 0
    assert until(lambda: http.get("/v1/kpi/indicators").status_code == 200, 10)


def test_a_hung_service_is_504_within_the_deadline(running: Suite, http: httpx.Client) -> None:
    kpi = running.pids()["kpi"]
    os.kill(kpi, signal.SIGSTOP)
    try:
        began = time.monotonic()
        hung = http.get("/v1/kpi/indicators")
        # The promise is the deadline itself; the second on top is for a busy machine.
        assert time.monotonic() - began < DEADLINE + 1
        assert http.get("/v1/clients").status_code == 200  # others are served meanwhile
    finally:
        os.kill(kpi, signal.SIGCONT)

    assert hung.status_code == 504
    assert hung.headers["content-type"] == "application/problem+json"
    assert hung.json()["code"] == "timed_out"
    assert int(hung.headers["retry-after"]) > 0
    assert until(lambda: http.get("/v1/kpi/indicators").status_code == 200, 10)
