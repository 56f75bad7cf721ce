"""What a release says, and how, is one composition; another one is said to be another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from services.kpi.performance import scorecard
from services.kpi.releases import composition, publishing, queries
from services.kpi.releases.origins import Origin, Years
from shared.contracts.answers import Flag
from shared.contracts.kpi.frozen import (
    DocumentChange,
    FieldChange,
    ReleaseChanges,
    ReleaseText,
    RowChange,
)
from shared.contracts.kpi.performance import (
    Forecast,
    MemberRows,
    PeriodValue,
    RowCommentary,
    Scorecard,
    ScorecardRow,
)
from shared.storage.sessions import Reader
from tests.kpi.releases.board import HARBOROUGH, HINCKLEY, Board, good

SAID_BY_3: Final[Mapping[type, str]] = {
    Scorecard: "body body_name period period_start period_end view known_at settled method rows "
    "members",
    MemberRows: "body body_name rows",
    ScorecardRow: "indicator title unit decimals polarity accumulation period value numerator "
    "denominator basis profile variance variance_gbp rag ytd_value ytd_profile ytd_rag target "
    "target_status target_source forecast same_period_last_year direction commentary approval "
    "flags missing as_published_in",
    Forecast: "value low high method status reason",
    PeriodValue: "period value",
    RowCommentary: "cause action owner_role",
    Flag: "code detail body",
    ReleaseText: "release body body_name period number title text supersedes reason",
    ReleaseChanges: "release body period supersedes reason withdrawn rag_changed documents rows "
    "text",
    DocumentChange: "kind key change",
    RowChange: "subject indicator period change rag_changed fields",
    FieldChange: "field before after",
}
"""If this fails: raise COMPOSED_BY, name the fields in SAID_ANEW, and only then write them here."""

LATER = {"value": 97, "low": 96, "high": 98, "method": "trend", "status": "open", "reason": None}


@pytest.mark.parametrize("model", SAID_BY_3, ids=lambda model: model.__name__)
def test_a_field_more_or_less_is_another_composition(model: Any) -> None:
    assert composition.COMPOSED_BY == 3
    assert set(model.model_fields) == set(SAID_BY_3[model].split())


def test_each_composition_names_what_it_says_anew() -> None:
    assert sorted(composition.SAID_ANEW) == list(range(2, composition.COMPOSED_BY + 1))
    assert composition.said_anew_since(1) == composition.SAID_ANEW[2] | composition.SAID_ANEW[3]
    assert composition.said_anew_since(2) == frozenset({"membership", "direction"})
    assert composition.said_anew_since(3) is None
    assert composition.composition_of({}) == 1


async def _scheduled(board: Board) -> dict[str, Any]:
    await board.suite.set_target(HARBOROUGH)
    good(await board.comment_on(HINCKLEY, "Reminders went out late"), 201)
    return await board.schedule(await board.approved(await board.begin()))


async def _restated_in_the_database(board: Board) -> None:
    admin = await board.suite.database.admin.connect()
    await admin.execute(
        "UPDATE kpi.figure_versions SET numerator = 621"
        f" WHERE body = '{HINCKLEY}' AND period = '2019-20-M03'"
    )
    await admin.close()


def _fill_in_forecasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the code be a later version, that fills in what this one leaves empty."""
    today = scorecard.scorecard_row

    def later(*args: Any) -> ScorecardRow:
        return today(*args).model_copy(update={"forecast": Forecast.model_validate(LATER)})

    monkeypatch.setattr(scorecard, "scorecard_row", later)


