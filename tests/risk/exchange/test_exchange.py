"""A register out as a sheet, changed, and in again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.promises.crowds import sized
from tests.risk.exchange.sheets import Sheets, change, outcomes, problems
from tests.risk.views.desk import SECRET, Desk, matrix


@pytest.fixture
def sheets(desk: Desk) -> Sheets:
    return Sheets(desk)


async def _filled(desk: Desk) -> None:
    """Three risks with all that a risk may say, one of them with Part 2."""
    await desk.risk(
        "R1",
        cause="=1+1 is no formula",
        event="Two lines\nof text",
        consequence=SECRET,
        response="treat",
        treatment="'quoted",
        owners=["LB", "Head; Revenues"],
        identified={"as_written": "Dec-16", "value": "2016-12", "precision": "month"},
        indicators=["council-tax-in-year"],
        items=["R5a", "R5b"],
        confidential=["consequence"],
    )
    await desk.assess("R1", 4, 5, kind="inherent")
    await desk.assess("R1", 3, 4, reason=SECRET, reason_is_confidential=True, assessed="2019-12-16")
    await desk.assess("R1", 2, None, kind="target")
    await desk.risk("R2", title="-5 degrees")
    await desk.risk("R3")
    await desk.assess("R3", 1, 2)
    await desk.step("R3", "close", "Over")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_an_export_sent_back_changes_nothing(desk: Desk, kind: str) -> None:
    await _filled(desk)
    sheets = Sheets(desk, kind)
    before = (await desk.get("view"))["items"]

    answer = await sheets.back(await sheets.out())

    assert outcomes(answer) == dict.fromkeys(("R1", "R2", "R3"), "unchanged")
    assert problems(answer) == []
    assert (await desk.get("view"))["items"] == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_one_cell_changed_restates_one_risk(desk: Desk, kind: str) -> None:
    await _filled(desk)
    sheets = Sheets(desk, kind)
    cells = await sheets.out()
    change(cells, "R2", "treatment", "A second provider")

    answer = await sheets.back(cells)

    assert answer.status_code == 201
    assert outcomes(answer) == {"R1": "unchanged", "R2": "restated", "R3": "unchanged"}
    assert answer.json()["counts"] == {
        "created": 0,
        "restated": 1,
        "unchanged": 2,
        "held": 0,
        "rejected": 0,
    }
    rows = {row["reference"]: row for row in (await desk.get("view"))["items"]}
    assert rows["R2"]["treatment"] == "A second provider"


async def test_a_score_changes_in_one_cell_for_a_reason(sheets: Sheets) -> None:
    """The reason of the score that stands is not the new one's."""
    await _filled(sheets.desk)
    cells = await sheets.out()
    change(cells, "R1", "current_likelihood", "5")

    without = await sheets.back(cells)
    answer = await sheets.back(cells, reason="Two staff left")

    assert problems(without) == [("reason_missing", "current_reason")]
    assert outcomes(answer) == {"R1": "restated", "R2": "unchanged", "R3": "unchanged"}
    assessed = await sheets.desk.suite.http.get(
        f"{sheets.desk.at}/risks/R1/assessments?limit=1", headers=await sheets.desk.writer()
    )
    [newest] = assessed.json()["items"]
    assert (newest["score"], newest["reason"], newest["assessed"]) == (20, "Two staff left", None)


async def test_a_score_of_an_earlier_matrix_comes_in_again_as_it_is(sheets: Sheets) -> None:
    await _filled(sheets.desk)
    await sheets.desk.register(matrix=matrix(4), reason="Four by four")

    answer = await sheets.back(await sheets.out())

    assert set(outcomes(answer).values()) == {"unchanged"}


async def test_who_does_not_see_part_two_leaves_it_as_it_is(sheets: Sheets) -> None:
    await _filled(sheets.desk)
    clerk = await sheets.desk.clerk()
    cells = await sheets.out(clerk)
    assert SECRET not in str(cells)
    change(cells, "R1", "event", "Another")

    answer = await sheets.back(cells, clerk)

    assert SECRET not in answer.text
    assert outcomes(answer)["R1"] == "restated"
    row = (await sheets.desk.get("view"))["items"][0]
    assert (row["event"], row["consequence"]) == ("Another", SECRET)


async def test_a_row_that_leaves_part_two_out_leaves_it_as_it_is(sheets: Sheets) -> None:
    await _filled(sheets.desk)

    answer = await sheets.sent({"reference": "R1", "event": "E"}, who=await sheets.desk.clerk())

    assert outcomes(answer) == {"R1": "restated"}
    assert (await sheets.desk.get("view"))["items"][0]["consequence"] == SECRET


async def test_who_does_not_see_part_two_does_not_write_there(sheets: Sheets) -> None:
    await _filled(sheets.desk)
    clerk = await sheets.desk.clerk()
    cells = await sheets.out(clerk)
    change(cells, "R1", "consequence", "A guess")
    change(cells, "R1", "confidential", "")

    answer = await sheets.back(cells, clerk)

    assert outcomes(answer)["R1"] == "rejected"
    assert problems(answer) == [("confidential", "consequence"), ("confidential", "confidential")]
    assert SECRET not in answer.text


