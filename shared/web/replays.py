"""Answering again what was answered before, to whoever may still have it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from shared.refusals import Fault, Forbidden, Malformed
from shared.web.callers import ANY_KEY

if TYPE_CHECKING:
    from starlette.requests import Request

    from shared.journal.tables import KeptAnswer
    from shared.security.principal import Principal
    from shared.web.callers import Allowed

KEY: Final = re.compile(r'"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255})')


def idempotency_key(request: Request) -> str | None:
    """Return the request's `Idempotency-Key`, bare or quoted.

    Raises:
        Malformed: If it is given twice, empty, longer than 255, or holds other than visible ASCII.
    """
    given = request.headers.getlist("idempotency-key")
    if not given:
        return None
    match = KEY.fullmatch(given[0].strip())
    if len(given) > 1 or match is None:
        message = "An Idempotency-Key is 1 to 255 visible ASCII characters, given once."
        faults = [Fault("bad_idempotency_key", message, parameter="Idempotency-Key")]
        raise Malformed(message, errors=faults)
    return match[1] or match[2]


def may_replay(kept: KeptAnswer, principal: Principal, allowed: Allowed) -> None:
    """Refuse to replay what the caller was allowed then and is not now.

    Raises:
        Forbidden: If the answer speaks of a body on which the scope was taken away.
    """
    if allowed.scope == ANY_KEY:
        return
    if not set(kept.bodies or ()) <= principal.bodies(allowed.scope):
        message = f"This needs the scope {allowed.scope} on every body of the first answer."
        raise Forbidden(message)


def replay(kept: KeptAnswer) -> Response:
    """Return the kept answer, byte for byte."""
    assert kept.status is not None  # noqa: S101 - an answer without status was never committed
    headers = dict(kept.headers or {}) | {"Idempotent-Replayed": "true"}
    return Response(kept.content, kept.status, headers)


def without_secret(content: bytes) -> bytes:
    """Return an answer as it may be kept: a secret is shown once and never stored."""
    if b'"secret":' not in content:
        return content
    document = json.loads(content)
    if isinstance(document, dict) and "secret" in document:
        document["secret"] = None
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
