"""Asking both worlds the same, and looking for what should not be there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from tests.promises.asking import Ask
    from tests.promises.embargo import Pair
    from tests.promises.planting import Recorded
    from tests.suite import Suite

REQUEST_ID: Final = {"X-Request-Id": "the-same"}
_OF_USE: Final = re.compile(rb'"last_used_at":("[^"]*"|null)')
"""When a key was last used, which the operator may see, is no two worlds' alike."""


async def send(suite: Suite, ask: Ask, headers: Mapping[str, str]) -> httpx.Response:
    """Ask one world."""
    return await suite.http.request(
        ask.method,
        ask.call.path,
        params=list(ask.call.query),
        headers={**ask.call.headers, **headers, **REQUEST_ID},
    )


async def faults_of(pair: Pair, ask: Ask, headers: Mapping[str, str]) -> list[str]:
    """Ask both worlds; return what tells the one from the other, or shows a canary."""
    plain = await send(pair.plain.suite, ask, headers)
    secret = await send(pair.secret.suite, ask, headers)
    where = f"{ask.method} {secret.url} {dict(ask.call.headers)}"
    return _compared(pair, plain, secret, where, but_for=ask.said())


async def faults_of_replay(pair: Pair, write: Recorded, headers: Mapping[str, str]) -> list[str]:
    """Send an officer's write again as somebody else, to both worlds."""
    plain, secret = [
        await world.suite.http.request(
            write.method,
            write.path,
            json=write.content,
            headers={**write.headers, **headers, **REQUEST_ID},
        )
        for world in (pair.plain, pair.secret)
    ]
    where = f"{write.method} {write.path}"
    said = f"{write.path} {write.content} {write.headers}"
    faults = _compared(pair, plain, secret, where, but_for=said)
    if secret.is_success:
        faults.append(f"{where}: it was done")
    return faults


def shown(answer: httpx.Response) -> str:
    """Return all that an answer tells."""
    fields = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{answer.status_code}\n{fields}\n{answer.text}"


def _compared(
    pair: Pair, plain: httpx.Response, secret: httpx.Response, where: str, *, but_for: str
) -> list[str]:
    faults = []
    if _told(plain) != _told(secret):
        faults.append(f"{where}: {_told(plain)} became {_told(secret)}")
    if seen := pair.planted.seen_in(shown(secret), but_for=but_for):
        faults.append(f"{where}: shows {seen}")
    if secret.status_code >= 500:
        faults.append(f"{where}: {secret.status_code}")
    return faults


def _told(answer: httpx.Response) -> tuple[Any, ...]:
    content = _OF_USE.sub(b"", answer.content)
    varies = {"date"} if content == answer.content else {"date", "etag", "content-length"}
    fields = [(n, v) for n, v in answer.headers.multi_items() if n not in varies]
    return answer.status_code, fields, content