async def test_a_sheet_of_another_register_makes_its_risks(sheets: Sheets) -> None:
    """Out of one body and into another, nothing but the state of the closed one is lost."""
    await _filled(sheets.desk)
    cells = await sheets.out()
    other = Sheets(Desk(sheets.desk.suite, "another-council"))
    who = await other.desk.suite.key(
        "mover",
        risk_read=["another-council"],
        risk_write=["another-council"],
        risk_confidential=["another-council"],
    )
    given = {"title": "Operational risks", "category": "operational"}
    await other.desk.suite.http.put(
        f"{other.desk.at}/registers/operational", json=given, headers=who | {"If-None-Match": "*"}
    )

    refused = await other.back(cells, who)
    change(cells, "R3", "state", "")
    change(cells, "R3", "state_reason", "")
    answer = await other.back(cells, who)

    assert problems(refused) == [("state_not_taken", "state"), ("state_not_taken", "state_reason")]
    assert outcomes(answer) == {"R1": "unchanged", "R2": "unchanged", "R3": "created"}
    change(cells, "R3", "state", "open")
    assert await other.out(who) == cells


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"reference": "R1", "cause": "No title"}, ("title_missing", "title")),
        ({"reference": "no spaces", "title": "T"}, ("invalid", "reference")),
        ({"reference": "R1", "title": "T", "category": "cosmic"}, ("unknown_category", "category")),
        (
            {"reference": "R1", "title": "T", "current_impact": 9},
            ("off_the_matrix", "current_impact"),
        ),
        ({"reference": "R1", "title": "T", "identified": "Dec-16"}, ("date_unclear", "identified")),
        (
            {"reference": "R1", "title": "T", "current_assessed": "Dec-16", "current_impact": 1},
            ("date_unclear", "current_assessed"),
        ),
        ({"reference": "R1", "title": "T", "colour": "red"}, ("unknown_field", "colour")),
        ({"reference": "R1", "title": "T", "confidential": "title"}, ("invalid", "confidential")),
        ({"title": "T"}, ("reference_missing", "reference")),
    ],
    ids=str,
)
async def test_a_bad_row_is_rejected_by_row_and_column(
    sheets: Sheets, row: dict[str, Any], problem: tuple[str, str]
) -> None:
    answer = await sheets.sent(row, {"reference": "R9", "title": "A good one"})

    assert answer.status_code == 201, answer.text
    first, second = answer.json()["results"]
    assert (first["row"], first["outcome"], second["outcome"]) == (1, "rejected", "created")
    assert problem in problems(answer)


async def test_a_reference_stands_in_one_row(sheets: Sheets) -> None:
    twice = [{"reference": "R1", "title": title} for title in ("One", "Other")]
    answer = await sheets.sent(*twice, {"reference": "R2", "title": "T"})

    assert answer.json()["counts"]["rejected"] == 2
    assert problems(answer) == [("duplicate_in_batch", "reference")] * 2


async def test_all_or_none_are_kept_if_asked(sheets: Sheets) -> None:
    rows = [{"reference": "R1", "title": "T"}, {"reference": "R2"}]

    answer = await sheets.sent(*rows, atomic="true")

    assert (answer.status_code, answer.json()["code"]) == (422, "batch_rejected")
    assert outcomes(answer) == {"R1": "created", "R2": "rejected"}
    assert (await sheets.desk.get("view"))["items"] == []


async def test_where_nothing_is_right_nothing_is_accepted(sheets: Sheets) -> None:
    answer = await sheets.sent({"reference": "R1"})

    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_accepted")
    [fault] = answer.json()["errors"]
    assert (fault["row"], fault["column"]) == (1, "title")


async def test_a_rehearsal_stores_nothing(sheets: Sheets) -> None:
    answer = await sheets.sent({"reference": "R1", "title": "T"}, mode="validate")

    assert (answer.status_code, outcomes(answer)) == (200, {"R1": "created"})
    assert (await sheets.desk.get("view"))["items"] == []


async def test_what_a_row_leaves_out_stays(sheets: Sheets) -> None:
    await _filled(sheets.desk)
    before = (await sheets.desk.get("view"))["items"][0]

    answer = await sheets.sent({"reference": "R1", "treatment": None})

    assert outcomes(answer) == {"R1": "restated"}
    after = (await sheets.desk.get("view"))["items"][0]
    assert (
        after | {"treatment": before["treatment"], "recorded_at": before["recorded_at"]} == before
    )
    assert after["treatment"] is None


async def test_a_closed_risk_is_not_changed_by_a_row(sheets: Sheets) -> None:
    await _filled(sheets.desk)

    answer = await sheets.sent({"reference": "R3", "title": "Anew"})

    assert problems(answer) == [("wrong_state", None)]


async def test_a_risk_of_another_register_is_left_there(sheets: Sheets) -> None:
    await sheets.desk.register("projects", title="Project risks")
    await sheets.desk.risk("R1", register_code="projects")

    answer = await sheets.sent({"reference": "R1", "title": "Mine"})

    assert problems(answer) == [("in_another_register", "reference")]


async def test_a_large_register_takes_a_handful_of_statements(sheets: Sheets) -> None:
    """In, out again, and in every view: as many statements as for two."""
    said: list[str] = []

    def note(*call: Any) -> None:
        if "body" in call[2]:  # a new connection asks something of its own
            said.append(call[2])

    async def counted(number: int) -> list[int]:
        rows = [
            {
                "reference": f"R{place:03}",
                "title": f"Risk {place}",
                "current_likelihood": 1 + place % 5,
                "current_impact": 1 + place // 5 % 5,
            }
            for place in range(number)
        ]
        counts = []
        answer = await sheets.sent(*rows)
        assert answer.status_code == 201
        since = (await sheets.desk.risk("R000", title="Anew"))["recorded_at"]
        for view in ("view", "heatmap", "movement", "top", "overdue", "risks"):
            said.clear()
            query = {"from_": since} if view in {"view", "heatmap", "movement"} else {}
            await sheets.desk.get(view, **query)
            counts.append(len(said))
        return counts

    event.listen(Engine, "before_cursor_execute", note)
    try:
        few, many = await counted(2), await counted(sized(50, full=200))
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert many == few
    assert max(few) < 30