async def test_a_later_code_compares_the_fields_that_there_were(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = await _scheduled(board)
    now = await board.verify(release)
    _fill_in_forecasts(monkeypatch)
    unsaid = await board.verify(release)
    monkeypatch.setattr(composition, "COMPOSED_BY", 4)
    monkeypatch.setattr(
        composition, "SAID_ANEW", {**composition.SAID_ANEW, 4: frozenset({"forecast"})}
    )
    later = await board.verify(release)

    assert (now["composed_by"], now["note"], now["holds"]) == (3, None, True)
    assert {one["code"] for one in unsaid["findings"]} == {"recomputed_differs"}
    assert (later["composed_by"], later["findings"], later["holds"]) == (3, [], True)
    assert later["note"] == (
        "Composed by an earlier version (3; this one is 4): compared field by field of that "
        "version, without what is said otherwise since: forecast."
    )


async def test_a_later_code_still_finds_one_digit(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = await _scheduled(board)
    _fill_in_forecasts(monkeypatch)
    monkeypatch.setattr(composition, "COMPOSED_BY", 4)
    monkeypatch.setattr(composition, "SAID_ANEW", {4: frozenset({"forecast"})})
    await _restated_in_the_database(board)
    found = {tuple(one["address"]): one for one in (await board.verify(release))["findings"]}
    row = found[HINCKLEY, "council-tax-in-year", "2019-20-M03"]

    assert row["code"] == "recomputed_differs"
    fields = {one["pointer"]: (one["frozen"], one["recomputed"]) for one in row["differences"]}
    assert fields["/numerator"] == (620, 621)
    assert "/forecast" not in fields
    assert found[("figure_versions",)]["code"] == "source_changed"


async def test_what_a_later_code_froze_is_said_to_be(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a step back to an earlier version of the code."""
    monkeypatch.setattr(composition, "COMPOSED_BY", 4)
    release = await _scheduled(board)
    monkeypatch.undo()
    verdict = await board.verify(release)

    assert verdict["composed_by"] == 4
    assert verdict["note"].startswith("Composed by a later version (4) than this one (3)")


async def _told_by_the_first(reader: Reader, origin: Origin) -> dict[str, Any]:
    """Return what the first composition kept of where a release comes from."""
    columns = queries.source_columns()
    years = Origin(
        origin.body, origin.release, origin.councils, origin.lenders, Years("2018-19", "2019-20")
    )
    return {
        "councils": list(origin.councils),
        "lenders": list(origin.lenders),
        "years": ["2018-19", "2019-20"],
        "columns": columns,
        "hashes": await queries.fingerprints(reader, years, columns),
    }


async def test_a_release_of_the_first_composition_is_proved_by_what_that_kept(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hashed targets of all years, and the figures of its own year after the period too."""
    await board.suite.set_target(HARBOROUGH, year="2010-11")
    july = {"period": "2019-20-M04", "numerator": 700, "denominator": 2_000}
    await board.post(HINCKLEY, [july])
    monkeypatch.setattr(publishing, "told_of", _told_by_the_first)
    release = await _scheduled(board)
    monkeypatch.undo()
    held = await board.verify(release)
    admin = await board.suite.database.admin.connect()
    await admin.execute("UPDATE kpi.target_versions SET annual = 1 WHERE year = '2010-11'")
    await admin.execute("UPDATE kpi.figure_versions SET numerator = 1 WHERE period = '2019-20-M04'")
    await admin.close()
    changed = await board.verify(release)

    assert (held["composed_by"], held["findings"]) == (1, [])
    assert "direction, membership, rag_changed, withdrawn" in held["note"]
    assert [one["address"] for one in changed["findings"]] == [
        ["figure_versions"],
        ["target_versions"],
    ]


async def test_the_composition_is_kept_with_the_release_and_audited(board: Board) -> None:
    release = await _scheduled(board)
    admin = await board.suite.database.admin.connect()
    kept = await admin.fetchval(
        "SELECT sources ->> 'composed_by' FROM kpi.release_acts WHERE act = 'scheduled'"
    )
    await admin.execute(
        "UPDATE kpi.release_acts SET sources = sources || '{\"composed_by\": 1}'"
        " WHERE act = 'scheduled'"
    )
    await admin.close()
    verdict = await board.verify(release)

    assert kept == "3"
    assert [one["code"] for one in verdict["findings"]] == ["audit_differs"]
