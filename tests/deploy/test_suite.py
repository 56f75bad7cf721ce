"""The whole suite, started and stopped as an operator does, with real processes and ports."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from deploy.services import GATEWAY, SERVICES
from tests.database import Database
from tests.deploy.watching import PATIENCE, Suite, gone, suite, until

pytestmark = pytest.mark.timeout(240)

FreePort = Callable[[], int]


def ready(running: Suite) -> bool:
    return until(lambda: running.get("/readyz") == 200 or running.process.poll() is not None)


@pytest.fixture
def started(kept_folder: Path, free_port: FreePort) -> Iterator[Suite]:
    """A suite that answers, and has its first key; without the demo.

    It is started for each test, on data that the first one made.
    """
    with suite(kept_folder / "data", free_port(), "--no-demo") as running:
        assert ready(running), running.said()
        assert until((running.data / "demo-keys.json").exists), running.said()
        yield running


def test_a_suite_stops_whole_and_finds_its_data_again(started: Suite) -> None:
    for service in SERVICES:
        assert started.get("/readyz", after=SERVICES.index(service)) == 200
    keys = json.loads((started.data / "demo-keys.json").read_text())
    pids = started.pids()
    assert set(pids) == {"supervisor", "PostgreSQL", *SERVICES}

    assert started.stop() == 0

    assert all(gone(pid, 1) for pid in pids.values())
    assert "Traceback" not in started.said()
    with suite(started.data, started.port) as again:
        assert ready(again), again.said()
        assert again.status_with(keys["admin"]) == 200
        assert "Made a database" not in again.said()
        assert "Posting the demo" not in again.said()
        assert again.stop(signal.SIGINT) == 0


def test_a_demo_that_was_interrupted_is_gone_on_with(folder: Path, free_port: FreePort) -> None:
    with suite(folder / "data", free_port()) as first:
        assert until(lambda: "targets of" in first.said()), first.said()
        assert first.stop() == 0
        assert "The demo is in" not in first.said()

    with suite(first.data, first.port) as second:
        assert until(lambda: "The demo is in" in second.said(), 2 * PATIENCE), second.said()
        assert second.stop() == 0

    with suite(first.data, first.port) as third:
        assert ready(third), third.said()
        assert third.stop() == 0
        assert "Posting the demo" not in third.said()


def test_what_is_secret_is_readable_by_its_owner_alone(started: Suite) -> None:
    for name in ("secrets.json", "demo-keys.json"):
        assert stat.S_IMODE((started.data / name).stat().st_mode) == 0o600
    for service in SERVICES:
        if service != GATEWAY and sys.platform == "linux":
            # What a process was started with shows here; its own secrets came later.
            environment = Path(f"/proc/{started.pids()[service]}/environ").read_bytes()
            assert b"QD_SIGNING_KEY" not in environment


def test_each_process_that_dies_is_started_again(started: Suite) -> None:
    for name in ("kpi", GATEWAY, "PostgreSQL"):
        before = started.pids()
        os.kill(before[name], signal.SIGKILL)
        assert until(partial(_has_another, started, name, before))
        assert until(lambda: started.get("/readyz") == 200), started.said()
        assert f"{name} ended (by SIGKILL); starting it again" in started.said()


def _has_another(running: Suite, name: str, before: dict[str, int]) -> bool:
    now = running.pids()
    return now[name] not in {None, before[name]}


def test_a_service_that_is_down_is_named_as_not_ready(started: Suite) -> None:
    os.kill(started.pids()["risk"], signal.SIGSTOP)
    try:
        assert until(lambda: started.get("/readyz") == 503)
        assert started.get("/livez") == 200
    finally:
        os.kill(started.pids()["risk"], signal.SIGCONT)
    assert until(lambda: started.get("/readyz") == 200)


def test_a_process_that_hangs_does_not_keep_the_suite_from_stopping(started: Suite) -> None:
    pids = started.pids()
    os.kill(pids["projects"], signal.SIGSTOP)

    assert started.stop() == 0
    assert all(gone(pid, 1) for pid in pids.values())


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a process of its parent's end"
)
def test_nothing_outlives_a_supervisor_that_is_killed(started: Suite) -> None:
    pids = started.pids()
    started.process.kill()
    started.process.wait()

    assert all(gone(pid) for pid in pids.values())
    with suite(started.data, started.port) as again:
        assert ready(again), again.said()


def test_a_second_suite_on_the_same_data_is_refused(started: Suite, free_port: FreePort) -> None:
    log = started.log.with_name("second.log")
    with suite(started.data, free_port(), log=log) as second:
        assert second.process.wait(30) == 1
        _said_in_one_sentence(second, "another Quarterday already runs on the data folder")
    assert started.get("/readyz") == 200


@pytest.mark.parametrize("offset", [0, 3])
def test_a_port_in_use_is_named_with_the_setting(
    folder: Path, free_port: FreePort, offset: int
) -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + offset))
        other.listen()
        with suite(folder / "data", port) as running:
            assert running.process.wait(30) == 1
            _said_in_one_sentence(running, f"port {port + offset} of 127.0.0.1", "set PORT")


def test_a_folder_that_cannot_be_written_is_named_with_the_setting(
    folder: Path, free_port: FreePort
) -> None:
    (folder / "file").touch()
    with suite(folder / "file" / "data", free_port(), log=folder / "said.log") as running:
        assert running.process.wait(30) == 1
        _said_in_one_sentence(running, f"{folder}/file/data can't be written", "QD_DATA_DIR")


def test_a_service_that_never_starts_ends_the_attempt(folder: Path, free_port: FreePort) -> None:
    environment = {"QD_SIGNING_KEY": "no key", "QD_TRUSTED_KEY": "no key"}
    with suite(folder / "data", free_port(), environment=environment) as running:
        assert running.process.wait(60) == 1
        last = running.said().splitlines()[-1]
        assert re.fullmatch("Quarterday can.t start: [a-z]+ ended 4 times; .*", last)
        pids = running.pids()
    assert all(gone(pid, 1) for pid in pids.values() if pid)


async def test_a_database_newer_than_the_code_is_refused(
    database: Database, folder: Path, free_port: FreePort
) -> None:
    admin = await database.admin.connect()
    await admin.execute("UPDATE kpi.alembic_version SET version_num = 'from_the_future'")
    await admin.close()

    environment = {"DATABASE_URL": database.admin.url}
    with suite(folder / "data", free_port(), environment=environment) as running:
        assert running.process.wait(60) == 1
        _said_in_one_sentence(running, "newer than this Quarterday", "from_the_future")


def test_a_server_of_the_operators_own_works_the_same(
    database: Database, folder: Path, free_port: FreePort
) -> None:
    environment = {"DATABASE_URL": database.admin.url}
    with suite(folder / "data", free_port(), "--no-demo", environment=environment) as running:
        assert ready(running), running.said()
        assert "PostgreSQL" not in running.pids()
        assert until((running.data / "demo-keys.json").exists), running.said()
        assert not (running.data / "postgres").exists()
        assert running.stop() == 0


def _said_in_one_sentence(running: Suite, *parts: str) -> None:
    said = running.said().strip()
    assert said.startswith("Quarterday can't start: ")
    assert "\n" not in said
    for part in parts:
        assert part in said


def test_a_data_folder_that_is_removed_ends_in_a_sentence(started: Suite) -> None:
    pids = started.pids()
    shutil.rmtree(started.data)
    os.kill(pids["PostgreSQL"], signal.SIGKILL)

    assert started.process.wait(90) == 1
    assert "is gone" in started.said()
    assert "Traceback" not in started.said()
    assert all(gone(pid) for pid in pids.values())
