"""What becomes of rows: each is judged by itself."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlalchemy import event
from sqlalchemy.engine import Engine

from services.risk.exchange import use_cases
from services.risk.risks import use_cases as risks
from shared.contracts.risk.registers import MOST_RISKS
from tests.promises.crowds import FULL, sized
from tests.risk.exchange.sheets import Sheets, filled, outcomes, problems


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
    await filled(sheets.desk)
    before = (await sheets.desk.get("view"))["items"][0]

    answer = await sheets.sent({"reference": "R1", "treatment": None})

    assert outcomes(answer) == {"R1": "restated"}
    after = (await sheets.desk.get("view"))["items"][0]
    assert (
        after | {"treatment": before["treatment"], "recorded_at": before["recorded_at"]} == before
    )
    assert after["treatment"] is None


async def test_a_closed_risk_is_not_changed_by_a_row(sheets: Sheets) -> None:
    await filled(sheets.desk)

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


async def test_what_a_date_means_does_not_take_away_how_it_was_written(sheets: Sheets) -> None:
    """Sent without the column of the texts: `Dec-16` stays, unless another date is meant."""
    await filled(sheets.desk)
    row = {"reference": "R1", "identified_value": "2016-12"}

    same = await sheets.sent(row | {"current_assessed_value": "2019-12-16"})
    other = await sheets.sent(row | {"identified_value": "2017-01"})

    assert outcomes(same) == {"R1": "unchanged"}
    assert outcomes(other) == {"R1": "restated"}
    after = (await sheets.desk.get("view"))["items"][0]
    assert after["identified"] == {
        "as_written": "2017-01",
        "value": "2017-01",
        "precision": "month",
    }


async def test_a_row_is_not_assessed_in_the_future(sheets: Sheets) -> None:
    row = {"reference": "R1", "title": "T", "current_impact": 1, "current_assessed": "2099-01-31"}

    answer = await sheets.sent(row, {"reference": "R2", "title": "T"})

    assert problems(answer) == [("assessed_in_future", "current_assessed")]


async def test_nor_identified(sheets: Sheets) -> None:
    row = {"reference": "R1", "title": "T", "identified": "2099-01-31"}

    answer = await sheets.sent(row, {"reference": "R2", "title": "T"})

    assert problems(answer) == [("identified_in_future", "identified")]


async def test_a_register_that_is_full_takes_no_risk_more(
    sheets: Sheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one from another register; what stands in it is still changed, and closed ones count."""
    for counts in (use_cases, risks):
        monkeypatch.setattr(counts, "MOST_RISKS", 2)
    desk = sheets.desk
    await desk.register("projects", title="Project risks")
    await desk.risk("P1", register_code="projects")
    await desk.risk("R1")
    await desk.step("R1", "close", "Over")

    rows = [{"reference": name, "title": "T"} for name in ("R2", "R3", "R4")]
    answer = await sheets.sent(*rows)
    again = await sheets.sent({"reference": "R2", "title": "Anew"})
    who = await desk.writer()
    seen = await desk.suite.http.get(f"{desk.at}/risks/P1", headers=who)
    moved = await desk.suite.http.put(
        f"{desk.at}/risks/P1",
        json={"register_code": "operational", "title": "T"},
        headers=who | {"If-Match": seen.headers["etag"]},
    )

    assert outcomes(answer) == {"R2": "created", "R3": "rejected", "R4": "rejected"}
    assert problems(answer) == [("register_full", "reference")] * 2
    assert outcomes(again) == {"R2": "restated"}
    assert moved.status_code == 422
    assert [fault["code"] for fault in moved.json()["errors"]] == ["register_full"]


