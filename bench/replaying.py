"""The statements of a POST sent bare: prepared once, then sent over and over by asyncpg."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from bench.statements import ONE_FIGURE, Statement

ROLE: Final = "qd_kpi_runtime"
"""Whom kpi logs in as: row-level security binds the bare statements too."""

NAMED: Final = re.compile(r"<([a-z_]+)>")
"""A value that differs from post to post, where it stands in a statement or a parameter."""

_CONVERTED: Final[Mapping[str, Callable[[str], Any]]] = {
    "timestamptz": datetime.fromisoformat,
    "numeric": Decimal,
    "uuid": UUID,
    "int4": int,
    "int8": int,
    "bool": lambda text: text == "t",
    "bytea": lambda text: bytes.fromhex(text.removeprefix("\\x")),
    "text[]": lambda text: text.strip("{}").split(","),  # of codes, which need no quotes
}
"""From a parameter as PostgreSQL writes it to what asyncpg takes; text for any other type."""


@dataclass(frozen=True, slots=True)
class Post:
    """A figure that is posted."""

    body: str
    indicator: str
    period: str
    numerator: float
    denominator: float


async def posts_per_second(
    database: Mapping[str, str], posts: Iterator[Post], *, connections: int, seconds: float
) -> float:
    """Return how many transactions a second so many connections come to."""
    opened = [await asyncpg.connect(**database, user=ROLE) for _ in range(connections)]
    for connection in opened:
        await connection.execute("SET jit = off")
    try:
        senders = [await _Sender.prepared(connection) for connection in opened]
        began = time.monotonic()
        until = began + seconds
        sent = await asyncio.gather(*(_send(sender, posts, until) for sender in senders))
        return sum(sent) / (time.monotonic() - began)
    finally:
        for connection in opened:
            await connection.close()


async def _send(sender: _Sender, posts: Iterator[Post], until: float) -> int:
    sent = 0
    while time.monotonic() < until:
        await sender.send(next(posts))
        sent += 1
    return sent


class _Sender:
    """One connection with its prepared statements."""

    def __init__(self, connection: asyncpg.Connection, steps: list[_Step]) -> None:
        self._connection = connection
        self._steps = steps

    @classmethod
    async def prepared(cls, connection: asyncpg.Connection) -> _Sender:
        steps = []
        for statement in ONE_FIGURE:
            if statement.given is None:
                steps.append(_Step(statement, None, []))
                continue
            prepared = await connection.prepare(statement.text)
            types = [each.name for each in prepared.get_parameters()]
            made = [_maker(*pair) for pair in zip(statement.given, types, strict=True)]
            steps.append(_Step(statement, prepared, made))
        return cls(connection, steps)

    async def send(self, post: Post) -> None:
        """Send one post's transaction."""
        values = fresh_values(post)
        for step in self._steps:
            if step.prepared is None:
                await self._connection.execute(filled(step.statement.text, values))
                continue
            found = await step.prepared.fetch(*(make(values) for make in step.parameters))
            if found and "hash" in found[0].keys():  # noqa: SIM118 - a record's `in` asks its values
                _follow_head(values, found[0])


@dataclass(frozen=True, slots=True)
class _Step:
    statement: Statement
    prepared: Any
    parameters: list[Callable[[dict[str, Any]], Any]]


def fresh_values(post: Post) -> dict[str, Any]:
    """Return every value that differs from post to post, but for those of the chain's head."""
    return {
        "client": "bench",
        "body": post.body,
        "indicator": post.indicator,
        "period": post.period,
        "numerator": Decimal(str(post.numerator)),
        "value": Decimal(str(round(100 * post.numerator / post.denominator, 6))),
        "submission": uuid4(),
        "batch": uuid4(),
        "content_hash": secrets.token_hex(32),
        "hash": secrets.token_hex(32),
    }


def _follow_head(values: dict[str, Any], head: Any) -> None:
    """Take over what the chain's locked head says, as the service does."""
    sequence, previous, recorded_at = list(head.values())[:3]
    values["previous_sequence"], values["sequence"] = sequence, sequence + 1
    values["previous_hash"], values["recorded_at"] = previous, recorded_at


def filled(text: str, values: Mapping[str, Any]) -> str:
    """Return *text* with the values in the places of their names."""
    return NAMED.sub(lambda name: _written(values[name.group(1)]), text)


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _maker(given: str | None, kind: str) -> Callable[[dict[str, Any]], Any]:
    """Return what makes a parameter of type *kind* from a post's values."""
    if given is None:
        return lambda _: None
    convert = _CONVERTED.get(kind, str)
    if only := NAMED.fullmatch(given):
        name = only.group(1)
        if kind in {"text", "varchar"}:
            return lambda values: _written(values[name])
        return lambda values: values[name]
    if NAMED.search(given):
        return lambda values: convert(filled(given, values))
    constant = convert(given)
    return lambda _: constant
