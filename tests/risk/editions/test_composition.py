"""What an edition of a register says is one composition; another one is said to be another."""

from __future__ import annotations

from typing import Final

from services.risk.editions.composition import COMPOSITIONS, SAID_ANEW
from shared.contracts.risk.editions import EditionText
from shared.contracts.risk.views import HeatMapShown, RegisterShown
from tests.compositions import said_in

SAID_BY_1: Final = {
    "RegisterShown": (
        "body edition items known_at matrix next_cursor on period policy register_code settled "
        "title view"
    ),
    "AcceptanceStanding": "expires id score validity validity_reason",
    "Band": "code colour from_score label review_every_months",
    "Flag": "body code detail",
    "Level": "label meaning",
    "Matrix": "appetite bands impact likelihood tolerance",
    "OverdueAction": "due mitigation working_days",
    "RegisterRow": (
        "acceptance body category cause confidential consequence current event identified "
        "indicators inherent is_stale items last_review movement next_review overdue_actions "
        "owners recorded_at reference register_code response signals stale_working_days state "
        "state_reason state_reason_is_confidential target title treatment warnings"
    ),
    "Score": "band band_label highest impact likelihood matrix score",
    "ScoreMove": "before direction not_compared since",
    "WrittenDate": "as_written precision value",
    "HeatMapShown": (
        "body cells current_beside edition known_at matrix moves on period register_code "
        "settled since target_beside title view"
    ),
    "CellRisks": "count references",
    "HeatCell": "band current impact likelihood score target",
    "HeatMove": "from_impact from_likelihood reference to_impact to_likelihood",
    "OffGrid": "another_matrix unknown",
    "EditionText": "body edition number period reason register_code supersedes text title",
}
"""If this fails: name the fields in SAID_ANEW, under the next number, and only then write them
here."""


def test_a_field_more_or_less_is_another_composition() -> None:
    found = said_in(RegisterShown, HeatMapShown, EditionText)

    assert COMPOSITIONS.current == 1
    assert found == {name: set(fields.split()) for name, fields in SAID_BY_1.items()}


def test_each_composition_names_what_it_says_anew() -> None:
    assert sorted(SAID_ANEW) == list(range(2, COMPOSITIONS.current + 1))
