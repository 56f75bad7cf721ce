"""What an acceptance is worth, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from services.risk.acceptances.rules import Later, worth
from services.risk.registers.rules import USUAL_MATRIX, have_same_scales

EXPIRES = date(2020, 6, 30)


@pytest.mark.parametrize(
    ("scores", "validity"),
    [
        ([], "valid"),
        ([12], "valid"),
        ([11, 12], "valid"),
        ([13], "void"),
        ([13, 1], "void"),  # it fell again, and stays void
        ([None], "void"),
        ([None, 12], "void"),
    ],
)
def test_a_score_above_the_accepted_one_or_not_known_voids_it_for_good(
    scores: list[int | None], validity: str
) -> None:
    later = [Later(score, is_comparable=True) for score in scores]

    assert worth(12, EXPIRES, later, date(2020, 6, 30)).validity == validity


def test_a_score_on_other_scales_voids_it_whatever_it_is() -> None:
    assert worth(12, EXPIRES, [Later(1, is_comparable=False)], EXPIRES).validity == "void"


@pytest.mark.parametrize(
    ("revoked", "superseded", "is_void", "on", "validity"),
    [
        (True, True, True, "2020-07-01", "revoked"),
        (False, True, True, "2020-07-01", "superseded"),
        (False, False, True, "2020-07-01", "void"),
        (False, False, False, "2020-07-01", "expired"),
        (False, False, False, "2020-06-30", "valid"),
    ],
)
def test_the_first_reason_is_told(
    *, revoked: bool, superseded: bool, is_void: bool, on: str, validity: str
) -> None:
    later = [Later(25, is_comparable=True)] if is_void else []
    found = worth(
        12,
        EXPIRES,
        later,
        date.fromisoformat(on),
        is_revoked=revoked,
        is_superseded=superseded,
    )

    assert found.validity == validity
    assert (found.reason is None) is (validity == "valid")


def test_scales_are_the_same_whatever_bands_and_lines_stand_on_them() -> None:
    other = USUAL_MATRIX.model_copy(update={"appetite": 1, "bands": USUAL_MATRIX.bands[:1]})
    shorter = USUAL_MATRIX.model_copy(update={"impact": USUAL_MATRIX.impact[:4]})
    renamed = USUAL_MATRIX.model_copy(update={"impact": USUAL_MATRIX.likelihood})

    assert have_same_scales(USUAL_MATRIX, other)
    assert not have_same_scales(USUAL_MATRIX, shorter)
    assert not have_same_scales(USUAL_MATRIX, renamed)
