"""Which header fields end at the door, and which go through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.request_ids import REQUEST_ID
from shared.security.token import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable

Fields = list[tuple[bytes, bytes]]

HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""Fields that speak of one connection alone (RFC 9110, section 7.6.1)."""

FRAMING: Final = frozenset({b"host", b"content-length", b"transfer-encoding"})
"""Fields that say where a message goes and where it ends: naming one in `Connection` is a trick."""

_IDENTITY: Final = frozenset({HEADER.encode(), b"authorization", b"x-api-key"})
_FORWARDING: Final = frozenset({b"forwarded", b"x-real-ip", REQUEST_ID})
_ENDS_HERE: Final = _IDENTITY | _FORWARDING | {b"connection"}


def values_of(fields: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    """Return every value of the field *name*, in their order."""
    return [value for field, value in fields if field.lower() == name]


def named_in_connection(fields: Iterable[tuple[bytes, bytes]]) -> frozenset[bytes]:
    """Return the fields that `Connection` declares to end at this hop."""
    named = {
        token.strip().lower()
        for value in values_of(fields, b"connection")
        for token in value.split(b",")
    }
    return frozenset(named) - FRAMING


def without_claims(fields: Fields) -> Fields:
    """Return a request's fields without what only the door may say, and without the key.

    Keys end here, so that no service can log one. An underscore counts as a hyphen: some servers
    fold the two, and a forged field must not come through by its spelling. `Connection` goes with
    the fields that it names, lest it name the identity that the door adds afterwards.
    """
    ending = named_in_connection(fields) | _ENDS_HERE
    return [(name, value) for name, value in fields if not _ends(name, ending)]


def end_to_end(fields: Iterable[tuple[bytes, bytes]]) -> Fields:
    """Return a message's fields without those that speak of one connection alone."""
    fields = [(name.lower(), value) for name, value in fields]
    ending = HOP_BY_HOP | named_in_connection(fields)
    return [(name, value) for name, value in fields if name not in ending]


def _ends(name: bytes, ending: frozenset[bytes]) -> bool:
    folded = name.lower().replace(b"_", b"-")
    return folded in ending or folded.startswith(b"x-forwarded-")
