"""Publishes what the working view says, straight through `freeze`.

For tests of what is read once it is published; how a release comes to be frozen is told by those of
the releases themselves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from shared.journal import hold
from shared.publication import Document, Manifest, Release, Row, cancel, freeze, withdraw
from shared.refusals import Conflict
from shared.storage.engine import new_engine
from shared.storage.sessions import Transaction, writing
from shared.storage.tenancy import Tenancy

if TYPE_CHECKING:
    from tests.suite import Suite

SOON: Final = timedelta(milliseconds=400)
LATER: Final = timedelta(days=1)


@dataclass(frozen=True)
class Edition:
    """What a release is to hold.

    Attributes:
        publisher: Who publishes it.
        periods: Of its scorecards; the first one is the release's.
        subjects: Whom they speak of; the publisher alone, if none is named.
        text: Its title and text.
        changes: What a correction says of itself.
    """

    publisher: str
    periods: Sequence[str]
    subjects: Sequence[str] = ()
    number: int = 1
    supersedes: UUID | None = None
    text: dict[str, Any] = field(default_factory=lambda: {"title": "As reported", "text": "All."})
    changes: dict[str, Any] | None = None


async def schedule(
    suite: Suite, edition: Edition, ahead: timedelta = LATER
) -> tuple[Release, Manifest]:
    """Freeze what the working view says now, to be public *ahead* of now."""
    identifier = uuid4()
    documents, rows = await _composed(suite, edition, identifier)
    body = edition.publisher
    async with _holding(suite, body) as (tx, at):
        release = Release(
            body,
            identifier,
            "scorecards",
            edition.periods[0],
            edition.number,
            at + ahead,
            edition.supersedes,
        )
        return release, await freeze(tx, release, documents, rows, at=at)


async def publish(suite: Suite, edition: Edition) -> Release:
    """Freeze what the working view says now, and wait until it is public."""
    try:
        release, _ = await schedule(suite, edition, SOON)
    except Conflict:  # a busy machine may take longer than that is ahead
        release, _ = await schedule(suite, edition, SOON * 10)
    await until(suite, release.publish_at)
    return release


async def take_back(suite: Suite, release: Release, reason: str = "A wrong debit") -> None:
    """Withdraw a public release."""
    async with _holding(suite, release.body) as (tx, at):
        await withdraw(tx, release.body, release.id, reason=reason, at=at)


async def call_off(suite: Suite, release: Release) -> None:
    """Cancel a release before its hour."""
    async with _holding(suite, release.body) as (tx, at):
        await cancel(tx, release.body, release.id, at=at)


async def until(suite: Suite, hour: datetime) -> None:
    """Return when the database's clock has passed *hour*."""
    connection = await suite.database.admin.connect()
    try:
        left = "extract(epoch FROM $1::timestamptz - clock_timestamp())"
        await connection.execute(f"SELECT pg_sleep(greatest({left}, 0) + 0.001)", hour)
    finally:
        await connection.close()


async def _composed(
    suite: Suite, edition: Edition, release: UUID
) -> tuple[list[Document], list[Row]]:
    documents = [Document.of("text", f"{edition.publisher}/{edition.periods[0]}", edition.text)]
    if edition.changes is not None:
        key = f"{edition.publisher}/{edition.periods[0]}"
        documents.append(Document.of("changes", key, edition.changes))
    rows = []
    for subject in edition.subjects or (edition.publisher,):
        for period in edition.periods:
            card = await suite.scorecard(subject, period)
            card["view"] = "published"
            for shown in (card, *card["members"]):
                shown["rows"] = [row | {"as_published_in": str(release)} for row in shown["rows"]]
            documents.append(Document.of("scorecard", f"{subject}/{period}", card))
            rows += [Row.of(subject, row["indicator"], period, row) for row in card["rows"]]
    return documents, rows


@asynccontextmanager
async def _holding(suite: Suite, body: str) -> AsyncIterator[tuple[Transaction, datetime]]:
    engine = new_engine(suite.database.url("kpi"), application="tests", pool_size=1)
    own = frozenset({body})
    try:
        async with writing(engine, Tenancy("tests", own, own)) as tx:
            yield tx, (await hold(tx, body)).recorded_at
    finally:
        await engine.dispose()
