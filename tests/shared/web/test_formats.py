"""Formats: what `Accept` and `format` ask for, and what is answered."""

from __future__ import annotations

import io

import pytest

from shared.refusals import NotAcceptable
from shared.sheets.workbooks.sheet import WorkbookSheet
from shared.web.formats import Format, negotiated
from tests.shared.desk import BODY, Desk
from tests.sheets import lines_of

AT = "/v1/kpi/desk/table"
JSON, CSV, XLSX = Format.JSON, Format.CSV, Format.XLSX
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/*", JSON),
        ("text/csv", CSV),
        ("text/*", CSV),
        ("TEXT/CSV; header=present", CSV),
        ("application/json;q=0.5, text/csv", CSV),
        ("text/csv, application/json", CSV),
        ("text/csv;q=0.4, application/json;q=0.5", JSON),
        ("text/csv; q=0.8, */*; q=0.1", CSV),
        ("image/png, text/csv;q=0.1", CSV),
        ("text/csv;q=0, application/json", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),  # a browser
        ("application/json;q=0, */*", CSV),  # anything but JSON
        ("application/json;q=0, application/*", XLSX),
        (WORKBOOK, XLSX),
        (f"text/csv;q=0.9, {WORKBOOK}", XLSX),
        (f"{WORKBOOK};q=0, text/csv;q=0.1", CSV),
    ],
)
def test_the_most_wanted_format_that_can_be_written_is_chosen(
    accept: str, expected: Format
) -> None:
    assert negotiated(accept) is expected


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/csv;q=0",
        "*/*;q=0",
        "application/xml, image/*",
        "json",
        "text/csv;q=x",
        "text/csv;q=nan",
        "",
    ],
)
def test_formats_that_cannot_be_written_are_not_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        negotiated(accept)


async def test_the_query_wins_over_the_header(desk: Desk) -> None:
    caller = desk.caller(BODY) | {"Accept": "application/json"}
    answer = await desk.http.get(AT + "?format=csv", headers=caller)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="sign.csv"'
    assert answer.content == b"text\r\n'=1+1\r\n"


async def test_a_workbook_is_answered_as_a_file(desk: Desk) -> None:
    by_query = await desk.http.get(AT + "?format=xlsx", headers=desk.caller(BODY))
    by_header = await desk.http.get(AT, headers=desk.caller(BODY) | {"Accept": WORKBOOK})

    assert by_query.headers["content-type"] == WORKBOOK
    assert by_query.headers["content-disposition"] == 'attachment; filename="sign.xlsx"'
    assert by_query.content == by_header.content
    sheet = WorkbookSheet(io.BytesIO(by_query.content), columns=("text",), required=("text",))
    assert [line.cells for line in lines_of(sheet)] == [["=1+1"]]


async def test_json_is_the_answer_to_who_does_not_ask(desk: Desk) -> None:
    answer = await desk.http.get(AT, headers=desk.caller(BODY))

    assert answer.json() == {"text": "=1+1"}


async def test_each_format_says_that_the_header_chose_it(desk: Desk) -> None:
    for accept in ("application/json", "text/csv", WORKBOOK):
        answer = await desk.http.get(AT, headers=desk.caller(BODY) | {"Accept": accept})
        assert answer.headers["vary"] == "Accept"


async def test_each_format_has_a_tag_of_its_own(desk: Desk) -> None:
    tags = {
        (await desk.http.get(AT + f"?format={name}", headers=desk.caller(BODY))).headers["etag"]
        for name in ("json", "csv", "xlsx")
    }

    assert len(tags) == 3


async def test_an_unknown_format_is_refused_as_the_caller_asked_for_it(desk: Desk) -> None:
    by_query = await desk.http.get(AT + "?format=pdf", headers=desk.caller(BODY))
    by_header = await desk.http.get(AT, headers=desk.caller(BODY) | {"Accept": "image/png"})

    assert by_query.status_code == 422
    assert by_header.status_code == 406
    assert by_header.json()["code"] == "not_acceptable"