@pytest.mark.skipif(not FULL, reason="5,000 risks take half a minute")
async def test_each_view_of_a_full_register_is_answered(sheets: Sheets) -> None:
    """With references as long as they may be, each twice in the picture."""
    desk = sheets.desk
    rows: list[dict[str, Any]] = [
        {
            "reference": f"{number:040}",
            "title": f"Risk {number}",
            "current_likelihood": 1 + number % 5,
            "current_impact": 1 + number // 5 % 5,
        }
        for number in range(MOST_RISKS)
    ]
    assert (await sheets.sent(*rows)).status_code == 201
    since = (await desk.risk(f"{0:040}", title="Anew"))["recorded_at"]

    for view, asked in (
        ("view", {"sort": "score"}),
        ("view", {"format": "csv"}),
        ("view", {"format": "xlsx"}),
        ("heatmap", {"format": "svg", "from_": since}),
        ("heatmap", {"format": "png", "from_": since}),
        ("movement", {"from_": "2020-01-01"}),
        ("top", {}),
        ("overdue", {}),
        ("risks", {"format": "xlsx"}),
    ):
        answer = await desk.ask(view, **asked)
        assert answer.status_code == 200, (view, asked, answer.text)


async def test_a_table_of_the_register_is_whole_unless_a_page_is_asked_for(sheets: Sheets) -> None:
    """A list in JSON has 100 items, unless told."""
    rows = [{"reference": f"R{number:03}", "title": "T"} for number in range(105)]
    assert (await sheets.sent(*rows)).status_code == 201

    async def lines(**query: str) -> int:
        answer = await sheets.desk.ask("view", format="csv", **query)
        assert answer.status_code == 200, answer.text
        return answer.text.count("\r\n") - 1

    page = await sheets.desk.get("view")
    assert (len(page["items"]), await lines(), await lines(unscored="false")) == (100, 105, 0)
    assert (await lines(limit="7"), await lines(cursor=page["next_cursor"])) == (7, 5)
    book = await sheets.desk.ask("view", format="xlsx")
    assert len(load_workbook(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()) == 106


async def test_a_row_tells_what_is_odd_beside_a_score_of_an_earlier_version_of_its_register(
    sheets: Sheets,
) -> None:
    """The current 12 is above the inherent 8, whatever the register was called when 8 was said."""
    await sheets.sent(
        {"reference": "R1", "title": "T", "inherent_likelihood": 2, "inherent_impact": 4}
    )
    await sheets.desk.register(title="Risks of the shared service")
    await sheets.sent({"reference": "R1", "current_likelihood": 3, "current_impact": 4})

    at = f"{sheets.desk.at}/risks/R1/assessments"
    made = await sheets.desk.suite.http.get(at, headers=await sheets.desk.writer())
    flags = [[flag["code"] for flag in one["flags"]] for one in made.json()["items"]]
    assert flags == [["current_above_inherent"], []]


async def test_an_unclear_date_is_asked_back_by_the_columns_of_the_sheet(sheets: Sheets) -> None:
    """Dec-16 may be a month of 2016 or a day: the sheet says which beside it."""
    row = {"reference": "R1", "title": "T", "current_likelihood": 2, "current_impact": 1}
    of_risk = await sheets.sent(row | {"identified": "Dec-16"})
    of_score = await sheets.sent(row | {"current_assessed": "Dec-16"})
    meant = await sheets.sent(row | {"identified": "Dec-16", "identified_value": "2016-12"})

    for answer, column in ((of_risk, "identified"), (of_score, "current_assessed")):
        [told] = answer.json()["results"][0]["problems"]
        assert told["detail"].endswith(f"; write what is meant in {column}_value")
        assert "as_written" not in answer.text
    assert meant.status_code == 201, meant.text


async def test_one_text_is_one_owner_whatever_stands_between_its_words(sheets: Sheets) -> None:
    """A semicolon parts owners in a cell, and nothing else does: all come back as they were."""
    one_each = ["Head of Revenues & Benefits", "LB/SC", "Fraud, error and debt"]
    await sheets.desk.risk("R1", owners=one_each)
    await sheets.sent({"reference": "R2", "title": "T", "owners": "LB; SC"})
    cells = await sheets.out()
    again = await sheets.back(cells)

    assert outcomes(again) == {"R1": "unchanged", "R2": "unchanged"}
    found = {owner: await sheets.desk.get("view", owner=owner) for owner in ("LB/SC", "lb")}
    rows = {owner: [row["reference"] for row in one["items"]] for owner, one in found.items()}
    assert rows == {"LB/SC": ["R1"], "lb": ["R2"]}
    assert found["LB/SC"]["items"][0]["owners"] == one_each
