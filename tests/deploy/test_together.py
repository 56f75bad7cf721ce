"""All services in one process: what its parts promise, then the whole as an operator starts it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from deploy.local.settings import read_settings
from deploy.local.suite import _processes
from deploy.local.together import Together, _made
from deploy.services import GATEWAY, SERVICES
from tests.deploy.watching import Suite, gone, suite, until
from tests.suite import indicator

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

FreePort = Callable[[], int]
LIFE = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
FIGURE = {"body": "E07000132", "indicator": "council-tax-in-year", "period": "2019-20-M09"}


class Living:
    """An app that writes its life down."""

    def __init__(self, name: str, lives: list[str], *, fails: bool = False) -> None:
        self.name = name
        self.lives = lives
        self.fails = fails

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Live as a server's app does."""
        await receive()
        if self.fails:
            await send({"type": "lifespan.startup.failed", "message": f"{self.name} cannot"})
            return
        self.lives.append(f"{self.name} began")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.lives.append(f"{self.name} ended")
        await send({"type": "lifespan.shutdown.complete"})


async def lived(app: Together) -> list[dict[str, Any]]:
    """Return what *app* says when it is started and at once stopped."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for kind in ("lifespan.startup", "lifespan.shutdown"):
        told.put_nowait({"type": kind})
    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(message)

    await asyncio.wait_for(app(dict(LIFE), told.get, send), 5)
    return said


async def test_the_services_live_longer_than_the_gateway_before_them() -> None:
    """So that what the gateway has taken in is still answered, with a database behind it."""
    lives: list[str] = []
    together = Together(Living("gateway", lives), [Living("kpi", lives), Living("risk", lives)])

    said = await lived(together)

    assert [message["type"] for message in said] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    assert lives == [
        *("kpi began", "risk began", "gateway began"),
        *("gateway ended", "risk ended", "kpi ended"),
    ]


async def test_one_that_cannot_start_is_told_and_those_that_did_are_stopped() -> None:
    lives: list[str] = []
    together = Together(
        Living("gateway", lives), [Living("kpi", lives), Living("risk", lives, fails=True)]
    )

    said = await lived(together)

    assert said == [{"type": "lifespan.startup.failed", "message": "risk cannot"}]
    assert lives == ["kpi began", "kpi ended"]


async def test_one_that_breaks_while_it_starts_does_not_keep_the_others_waiting() -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise OSError("no")

    said = await lived(Together(Living("gateway", []), [broken]))

    assert [message["type"] for message in said] == ["lifespan.startup.failed"]


def test_each_app_is_made_where_no_other_services_secrets_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And once all are made, the process's environment, which its children inherit, has none."""
    seen: dict[str, dict[str, str]] = {}

    def make(name: str, **_: Any) -> object:
        secrets = ("DATABASE_URL", "_KEY")
        seen[name] = {key: text for key, text in os.environ.items() if key.endswith(secrets)}
        return object()

    monkeypatch.setattr(os, "environ", {"DATABASE_URL": "the operator's", "PATH": "/bin"})
    for name in SERVICES:
        monkeypatch.setattr(f"services.{name}.main.create_app", partial(make, name))
    environments = {
        name: {f"QD_{name.upper()}_DATABASE_URL": f"of {name}", "QD_TRUSTED_KEY": "public"}
        for name in SERVICES
    }
    environments[GATEWAY]["QD_SIGNING_KEY"] = "private"

    _made(SERVICES, environments)

    assert seen == environments
    assert os.environ == {"PATH": "/bin"}


def test_a_service_that_the_operator_has_elsewhere_is_not_made_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QD_UPSTREAM_RISK", "http://10.0.0.7:8002")

    [work] = _processes(read_settings({}, ["--single-process"]), {}).values()

    assert isinstance(work, partial)
    assert work.args[0] == ["kpi", "projects", "gateway"]


def ready(running: Suite) -> bool:
    return until(lambda: running.get("/readyz") == 200 or running.process.poll() is not None)


@pytest.mark.timeout(240)
def test_one_process_serves_all_is_started_again_and_stops_whole(
    folder: Path, free_port: FreePort
) -> None:
    """The ports of the other services may be anybody's: here the second is taken."""
    port = free_port()
    with (
        socket.create_server(("127.0.0.1", port + 1)),
        suite(folder / "data", port, "--no-demo", "--single-process") as running,
    ):
        assert ready(running), running.said()
        assert until((running.data / "demo-keys.json").exists), running.said()
        assert set(running.pids()) == {"supervisor", "PostgreSQL", "quarterday"}
        assert running.get("/readyz", after=2) == 0
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=15) as http:
            assert set(http.get("/readyz").json()["checks"]) == set(SERVICES)
            assert "/v1/kpi/submissions" in http.get("/openapi.json").json()["paths"]
            officer = posts_a_figure(http, running)

            before = running.pids()["quarterday"]
            os.kill(before, signal.SIGKILL)
            assert until(lambda: running.pids()["quarterday"] not in {None, before})
            assert until(lambda: running.get("/readyz") == 200), running.said()
            assert "quarterday ended (by SIGKILL); starting it again" in running.said()

            again = http.get(
                "/v1/kpi/bodies/E07000132/scorecard?period=2019-20-M09", headers=officer
            )
            assert [row["value"] for row in again.json()["rows"]] == [84.5]

        pids = running.pids()
        assert running.stop() == 0
        assert all(gone(pid, 1) for pid in pids.values())
        assert "Traceback" not in running.said()


def posts_a_figure(http: httpx.Client, running: Suite) -> dict[str, str]:
    """Define an indicator, post a figure, and return the headers of who may read it.

    845 of 1,000 pounds are 84.5 %.
    """
    admin = {"X-API-Key": json.loads((running.data / "demo-keys.json").read_text())["admin"]}
    new = {"If-None-Match": "*"}
    code = FIGURE["indicator"]
    made = http.put(f"/v1/kpi/indicators/{code}", json=indicator(), headers=admin | new)
    assert made.status_code == 201, made.text
    grants = {scope: [FIGURE["body"]] for scope in ("kpi:read", "kpi:submit")}
    sent = {"name": "ledger", "holder": "officer", "grants": grants}
    client = http.post("/v1/clients", json=sent, headers=admin).json()
    key = http.post(f"/v1/clients/{client['id']}/keys", json={}, headers=admin).json()
    officer = {"X-API-Key": key["secret"]}
    figures = {"figures": [FIGURE | {"numerator": 845, "denominator": 1_000}]}
    posted = http.post("/v1/kpi/submissions", json=figures, headers=officer)
    assert (posted.status_code, posted.json()["counts"]["created"]) == (201, 1)
    return officer
