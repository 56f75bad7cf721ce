"""How a service's process is served, where the defaults of what serves it would be a trap."""

from __future__ import annotations

import subprocess
import sys

import pytest
import uvicorn

from deploy.local import serving
from deploy.local.postgres import _SETTINGS
from deploy.services import GATEWAY, ROOT, SERVICES
from services.gateway.door import forward
from shared.security.token import new_key_pair
from shared.web.settings import ServiceSettings

RESERVED = 3 + 10
"""Connections that PostgreSQL keeps for superusers, and some for health, migrations and operators:
each of these looks by a connection of its own."""


def test_it_is_the_gateway_who_closes_an_idle_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a request meets a connection that is just being closed. And a stop has an end."""
    private, public = new_key_pair()
    served: list[uvicorn.Config] = []

    class Server(uvicorn.Server):
        def run(self, sockets: object = None) -> None:  # noqa: ARG002 - as the real one
            served.append(self.config)

    monkeypatch.setattr(uvicorn, "Server", Server)
    monkeypatch.setattr(serving, "adopt", lambda _: None)
    monkeypatch.setattr("shared.web.watching.configure_logs", lambda _: None)
    monkeypatch.setenv("QD_TRUSTED_KEY", public)
    monkeypatch.setenv("QD_SIGNING_KEY", private)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nothing?host=/nowhere")
    assert serving.serve("kpi", "127.0.0.1", 9, {}) == 3  # it never began

    [config] = served
    assert config.timeout_keep_alive > forward._KEPT_SECONDS
    assert config.timeout_graceful_shutdown is not None
    assert (config.server_header, config.proxy_headers, config.access_log) == (False,) * 3


def test_a_service_that_cannot_be_imported_ends_with_an_error() -> None:
    """Uvicorn's own parent of workers would end with 0, and whoever watches be none the wiser."""
    program = (
        "import sys; from deploy.local.serving import serve;"
        "sys.exit(serve('nonsense', '127.0.0.1', 9, {}))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
    )

    assert ended.returncode != 0
    assert b"nonsense" in ended.stderr


def test_the_pools_of_all_services_fit_into_what_the_database_takes() -> None:
    pool = ServiceSettings.model_fields["pool_size"].default
    assert GATEWAY in SERVICES

    assert len(SERVICES) * pool + RESERVED <= int(_SETTINGS["max_connections"])
