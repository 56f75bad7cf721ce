"""Our own PostgreSQL, run for real: it keeps its data, and says plainly what is in its way."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.binaries import Binaries, find_binaries, machine_binaries, wheel_binaries
from deploy.local.cannot import CannotStart
from deploy.local.home import find_home
from deploy.local.postgres import Postgres
from deploy.local.preparing import make_database
from deploy.local.provision import provision
from deploy.services import role
from tests.deploy.watching import gone

pytestmark = pytest.mark.filterwarnings(
    # A worker of pytest-xdist has a thread; the supervisor, for whom this is made, has none.
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become someone else")


@contextmanager
def running(data: Path, binaries: Binaries | None = None, **options: Path) -> Iterator[Postgres]:
    home = find_home(data, binaries or find_binaries(), **options)
    postgres = Postgres(home, data / "postgres.log", durable=False)
    postgres.make()
    postgres.start()
    try:
        postgres.wait()
        yield postgres
    finally:
        postgres.stop()


async def query(postgres: Postgres, words: str) -> object:
    connection = await postgres.address.to("postgres").connect()
    try:
        return await connection.fetchval(words)
    finally:
        await connection.close()


async def test_a_second_start_finds_what_the_first_kept(folder: Path) -> None:
    with running(folder) as postgres:
        await query(postgres, "CREATE TABLE kept AS SELECT 62834112.45 AS receipts")

    with running(folder) as postgres:
        assert str(await query(postgres, "SELECT receipts FROM kept")) == "62834112.45"


async def test_the_server_is_durable_unless_told_otherwise(folder: Path) -> None:
    with running(folder) as postgres:
        assert await query(postgres, "SHOW fsync") == "off"
    postgres.durable = True
    postgres.start()
    postgres.wait()
    try:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await query(postgres, f"SHOW {setting}") == "on"
    finally:
        postgres.stop()


async def test_the_server_is_reached_through_its_socket_alone(folder: Path) -> None:
    with running(folder) as postgres:
        assert await query(postgres, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700


async def test_text_sorts_by_code_point_whatever_the_machine_speaks(folder: Path) -> None:
    with running(folder) as postgres:
        # In the order of code points "Z" (90) < "a" (97); most languages would turn them round.
        assert await query(postgres, "SELECT 'Z' < 'a'")
        assert await query(postgres, "SELECT upper('é')") == "É"
        assert await query(postgres, "SHOW server_encoding") == "UTF8"


async def test_a_lock_file_of_a_process_long_gone_is_no_hindrance(folder: Path) -> None:
    with running(folder) as postgres:
        _kill(postgres)
        lock = postgres.home.cluster / "postmaster.pid"
        # The number has since come to another process, as in a container: to this one.
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

        _start_when_the_old_one_is_gone(postgres)
        assert await query(postgres, "SELECT 1") == 1


def _kill(postgres: Postgres) -> None:
    os.kill(postgres.pid, signal.SIGKILL)
    os.waitpid(postgres.pid, 0)


def _start_when_the_old_one_is_gone(postgres: Postgres) -> None:
    """Start again; until the killed server's children have noticed, its memory is in use."""
    for _ in range(50):
        postgres.start()
        try:
            postgres.wait()
        except CannotStart:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server didn't come back")


def test_a_second_server_on_the_same_data_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(folder) as postgres:
        monkeypatch.setattr("deploy.local.postgres.PATIENCE_WITH_ANOTHER", 0.1)
        twin = Postgres(postgres.home, postgres.log)
        with pytest.raises(CannotStart, match=rf"process {postgres.pid}.* already runs on"):
            twin.start()


def test_data_of_another_major_version_is_refused(folder: Path) -> None:
    with running(folder) as postgres:
        pass
    (postgres.home.cluster / "PG_VERSION").write_text("14\n")

    with pytest.raises(CannotStart, match="made by PostgreSQL 14, and this is 18"):
        postgres.make()


def test_a_server_that_ends_at_once_is_quoted(folder: Path) -> None:
    with running(folder) as postgres:
        pass
    (postgres.home.cluster / "postgresql.conf").write_text("shared_buffers = many\n")
    postgres.start()

    with pytest.raises(CannotStart, match=r"didn't start: .*configuration file"):
        postgres.wait()


async def test_a_folder_too_deep_for_a_socket_gets_one_elsewhere(folder: Path) -> None:
    deep = folder / ("d" * 100)
    deep.mkdir(mode=0o755)
    with running(deep) as postgres:
        assert not postgres.sockets.is_relative_to(folder)
        assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
        assert await query(postgres, "SELECT 1") == 1
    assert not postgres.sockets.exists()


