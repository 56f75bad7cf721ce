"""How fast the suite verifies what it has on record, asked as any auditor asks it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import httpx

from bench.figures import ONE
from bench.lines import Effort, Found, Line, Measurement, Skipped
from bench.suite import Suite, running

_VERIFIED: Final = Line(
    "audit_rows_verified_per_second",
    "entries of one body's chain verified through the gateway in a second",
    17_000,
)
_ENTRIES: Final = 1_000_000
_AT_ONCE: Final = 100_000
_GENESIS: Final = "0" * 64
_BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_COLUMNS: Final = (
    "body",
    "sequence",
    "recorded_at",
    "act",
    "subject",
    "client",
    "holder",
    "content_hash",
    "details",
    "previous_hash",
    "hash",
)


def measure(effort: Effort, _wanted: Collection[str]) -> Mapping[str, Found]:
    """Fill in a chain and have it verified, stretch by stretch."""
    count = effort.rows(_ENTRIES)
    with running(effort.folder / "audit") as suite:
        headers = suite.key({"audit:read": list(ONE)})
        last = asyncio.run(_filled(suite, count))
        began = time.monotonic()
        requests = _verify(suite, headers, count, last)
        took = time.monotonic() - began
    told = f"{count:,} entries in {took:,.1f} s, {requests} requests"
    return {_VERIFIED.name: Found(count / took, told)}


def _verify(suite: Suite, headers: Mapping[str, str], count: int, last: str) -> int:
    """Verify the chain to its end, and return how many requests that took."""
    path = f"/v1/kpi/bodies/{ONE[0]}/audit/verify"
    asked: dict[str, str] = {}
    checked = requests = 0
    with httpx.Client(base_url=suite.url, headers=dict(headers), timeout=60) as http:
        while True:
            answer = http.get(path, params=asked)
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise Skipped(f"{path} is not built")
            told = answer.raise_for_status().json()
            checked, requests = checked + told["checked"], requests + 1
            if told["status"] != "intact_so_far":
                break
            asked = {"after": told["reached"]}
    expected = ("intact", count, f"{count}-{last}")
    if (told["status"], checked, told["reached"]) != expected:
        raise RuntimeError(f"the chain was not verified: {told}")
    return requests


async def _filled(suite: Suite, count: int) -> str:
    """Write a chain of so many entries below the API, and return its last hash."""
    connection = await asyncpg.connect(**suite.database, user="postgres")
    last = _GENESIS
    try:
        for start in range(0, count, _AT_ONCE):
            entries = list(_chain(start, min(start + _AT_ONCE, count), last))
            last = entries[-1]["hash"]
            await connection.copy_records_to_table(
                "audit_entries",
                schema_name="kpi",
                columns=_COLUMNS,
                records=[_as_kept(entry) for entry in entries],
            )
        await connection.execute(
            "INSERT INTO kpi.chain_heads (body, sequence, hash, recorded_at) VALUES ($1,$2,$3,$4)",
            ONE[0],
            count,
            last,
            _BEGAN + timedelta(seconds=count),
        )
        await connection.execute("VACUUM ANALYZE kpi.audit_entries")
    finally:
        await connection.close()
    return last


def _chain(start: int, end: int, previous: str) -> Iterator[dict[str, Any]]:
    """Yield entries as posts of one figure leave them, the first of them after *previous*."""
    for number in range(start, end):
        entry: dict[str, Any] = {
            "body": ONE[0],
            "sequence": number + 1,
            "recorded_at": _BEGAN + timedelta(seconds=number),
            "act": "submission.received",
            "subject": f"submissions/019b0000-0000-7000-8000-{number:012x}",
            "client": "019b0000-0000-7000-8000-000000000000",
            "holder": "revenues system",
            "content_hash": hashlib.sha256(str(number).encode()).hexdigest(),
            "details": {"created": 1, "held": 0, "rejected": 0, "restated": 0, "unchanged": 0},
            "previous_hash": previous,
        }
        previous = hash_of(entry)
        yield entry | {"hash": previous}


def _as_kept(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    kept = {**entry, "details": json.dumps(entry["details"])}
    return tuple(kept[column] for column in _COLUMNS)


def hash_of(entry: Mapping[str, Any]) -> str:
    """Return an entry's hash as the API's documents tell it: SHA-256 over canonical JSON."""
    instant = entry["recorded_at"].isoformat(timespec="microseconds").replace("+00:00", "Z")
    said = json.dumps(
        {**entry, "recorded_at": instant},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(said.encode()).hexdigest()


AUDIT: Final = Measurement((_VERIFIED,), measure)
