"""The one way in which a published document is written, so that equal means the same bytes.

JSON with sorted keys and no spaces, in UTF-8. Numbers are plain decimals without an exponent or
trailing zeros: 12.50 is written 12.5, and nothing is rounded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from shared.contracts.values import instant_text


def canonical_json(content: Any) -> bytes:
    """Return *content*, a contract's model or what JSON knows, in its canonical bytes.

    Raises:
        TypeError: If a part of it has no place in JSON.
        ValueError: If a number is not finite.
    """
    return _written(content).encode()


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of *content* in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _written(value: Any) -> str:
    match value:
        case BaseModel():
            return _written(value.model_dump(mode="json"))
        case Mapping():
            return "{" + ",".join(_member(name, value[name]) for name in sorted(value)) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_written, value)) + "]"
        case _:
            return _single(value)


def _single(value: Any) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int() | Decimal():
            return _plain(Decimal(value))
        case float():
            return _plain(Decimal(repr(value)))
        case datetime():
            return json.dumps(instant_text(value))
        case date() | UUID():
            return json.dumps(str(value))
        case _:
            message = f"a {type(value).__name__} has no place in a published document"
            raise TypeError(message)


def _member(name: object, value: Any) -> str:
    if not isinstance(name, str):
        message = "a member of a published document has a name that is no text"
        raise TypeError(message)
    return f"{json.dumps(name, ensure_ascii=False)}:{_written(value)}"


def _plain(number: Decimal) -> str:
    if not number.is_finite():
        message = "a published number must be finite"
        raise ValueError(message)
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
