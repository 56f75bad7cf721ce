"""A body's chain, recomputed from the tables alone, and what the API says of the same chain.

None of the product's code is used for the one, and nothing but the API for the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

import pytest

from shared.journal.tables import AuditEntry
from shared.security.scopes import Scope
from tests.promises.world import COUNCIL

if TYPE_CHECKING:
    import asyncpg

    from tests.promises.world import World

AUDITED: Final = {"kpi": COUNCIL, "risk": COUNCIL, "projects": COUNCIL, "gateway": "operator"}
"""A service that takes writes, and the body whose chain is tried there."""

COLUMNS: Final = [column.name for column in AuditEntry.__table__.columns]

UNLINKED: Final = "{} does not follow the one before"
BELIED: Final = "{} is not what its hash says"

Chain = tuple[list[Mapping[str, Any]], Mapping[str, Any] | None]
each_service = pytest.mark.parametrize("service", AUDITED)


def faults(entries: Sequence[Mapping[str, Any]], head: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield what is wrong with a chain; *entries* are in the order of their sequence."""
    place, link = 0, "0" * 64
    for entry in entries:
        if entry["sequence"] != place + 1:
            yield f"{place + 1} is missing"
        place = entry["sequence"]
        if entry["previous_hash"] != link:
            yield UNLINKED.format(place)
        link = entry["hash"]
        if link != worked_by_hand(entry):
            yield BELIED.format(place)
    if head is None or (head["sequence"], head["hash"]) != (place, link):
        yield "the head is elsewhere"


def worked_by_hand(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 over an entry's other columns: sorted, in JSON, its instant in UTC."""
    said = {name: value for name, value in entry.items() if name != "hash"}
    said["recorded_at"] = f"{entry['recorded_at'].astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    said["details"] = json.loads(entry["details"])
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


async def chain(admin: asyncpg.Connection, service: str, body: str) -> Chain:
    """Return a body's entries and the end that its chain should have."""
    entries = await admin.fetch(
        f"SELECT {', '.join(COLUMNS)} FROM {service}.audit_entries"
        " WHERE body = $1 ORDER BY sequence",
        body,
    )
    head = await admin.fetchrow(f"SELECT * FROM {service}.chain_heads WHERE body = $1", body)
    return [dict(entry) for entry in entries], head


async def auditor(world: World, service: str) -> dict[str, str]:
    """Return the headers of a key that reads the audit of the service's audited body."""
    return await world.key(Scope.AUDIT_READ, AUDITED[service])


async def verified(
    world: World, service: str, *, after: str | None = None, limit: int = 50_000
) -> dict[str, Any]:
    """Return what the service says of its audited body's chain."""
    asked = {"limit": str(limit)} | ({"after": after} if after else {})
    answer = await world.suite.http.get(
        f"/v1/{service}/bodies/{AUDITED[service]}/audit/verify",
        params=asked,
        headers=await auditor(world, service),
    )
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said
