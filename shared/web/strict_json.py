"""JSON as RFC 8259 and good sense have it.

The standard reader takes the last of two equal keys, NaN, and lone surrogates, all silently. Here
each is refused. Numbers with a point become Decimals, exactly as written.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from shared.refusals import Fault, Invalid, Malformed

_LONGEST_NUMBER: Final = 100
_LONGEST_NAME: Final = 60


def read_json(content: bytes) -> Any:
    """Return the document in *content*.

    Raises:
        Malformed: If it is not UTF-8, no JSON, nested a thousand deep, or holds NaN, an
            infinity, a number of more than 100 characters or with an exponent beyond all use, or
            half of a surrogate pair.
        Invalid: If an object has the same key twice.
    """
    try:
        text = content.decode("utf-8")
        document = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        message = "The payload is not UTF-8."
        raise Malformed(message) from error
    except (json.JSONDecodeError, RecursionError) as error:
        place = f" at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        message = f"The payload is not JSON{place}."
        raise Malformed(message) from error
    if "\\u" in text:
        _refuse_half_pairs(document)
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name, number in times.items() if number > 1)[:_LONGEST_NAME]
        message = "An object has the same key twice."
        raise Invalid(message, errors=[Fault("duplicate_key", f"{twice!r} stands twice.")])
    return document


def _decimal(written: str) -> Decimal:
    _bound(written)
    try:
        return Decimal(written)
    except InvalidOperation as error:
        message = "A number's exponent is out of range."
        raise Malformed(message) from error


def _integer(written: str) -> int:
    _bound(written)
    return int(written)


def _bound(written: str) -> None:
    if len(written) > _LONGEST_NUMBER:
        message = f"A number has more than {_LONGEST_NUMBER} characters."
        raise Malformed(message)


def _no_constant(_: str) -> NoReturn:
    message = "NaN and infinities are no JSON."
    raise Malformed(message)


def _refuse_half_pairs(document: Any) -> None:
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode("utf-8")
    except (UnicodeEncodeError, RecursionError) as error:
        message = "A text holds half of a surrogate pair."
        raise Malformed(message) from error
