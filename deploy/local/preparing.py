"""Readying the database, in a child of its own while the supervisor loads the services."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field

import asyncpg

from deploy.local.address import Address
from deploy.local.cannot import CannotStart
from deploy.local.migrations import needs_migrating, upgrade
from deploy.local.postgres import SUPERUSER, Postgres
from deploy.local.provision import Password, provision, quoted
from deploy.services import SERVICES, role


@dataclass(frozen=True, slots=True)
class Databases:
    """Where each service keeps its data.

    Attributes:
        admin: Who may make roles and schemas.
        password: Of each role.
        own: Addresses that the operator gave for single services, and looks after.
        own_public: Those that the operator gave for their public roles.
    """

    admin: Address
    password: Password
    own: dict[str, str]
    own_public: dict[str, str] = field(default_factory=dict)

    @property
    def ours(self) -> tuple[str, ...]:
        """The services whose roles, schemas and tables we look after."""
        return tuple(service for service in SERVICES if service not in self.own)

    def address(self, service: str, kind: str) -> Address:
        """Return the login of the role *kind* of *service*."""
        name = role(service, kind)
        return self.admin.by(name, self.password(name))

    def url(self, service: str) -> str:
        """Return what the service itself connects to."""
        return self.own.get(service) or self.address(service, "runtime").url

    def public_url(self, service: str) -> str | None:
        """Return what it reads published documents by; None if the operator gave half of it."""
        if service in self.own_public or service in self.own:
            return self.own_public.get(service)
        return self.address(service, "public").url


def prepare(databases: Databases, postgres: Postgres | None) -> int:
    """Make what the services need in the database; return 0, or 1 after saying why not."""
    try:
        make_ready(databases, postgres)
    except CannotStart as refusal:
        print(f"Quarterday can't start: {refusal}", file=sys.stderr)
        return 1
    return 0


def make_ready(databases: Databases, postgres: Postgres | None) -> None:
    """Make database, roles, schemas and tables where they are missing or late.

    Args:
        databases: What each service needs.
        postgres: Our own server, which may still be starting; None for the operator's.

    Raises:
        CannotStart: If that can't be done.
    """
    if postgres:
        postgres.wait()
    for service in asyncio.run(_prepare(databases, ours=postgres is not None)):
        print(f"Migrating the {service} tables.", flush=True)
        upgrade(service, databases.address(service, "owner"))


async def make_database(address: Address) -> bool:
    """Make our database in our own server, open to nobody yet; return whether it was missing."""
    connection = await address.to(SUPERUSER).connect()
    try:
        there = "SELECT 1 FROM pg_database WHERE datname = $1"
        if await connection.fetchval(there, address.database):
            return False
        name = quoted(address.database)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    finally:
        await connection.close()
    inside = await address.connect()
    try:
        await inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    finally:
        await inside.close()
    return True


async def _prepare(databases: Databases, *, ours: bool) -> list[str]:
    """Return the services whose tables have to be migrated."""
    if ours:
        await _ensure_database(databases.admin)
    await provision(databases.admin, databases.password, services=databases.ours)
    return [
        service
        for service in databases.ours
        if await needs_migrating(service, databases.address(service, "owner"))
    ]


async def _ensure_database(admin: Address) -> None:
    """Make our database unless it can be entered, which is the quicker question."""
    try:
        await (await admin.connect()).close()
    except asyncpg.InvalidCatalogNameError:
        await make_database(admin)
