"""What a service's process does."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp

GRACE: Final = 10
"""Seconds that requests under way are given when a service is told to stop."""

KEEP_ALIVE: Final = 65
"""Seconds that an idle connection is kept: longer than any client of ours holds one, so that it is
always the client who closes, and no request meets a closing connection."""

_PRIVATE: Final = (
    "DATABASE_URL",
    "_SIGNING_KEY",
    "QD_TRUSTED_KEY",
    "_TRUSTED_SERVICES",
    "_LISTENERS",
    "QD_SECRET",
)


class SettingWrong(Exception):
    """A service can't be made of its settings; the message says which and why."""


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
    return listen(service, functools.partial(new_app, service, environment), host, port)


def new_app(service: str, environment: Mapping[str, str], **more: Any) -> ASGIApp:
    """Return the app of *service*, which has read its settings from *environment*.

    Args:
        service: Whose module makes it.
        environment: Taken for this process: see `adopt`.
        more: What its `create_app` takes beside.

    Raises:
        SettingWrong: If it can't be made of these settings.
    """
    from pydantic import ValidationError

    adopt(environment)
    try:
        app: ASGIApp = importlib.import_module(f"services.{service}.main").create_app(**more)
    except ValidationError as error:
        wrong = "; ".join(f"QD_{_name(fault)}: {fault['msg']}" for fault in error.errors())
        raise SettingWrong(f"{service}: a setting is wrong. {wrong}.") from error
    return app


def listen(name: str, make: Callable[[], ASGIApp], host: str, port: int) -> int:
    """Serve the app that *make* returns until told to stop. Return 3 if that never began."""
    import uuid_utils
    import uvicorn

    from shared.web.watching import configure_logs

    configure_logs(name)
    uuid_utils.reseed_rng()  # else forks of one process draw the same ids
    try:
        app = make()
    except SettingWrong as error:
        print(error, file=sys.stderr)
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
    _spare_the_collector()
    server.run()
    return 0 if server.started else 3


def _spare_the_collector() -> None:
    """Look for garbage less often, and never among what was there before the first request.

    A file of a hundred thousand rows makes objects by the million and hardly a cycle. Measured: the
    usual thresholds cost a tenth of the time that it takes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _name(fault: Any) -> str:
    return str(fault["loc"][0]).upper() if fault["loc"] else "?"


_HTTP: Final = "uvicorn.protocols.http.httptools_impl"
_LIFESPAN: Final = "uvicorn.lifespan.on"
