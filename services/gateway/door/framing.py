"""What is wrong with a request's shape, before anybody asks what it means.

A request that two servers can read in two ways lets one caller's bytes into another's answer. The
HTTP parser refuses most of them; these checks hold whichever parser runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.gateway.door.headers import values_of
from shared.refusals import Malformed, MethodNotAllowed

if TYPE_CHECKING:
    from starlette.types import Scope

METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
MOST_FIELDS: Final = 100
MOST_FIELD_BYTES: Final = 32_768

_HOST: Final = re.compile(rb"[A-Za-z0-9._:\[\]-]{1,260}")
_LENGTH: Final = re.compile(rb"[0-9]{1,15}")
_TARGET: Final = re.compile(rb"/[\x21\x22\x24-\x7e]*")
_QUERY: Final = re.compile(rb"[\x21\x22\x24-\x7e]*")
_UNSAFE: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def check_framing(scope: Scope) -> None:
    """Refuse what another server could read otherwise than we do.

    Raises:
        Malformed: If it can be read in two ways; the connection is then closed.
        MethodNotAllowed: If the method is none that the suite knows.
    """
    if scope["method"] not in METHODS:
        raise MethodNotAllowed(headers={"Allow": ", ".join(METHODS)})
    problem = _target(scope) or _fields(scope) or _host(scope) or _length(scope)
    if problem:
        raise Malformed(problem, headers={"Connection": "close"})


def raw_path(scope: Scope) -> bytes:
    """Return the path as it was sent, undecoded: `%2F` is no slash, `%0D` no line break."""
    path: bytes | None = scope.get("raw_path")
    return path if path is not None else str(scope["path"]).encode()


def has_body(scope: Scope) -> bool:
    """Return whether the request announces a payload."""
    length = values_of(scope["headers"], b"content-length")
    return bool(values_of(scope["headers"], b"transfer-encoding")) or length not in ([], [b"0"])


def _target(scope: Scope) -> str | None:
    if not _TARGET.fullmatch(raw_path(scope)) or not _QUERY.fullmatch(scope["query_string"]):
        return "The address holds characters that must be percent-encoded."
    return None


def _fields(scope: Scope) -> str | None:
    fields = scope["headers"]
    if len(fields) > MOST_FIELDS or sum(len(n) + len(v) for n, v in fields) > MOST_FIELD_BYTES:
        return f"Send at most {MOST_FIELDS} header fields, {MOST_FIELD_BYTES} bytes in all."
    for name, value in fields:
        if _UNSAFE.search(name) or _UNSAFE.search(value):
            return "A header field holds a control character."
        try:
            value.decode()
        except UnicodeDecodeError:
            return "A header field is not UTF-8."
    return None


def _host(scope: Scope) -> str | None:
    hosts = values_of(scope["headers"], b"host")
    if len(hosts) > 1:
        return "Send one Host header field."
    if not hosts and scope["http_version"] != "1.0":
        return "Send a Host header field."
    if hosts and not _HOST.fullmatch(hosts[0]):
        return "The Host header field is not a host."
    return None


def _length(scope: Scope) -> str | None:
    lengths = values_of(scope["headers"], b"content-length")
    codings = values_of(scope["headers"], b"transfer-encoding")
    if codings and lengths:
        return "Send either Content-Length or Transfer-Encoding."
    if codings and (scope["http_version"] == "1.0" or [c.lower() for c in codings] != [b"chunked"]):
        return "The one Transfer-Encoding that is taken is 'chunked'."
    if len(lengths) > 1 or (lengths and not _LENGTH.fullmatch(lengths[0])):
        return "Content-Length must be one whole number."
    return None
