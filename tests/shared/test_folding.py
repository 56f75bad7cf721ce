"""Texts that look alike are one, whatever their letters are called."""

from __future__ import annotations

import pytest

from shared.folding import folded


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\u0397ead of \u039dNDR", "head of nndr"),  # Greek: their small letters look otherwise
        ("\u0392en \u0396oe \u039cary \u03a5an", "ben zoe mary yan"),
        ("\u0391da \u0415ve", "ada eve"),  # Greek and Cyrillic
        ("B\u0585b, b\u1d0fb", "bob, bob"),  # Armenian, and a small capital
        ("Bob\u3164\u200b", "bob"),  # what is not seen
        ("\uff22\uff2f\uff22", "bob"),  # wide
        ("M\u00fcller", "muller"),
        ("Stra\u00dfe", "strasse"),
        ("Head of NNDR", "head of nndr"),
    ],
)
def test_what_looks_alike_is_read_alike(written: str, read: str) -> None:
    assert folded(written) == read
