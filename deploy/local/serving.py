"""What a service's process does."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

GRACE: Final = 10
"""Seconds that requests under way are given when a service is told to stop."""

KEEP_ALIVE: Final = 65
"""Seconds that an idle connection is kept: longer than any client of ours holds one, so that it is
always the client who closes, and no request meets a closing connection."""

_PRIVATE: Final = ("DATABASE_URL", "QD_SIGNING_KEY", "QD_TRUSTED_KEY", "QD_SECRET")


def load(service: str) -> None:
    """Import *service* and what serves it, so that a fork of this process has it already."""
    for module in ("uvicorn", "uvloop", "uvicorn.loops.uvloop", _HTTP, _LIFESPAN):
        importlib.import_module(module)
    importlib.import_module(f"services.{service}.main")


def adopt(environment: Mapping[str, str]) -> None:
    """Take *environment* for this process, and forget what only other services may know."""
    for name in list(os.environ):
        if name.endswith(_PRIVATE):
            del os.environ[name]
    os.environ.update(environment)


def serve(service: str, host: str, port: int, environment: Mapping[str, str]) -> int:
    """Serve *service* until told to stop. Return 3 if it never began."""
    import uuid_utils
    import uvicorn
    from pydantic import ValidationError

    from shared.web.watching import configure_logs

    adopt(environment)
    configure_logs(service)
    uuid_utils.reseed_rng()  # else forks of one process draw the same ids
    try:
        app = importlib.import_module(f"services.{service}.main").create_app()
    except ValidationError as error:
        wrong = "; ".join(f"QD_{_name(fault)}: {fault['msg']}" for fault in error.errors())
        print(f"{service}: a setting is wrong. {wrong}.", file=sys.stderr)
        return 3
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=GRACE,
        )
    )
    server.run()
    return 0 if server.started else 3


def _name(fault: Any) -> str:
    return str(fault["loc"][0]).upper() if fault["loc"] else "?"


_HTTP: Final = "uvicorn.protocols.http.httptools_impl"
_LIFESPAN: Final = "uvicorn.lifespan.on"
