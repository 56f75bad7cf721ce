"""Somebody can always enter a suite, or is told why not: the database is asked, not the folder."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.database import Database
from tests.deploy.watching import Suite, suite, until

pytestmark = pytest.mark.timeout(240)

FreePort = Callable[[], int]
OF_ANOTHER = {"admin": "qd_live_of_another_database", "finance": "qd_live_too"}


@pytest.fixture
def data(folder: Path) -> Path:
    """Return a data folder whose keys belong to another database, as when DATABASE_URL is new."""
    data = folder / "data"
    data.mkdir()
    (data / "demo-keys.json").write_text(json.dumps(OF_ANOTHER))
    return data


def keys(running: Suite, name: str = "demo-keys.json") -> dict[str, str]:
    read: dict[str, str] = json.loads((running.data / name).read_text())
    return read


def test_a_database_without_an_admin_gets_one_whatever_keys_the_folder_holds(
    database: Database, data: Path, free_port: FreePort
) -> None:
    (data / "demo-keys.before-1.json").write_text("{}")  # of a change before this one
    environment = {"DATABASE_URL": database.admin.url}
    with suite(data, free_port(), "--no-demo", environment=environment) as running:
        assert until(lambda: "The first admin key is in" in running.said()), running.said()

        assert set(keys(running)) == {"admin"}
        assert running.status_with(keys(running)["admin"]) == 200
        assert stat.S_IMODE((data / "demo-keys.json").stat().st_mode) == 0o600
        assert keys(running, "demo-keys.before-2.json") == OF_ANOTHER
        assert keys(running, "demo-keys.before-1.json") == {}
        assert f"keys of another are now in {data}/demo-keys.before-2.json" in running.said()


def test_such_a_database_gets_the_demo_too(
    database: Database, data: Path, free_port: FreePort
) -> None:
    environment = {"DATABASE_URL": database.admin.url}
    with suite(data, free_port(), environment=environment) as running:
        assert until(lambda: "targets of" in running.said()), running.said()

        assert set(keys(running)) > {"admin", "finance"}
        assert set(keys(running).values()).isdisjoint(OF_ANOTHER.values())


def test_an_admin_whose_key_the_folder_lacks_is_told_of(
    database: Database, data: Path, free_port: FreePort
) -> None:
    """As when DATABASE_URL is changed back: the admin stays, and keeps a key that is elsewhere."""
    port, environment = free_port(), {"DATABASE_URL": database.admin.url}
    with suite(data, port, "--no-demo", environment=environment) as first:
        assert until(lambda: "The first admin key is in" in first.said()), first.said()
        assert first.stop() == 0
    (data / "demo-keys.json").write_text(json.dumps(OF_ANOTHER))

    with suite(data, port, environment=environment) as second:
        assert until(lambda: "This database has an admin" in second.said()), second.said()

        assert "demo-keys.before-*.json" in second.said()
        assert keys(second) == OF_ANOTHER
        assert "Posting the demo" not in second.said()