async def test_a_folder_with_a_space_works(folder: Path) -> None:
    spaced = folder / "a b's, c: d"
    spaced.mkdir(mode=0o755)
    with running(spaced) as postgres:
        assert await query(postgres, "SELECT 1") == 1


@as_root
async def test_data_that_the_servers_user_cannot_reach_goes_elsewhere(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    wheel = find_binaries()
    elsewhere = folder / "elsewhere"
    with running(closed, wheel, elsewhere=elsewhere) as postgres:
        assert await query(postgres, "SELECT 1") == 1
        assert postgres.home.folder.parent == elsewhere
        await query(postgres, "CREATE TABLE kept ()")

    with running(closed, wheel, elsewhere=folder / "not asked again") as postgres:
        assert await query(postgres, "SELECT count(*) FROM kept") == 0


@as_root
async def test_programs_that_the_servers_user_cannot_run_are_copied(folder: Path) -> None:
    wheel = wheel_binaries()
    assert wheel is not None
    closed = folder / "closed"
    closed.mkdir()
    hidden = wheel.copied(closed)
    closed.chmod(0o700)
    data = folder / "data"
    data.mkdir(mode=0o755)

    with running(data, hidden) as postgres:
        assert postgres.home.binaries.bin.is_relative_to(data)
        assert await query(postgres, "SELECT 1") == 1


@as_root
def test_a_lost_place_is_told_and_not_replaced_by_an_empty_one(folder: Path) -> None:
    (folder / "postgres-is-in").write_text(f"{folder / 'gone'}\n")

    with pytest.raises(CannotStart, match="which is gone"):
        find_home(folder, find_binaries())


async def test_a_postgresql_of_the_machine_will_do(folder: Path) -> None:
    binaries = machine_binaries()
    if binaries is None:
        pytest.skip("this machine has no PostgreSQL of its own")
    with running(folder, binaries) as postgres:
        await make_database(postgres.address)
        assert await provision(postgres.address, lambda _: None)
        connection = await postgres.address.by(role("kpi", "owner")).connect()
        assert await connection.fetchval("SELECT current_schema()") == "kpi"
        await connection.close()


async def test_roles_are_made_once(folder: Path) -> None:
    with running(folder) as postgres:
        await make_database(postgres.address)
        assert await provision(postgres.address, lambda _: None)
        assert not await provision(postgres.address, lambda _: None)
        assert await provision(postgres.address, lambda name: f"new-{name}")


async def test_roles_are_made_by_a_user_who_is_no_superuser(folder: Path) -> None:
    """As on a managed server, whose administrator has CREATEROLE and a database of its own."""
    with running(folder) as postgres:
        await query(postgres, "CREATE ROLE anna LOGIN CREATEROLE")
        await query(postgres, "CREATE DATABASE quarter OWNER anna")
        anna = postgres.address.to("quarter").by("anna")

        assert await provision(anna, lambda name: f"secret-{name}")
        assert not await provision(anna, lambda name: f"secret-{name}")

        owner = await anna.by(role("risk", "owner")).connect()
        await owner.execute("CREATE TABLE mine (body text PRIMARY KEY)")
        await owner.close()
        runtime = await anna.by(role("risk", "runtime")).connect()
        await runtime.execute("INSERT INTO mine VALUES ('E07000132')")
        await runtime.close()


async def test_a_user_without_the_right_is_told_which_one_it_lacks(folder: Path) -> None:
    with running(folder) as postgres:
        await query(postgres, "CREATE ROLE ben LOGIN")
        with pytest.raises(CannotStart, match="ben needs CREATEROLE"):
            await provision(postgres.address.to("postgres").by("ben"), lambda _: None)


async def test_a_database_that_does_not_answer_is_named(folder: Path) -> None:
    said = r"missing .* can't be reached as postgres"
    with running(folder) as postgres, pytest.raises(CannotStart, match=said):
        await provision(postgres.address.to("missing"), lambda _: None)


def test_the_server_ends_with_whoever_started_it(folder: Path) -> None:
    """However that one ends: here it is killed."""
    if sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent ended")
    script = (
        "import sys, time; from pathlib import Path\n"
        "from tests.deploy.test_postgres import running\n"
        "with running(Path(sys.argv[1])) as p: print(p.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, folder], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()

    assert gone(pid)
