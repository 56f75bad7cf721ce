"""What the operator settles, read once from the environment and the command line."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.address import DRIVER, read_address
from deploy.local.cannot import CannotStart
from deploy.services import GATEWAY, PUBLISHING, ROOT, SERVICES

_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run the suite.

    Attributes:
        host: The address that is listened on.
        port: The gateway's; services of their own process take the three after it.
        data: The folder of everything that is kept.
        database_url: A PostgreSQL of the operator's own; None to run ours.
        service_urls: Databases of single services, which the operator then looks after.
        public_urls: The same for their public roles, of services that publish.
        demo: Whether the demo is posted at the first start.
        single_process: Whether all services run in one process, of which the gateway listens.
    """

    host: str
    port: int
    data: Path
    database_url: str | None
    service_urls: Mapping[str, str]
    public_urls: Mapping[str, str]
    demo: bool
    single_process: bool = False

    @property
    def ports(self) -> dict[str, int]:
        """The port of each service that listens."""
        listening = (GATEWAY,) if self.single_process else SERVICES
        return {service: self.port + place for place, service in enumerate(listening)}

    @property
    def reachable(self) -> str:
        """The host by which this machine reaches its own services."""
        own = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"[{own}]" if ":" in own else own

    def url(self, service: str) -> str:
        """Return the base address on this machine of *service*, which has a port."""
        return f"http://{self.reachable}:{self.ports[service]}"


def read_settings(environment: Mapping[str, str], arguments: Sequence[str]) -> Settings:
    """Return what *environment* and the command line's *arguments* say.

    Raises:
        CannotStart: If a port is no number, or leaves no room for the other services; or if a
            service's database is no address.
    """
    parser = argparse.ArgumentParser(
        prog="python -m deploy.local", description="Run Quarterday on this machine."
    )
    parser.add_argument("--no-demo", action="store_true", help="start with an empty suite")
    parser.add_argument(
        "--single-process", action="store_true", help="run all services in one process"
    )
    told = parser.parse_args(arguments)
    return Settings(
        host=environment.get("QD_HOST") or "127.0.0.1",
        port=_port(environment.get("PORT") or "8000", alone=told.single_process),
        data=(ROOT / (environment.get("QD_DATA_DIR") or ".data")).absolute(),
        database_url=environment.get("DATABASE_URL") or None,
        service_urls={
            service: _service_url(url, setting)
            for service in SERVICES
            if (url := environment.get(setting := f"QD_{service.upper()}_DATABASE_URL"))
        },
        public_urls={
            service: _service_url(url, setting)
            for service in PUBLISHING
            if (url := environment.get(setting := f"QD_{service.upper()}_PUBLIC_DATABASE_URL"))
        },
        demo=not told.no_demo,
        single_process=told.single_process,
    )


def _service_url(url: str, setting: str) -> str:
    """Return *url* as it is if SQLAlchemy takes it, else written as it would."""
    return url if url.startswith(DRIVER) else read_address(url, setting=setting).url


def _port(written: str, *, alone: bool) -> int:
    highest = _LAST_PORT if alone else _LAST_PORT - len(SERVICES) + 1
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= highest):
        others = "" if alone else " and the other services the three after it"
        raise CannotStart(
            f"PORT is {written!r}, and must be a number from 1 to {highest}: "
            f"the gateway takes it{others}."
        )
    return int(written)
