"""The keys that callers show: how one is made, recognised and kept.

A key is `qd_live_`, 43 characters for 256 random bits, and six for a CRC32 over all before them.
Letters and digits alone, so that a double click selects it whole. The prefix lets scanners of
repositories find a key that leaked; the checksum tells a mistyped key from an unknown one without
asking the database.

Keys are kept as plain SHA-256. A slow hash protects passwords, which can be guessed; 256 random
bits cannot, and a slow hash would let anyone occupy the gateway by showing it made-up keys.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import zlib
from typing import Final

PREFIX: Final = "qd_live_"
RANDOM_BITS: Final = 256

_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_LENGTH: Final = 43  # 62 ** 43 > 2 ** 256
_CHECKSUM_LENGTH: Final = 6  # 62 ** 6 > 2 ** 32
_LENGTH: Final = len(PREFIX) + _RANDOM_LENGTH + _CHECKSUM_LENGTH


def new_secret() -> str:
    """Return a new key. It is shown once and never stored."""
    return with_checksum(PREFIX + _base62(secrets.randbits(RANDOM_BITS), _RANDOM_LENGTH))


def with_checksum(start: str) -> str:
    """Return *start* followed by its CRC32."""
    return start + _base62(zlib.crc32(start.encode()), _CHECKSUM_LENGTH)


def is_well_formed(key: str) -> bool:
    """Return whether *key* can be one of ours: prefix, length and checksum."""
    if len(key) != _LENGTH or not key.startswith(PREFIX) or not key.isascii():
        return False
    expected = with_checksum(key[:-_CHECKSUM_LENGTH])
    return hmac.compare_digest(expected, key)


def hash_of(key: str) -> bytes:
    """Return what is stored of *key*."""
    return hashlib.sha256(key.encode()).digest()


def matches(stored: bytes, key: str) -> bool:
    """Return whether *stored* is the hash of *key*, in a time that does not tell how nearly."""
    return hmac.compare_digest(stored, hash_of(key))


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
