"""A press: what the tests of publication freeze, and how they wait for an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.journal import hold
from shared.publication import Document, Manifest, Release, Row, cancel, freeze, withdraw
from shared.refusals import Conflict
from shared.storage.public import Public
from shared.storage.sessions import Transaction, writing
from shared.storage.tenancy import Tenancy
from tests.database import Database

BODY, COUNCIL, PERIOD = "leicestershire", "E07000132", "2019-20-Q1"
TENANCY = Tenancy("officer", reads=frozenset({BODY}), writes=frozenset({BODY}))
SOON = timedelta(milliseconds=400)
LATER = timedelta(days=1)


def scorecard(value: Any = 28.1, period: str = PERIOD) -> Document:
    return Document.of("scorecard", period, {"period": period, "rows": [{"value": value}]})


def row(value: Any = 28.1, month: int = 1, subject: str = COUNCIL) -> Row:
    return Row.of(subject, "council-tax-in-year", f"2019-20-M{month:02d}", {"value": value})


@dataclass
class Press:
    """Freezes releases of `BODY`, by the real path, and reads them as anyone may."""

    engine: AsyncEngine
    public: Public
    database: Database

    async def now(self) -> datetime:
        """Return the database's clock."""
        clock: datetime = (await self.public.row("SELECT clock_timestamp() AS now"))["now"]
        return clock

    async def wait(self, hour: datetime) -> None:
        """Return when the database's clock has passed *hour*."""
        ahead = (hour - await self.now()).total_seconds() + 0.001
        await self.public.row("SELECT pg_sleep($1)", max(ahead, 0.0))

    async def schedule(
        self,
        ahead: timedelta = LATER,
        *,
        documents: Sequence[Document] | None = None,
        rows: Sequence[Row] | None = None,
        **more: Any,
    ) -> Release:
        """Freeze a release that is public *ahead* of now, or at `publish_at`."""
        hour = more.pop("publish_at", None) or await self.now() + ahead
        named: dict[str, Any] = {"kind": "quarter", "period": PERIOD, "number": 1} | more
        release = Release(BODY, uuid4(), publish_at=hour, **named)
        await self.freeze(
            release,
            [scorecard()] if documents is None else documents,
            [row()] if rows is None else rows,
        )
        return release

    async def publish(self, **more: Any) -> Release:
        """Freeze a release, and wait until it is public.

        A busy machine may take longer than that is ahead; `freeze` says so, and the second time it
        is given longer.
        """
        try:
            release = await self.schedule(SOON, **more)
        except Conflict:
            release = await self.schedule(SOON * 10, **more)
        await self.wait(release.publish_at)
        return release

    async def freeze(
        self, release: Release, documents: Sequence[Document], rows: Sequence[Row]
    ) -> Manifest:
        """Freeze a release, holding the body as every writer does."""
        async with writing(self.engine, TENANCY) as tx:
            return await freeze(tx, release, documents, rows, at=await self.at(tx))

    async def cancel(self, release: UUID) -> None:
        """Cancel a release, likewise."""
        async with writing(self.engine, TENANCY) as tx:
            await cancel(tx, BODY, release, at=await self.at(tx))

    async def withdraw(self, release: UUID, reason: str = "A wrong debit") -> None:
        """Withdraw a release, likewise."""
        async with writing(self.engine, TENANCY) as tx:
            await withdraw(tx, BODY, release, reason=reason, at=await self.at(tx))

    @staticmethod
    async def at(tx: Transaction) -> datetime:
        """Lock the body, as every writer does, and return the instant of that."""
        return (await hold(tx, BODY)).recorded_at

    async def as_admin(self, statement: str) -> Any:
        """Do what no role of a service may; return the first value."""
        admin = await self.database.admin.connect()
        try:
            await admin.execute("SET search_path = kpi")
            return await admin.fetchval(statement)
        finally:
            await admin.close()
