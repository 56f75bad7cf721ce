"""The id that finds one request in every log that it passed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import uuid_utils

if TYPE_CHECKING:
    from collections.abc import Iterable

REQUEST_ID: Final = b"x-request-id"
"""The header field that carries it, inward and outward."""

_PLAIN: Final = re.compile(rb"[A-Za-z0-9._-]{1,128}")


def request_id_in(fields: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the id among a request's *fields* if it is one that a log can hold, else a new one."""
    given = [value for name, value in fields if name.lower() == REQUEST_ID]
    if len(given) == 1 and _PLAIN.fullmatch(given[0]):
        return given[0].decode("ascii")
    return str(uuid_utils.uuid7())
