"""How a key is written."""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib

import pytest

from services.gateway.identity.key_secrets import (
    RANDOM_BITS,
    hash_of,
    is_well_formed,
    matches,
    new_secret,
)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def test_a_key_has_a_prefix_256_random_bits_and_a_checksum() -> None:
    key = new_secret()

    assert re.fullmatch(r"qd_live_[0-9A-Za-z]{49}", key)
    assert RANDOM_BITS == 256
    assert 62**43 > 2**256 > 62**42  # 43 digits hold them, 42 would not
    checksum = 0
    for digit in key[-6:]:
        checksum = checksum * 62 + ALPHABET.index(digit)
    assert checksum == zlib.crc32(key[:-6].encode())


def test_all_bits_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The highest number still has 43 digits, the lowest is padded to them."""
    for drawn in (0, 2**256 - 1):
        monkeypatch.setattr(secrets, "randbits", lambda _, drawn=drawn: drawn)
        key = new_secret()
        number = 0
        for digit in key[len("qd_live_") : -6]:
            number = number * 62 + ALPHABET.index(digit)
        assert (len(key), number) == (57, drawn)


def test_no_two_keys_are_alike() -> None:
    assert len({new_secret() for _ in range(1_000)}) == 1_000


def test_any_single_slip_of_the_hand_is_noticed() -> None:
    key = new_secret()
    assert is_well_formed(key)

    for place in range(len(key)):
        slipped = "x" if key[place] != "x" else "y"
        assert not is_well_formed(key[:place] + slipped + key[place + 1 :])


@pytest.mark.parametrize("key", ["", "qd_live_", "qd_test_" + "0" * 49, "ä" * 57, "0" * 57])
def test_what_is_no_key_is_not_well_formed(key: str) -> None:
    assert not is_well_formed(key)


def test_a_key_is_kept_as_its_sha_256() -> None:
    key = new_secret()

    assert hash_of(key) == hashlib.sha256(key.encode()).digest()
    assert matches(hash_of(key), key)
    assert not matches(hash_of(new_secret()), key)
