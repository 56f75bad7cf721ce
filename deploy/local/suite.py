"""The whole on one machine: from a folder and a few ports to a suite that answers."""

from __future__ import annotations

import errno
import functools
import gc
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.local import expiry, first_start
from deploy.local.address import read_address
from deploy.local.binaries import find_binaries
from deploy.local.cannot import CannotStart
from deploy.local.environments import environments
from deploy.local.folder import Secrets, open_folder, read_secrets
from deploy.local.home import find_home
from deploy.local.postgres import Postgres
from deploy.local.preparing import Databases, prepare
from deploy.local.processes import ended, fork
from deploy.local.serving import GRACE, load, serve
from deploy.local.settings import Settings
from deploy.local.supervisor import Supervisor
from deploy.local.together import TOGETHER, serve_together
from deploy.services import GATEWAY, ROOT, SERVICES

_SOON: Final = 0.05
_SOON_FOR: Final = 10.0
_LATER: Final = 1.0
"""Seconds between two questions for readiness, at first and later."""

_SLOW: Final = 30.0
"""Seconds without readiness after which the operator is told what is missing."""


def run(settings: Settings) -> int:
    """Run the suite until told to stop, and return the exit code.

    Raises:
        CannotStart: If it can't run here.
    """
    began = time.monotonic()
    with open_folder(settings.data):
        _check_ports(settings)
        secrets = read_secrets(settings.data, os.environ)
        supervisor = Supervisor(settings.data / "processes.json")
        supervisor.listen()
        with _database(settings, supervisor) as postgres:
            databases = _databases(settings, secrets, postgres)
            preparing = fork("prepare", functools.partial(prepare, databases, postgres))
            gc.disable()  # nothing that an import makes is garbage: looking for it takes a fifth
            for service in () if settings.single_process else SERVICES:
                load(service)
            gc.enable()
            if code := supervisor.finish(preparing):
                return 0 if supervisor.stopping else code
            environment = environments(settings, secrets, databases)
            processes = _processes(settings, environment)
            return _serve(settings, supervisor, databases, environment, processes, began)


def _processes(
    settings: Settings, environment: dict[str, dict[str, str]]
) -> dict[str, Callable[[], int]]:
    """Return what each process of the suite does by its name, the gateway's first."""
    if settings.single_process:
        # A service that the operator has elsewhere is asked there: nobody would find it here.
        behind = [name for name in SERVICES if name != GATEWAY]
        here = [name for name in behind if not os.environ.get(f"QD_UPSTREAM_{name.upper()}")]
        port = settings.ports[GATEWAY]
        return {
            TOGETHER: functools.partial(
                serve_together, [*here, GATEWAY], settings.host, port, environment
            )
        }
    return {
        name: functools.partial(serve, name, settings.host, port, environment[name])
        for name, port in settings.ports.items()
    }


@contextmanager
def _database(settings: Settings, supervisor: Supervisor) -> Iterator[Postgres | None]:
    """Run our own PostgreSQL meanwhile, unless the operator has one."""
    if settings.database_url or len(settings.service_urls) == len(SERVICES):
        yield None
        return
    home = find_home(settings.data, find_binaries())
    postgres = Postgres(home, settings.data / "postgres.log")
    if postgres.make():
        print(f"Made a database in {home.cluster}.", flush=True)
    try:
        supervisor.keep("PostgreSQL", postgres.start)
        yield postgres
    finally:
        supervisor.release("PostgreSQL")
        postgres.stop()


def _databases(settings: Settings, secrets: Secrets, postgres: Postgres | None) -> Databases:
    own, public = dict(settings.service_urls), dict(settings.public_urls)
    if postgres:
        return Databases(postgres.address, lambda _: None, own, public)
    if settings.database_url:
        return Databases(read_address(settings.database_url), secrets.password, own, public)
    admin = read_address(own[GATEWAY], setting="QD_GATEWAY_DATABASE_URL")
    return Databases(admin, str, own, public)


def _serve(
    settings: Settings,
    supervisor: Supervisor,
    databases: Databases,
    environment: dict[str, dict[str, str]],
    processes: dict[str, Callable[[], int]],
    began: float,
) -> int:
    gc.freeze()  # what is loaded now stays shared between the processes
    first: int | None = None
    try:
        for name, work in reversed(processes.items()):
            supervisor.keep(name, functools.partial(fork, name, work))
        _wait_until_ready(settings, supervisor, began)
        if supervisor.ready:
            first = first_start.begin(settings, environment[GATEWAY])
            _forget(supervisor, databases)
        while not supervisor.stopping:
            supervisor.pause(1.0)
            if first is not None and ended(first) is not None:
                first = None
    finally:
        if first is not None:
            first_start.end(first)
        if supervisor.stopping:
            print("Stopping.", flush=True)
        for name in processes:  # the gateway first: what it has taken in is still answered
            supervisor.stop(name, GRACE + 2)
    return 0


def _forget(supervisor: Supervisor, databases: Databases) -> None:
    owners = [databases.address(service, "owner") for service in databases.ours]
    forget = functools.partial(expiry.forget, owners)
    supervisor.repeat(functools.partial(fork, "expiry", forget), every=expiry.EVERY)


def _wait_until_ready(settings: Settings, supervisor: Supervisor, began: float) -> None:
    complain = time.monotonic() + _SLOW
    while not supervisor.stopping:
        supervisor.pause(_SOON if time.monotonic() < began + _SOON_FOR else _LATER)
        answer = _ask_readiness(settings)
        if answer == "":
            supervisor.ready = True
            print(_welcome(settings, time.monotonic() - began), flush=True)
            return
        if time.monotonic() > complain:
            print(f"Not ready yet: {answer}", file=sys.stderr, flush=True)
            complain += _SLOW


def _ask_readiness(settings: Settings) -> str:
    """Return "" if the gateway calls itself and all services ready, else what it says."""
    host = settings.reachable.strip("[]")
    connection = http.client.HTTPConnection(host, settings.ports[GATEWAY], timeout=2)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = answer.read(2_000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return f"the gateway doesn't answer ({error})"
    else:
        return "" if answer.status == http.client.OK else said
    finally:
        connection.close()


def _check_ports(settings: Settings) -> None:
    """Raise `CannotStart` if one of the ports is taken."""
    try:
        family, _, _, _, place = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise CannotStart(f"QD_HOST is {settings.host!r}, which is no address here.") from error
    for service, port in settings.ports.items():
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((place[0], port))
            except OSError as error:
                taken = error.errno == errno.EADDRINUSE
                why = "is in use" if taken else f"can't be taken ({error.strerror})"
                wanted = "a free port"
                if not settings.single_process:
                    wanted = f"the first of {len(SERVICES)} free ports"
                raise CannotStart(
                    f"port {port} of {settings.host}, which {service} needs, {why}; "
                    f"set PORT to {wanted}."
                ) from error


def _welcome(settings: Settings, seconds: float) -> str:
    base = settings.url(GATEWAY)
    others = ", ".join(f"{name} {port}" for name, port in settings.ports.items() if name != GATEWAY)
    behind = f"services behind it: {others}" if others else "all services in one process"
    keys = _shown(settings.data / first_start.KEYS)
    return (
        f"Quarterday is ready after {seconds:.1f} s.\n\n"
        f"  API      {base}/v1   ({behind})\n"
        f"  Docs     {base}/docs\n"
        f"  Data     {_shown(settings.data)}\n"
        f"  Keys     {keys}\n\n"
        "README.md shows how to post a figure and read the scorecard. Ctrl-C stops everything."
    )


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
