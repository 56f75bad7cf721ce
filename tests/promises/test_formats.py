"""What can be read as a table is CSV and XLSX that any spreadsheet or reader takes."""

from __future__ import annotations

import csv
import io

import pytest
from python_calamine import load_workbook

from tests.promises.makers import made
from tests.promises.operations import CSV, JSON, XLSX, Operation, where
from tests.promises.refusing import check_refused
from tests.promises.world import Call, World

each_with_csv = pytest.mark.parametrize("operation", where(lambda o: o.writes_csv), ids=str)
each_with_xlsx = pytest.mark.parametrize("operation", where(lambda o: o.writes_xlsx), ids=str)


@each_with_csv
@pytest.mark.parametrize(
    "accept", [CSV, "text/*", "application/json;q=0.5, text/csv", "application/pdf, text/csv"]
)
async def test_csv_is_asked_for_by_header_or_query_alike(
    world: World, operation: Operation, accept: str
) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    by_header = await world.send(call.with_headers(accept=accept), caller)
    by_query = await world.send(_as_csv(call), caller)

    assert by_header.status_code == 200
    assert by_header.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert by_header.headers["vary"] == "Accept"
    assert by_header.headers["content-disposition"].endswith('.csv"')
    assert by_header.content == by_query.content
    assert by_header.headers["etag"] == by_query.headers["etag"]


@each_with_csv
async def test_json_too_says_that_it_varies(world: World, operation: Operation) -> None:
    answer = await world.send(await made(world, operation), await world.entitled(operation))

    assert answer.headers["content-type"] == JSON
    assert answer.headers["vary"] == "Accept"


@each_with_csv
async def test_csv_is_as_rfc_4180_has_it(world: World, operation: Operation) -> None:
    """Lines end in CR LF, and each has as many cells as the header names columns."""
    answer = await world.send(
        _as_csv(await made(world, operation)), await world.entitled(operation)
    )

    lines = answer.content.decode("utf-8").split("\r\n")
    assert lines[-1] == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""), strict=True)
    assert len(rows) >= 1
    assert len(set(header)) == len(header)
    assert [len(row) for row in rows] == [len(header)] * len(rows)
    assert all(name.replace(".", "_").isidentifier() and name.islower() for name in header)


@each_with_csv
async def test_csv_has_the_same_columns_whatever_stands_in_them(
    world: World, operation: Operation
) -> None:
    caller = await world.entitled(operation)
    call = _as_csv(await made(world, operation))
    before = call.with_query(("known_at", "2001-01-01T00:00:00Z"))
    headers = {
        (await world.send(asked, caller)).text.split("\r\n")[0]
        for asked in (call, call, before)
        if (await world.send(asked, caller)).status_code == 200
    }

    assert len(headers) == 1


@each_with_csv
async def test_an_unknown_format_is_invalid(world: World, operation: Operation) -> None:
    call = (await made(world, operation)).with_query(("format", "docx"))
    answer = await check_refused(world, call, await world.entitled(operation), status=422)

    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["format"]


@each_with_csv
@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "application/pdf, text/html"])
async def test_a_format_that_cannot_be_written_is_not_acceptable(
    world: World, operation: Operation, accept: str
) -> None:
    call = (await made(world, operation)).with_headers(accept=accept)
    await check_refused(world, call, await world.entitled(operation), status=406)


@each_with_xlsx
async def test_xlsx_is_asked_for_by_header_or_query_alike(
    world: World, operation: Operation
) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    by_header = await world.send(call.with_headers(accept=XLSX), caller)
    by_query = await world.send(call.with_query(("format", "xlsx")), caller)

    assert by_header.status_code == 200
    assert by_header.headers["content-type"] == XLSX
    assert by_header.headers["vary"] == "Accept"
    assert by_header.headers["content-disposition"].endswith('.xlsx"')
    assert by_header.content == by_query.content
    assert by_header.headers["etag"] == by_query.headers["etag"]


@each_with_xlsx
async def test_a_workbook_has_the_cells_of_the_csv(world: World, operation: Operation) -> None:
    """The same columns and rows: numbers are the same numbers, and all else the same text."""
    call, caller = await made(world, operation), await world.entitled(operation)
    as_csv = await world.send(_as_csv(call), caller)
    as_xlsx = await world.send(call.with_query(("format", "xlsx")), caller)

    header, *rows = csv.reader(io.StringIO(as_csv.text, newline=""), strict=True)
    read, *found = load_workbook(io.BytesIO(as_xlsx.content)).get_sheet_by_index(0).to_python()
    assert read == header
    assert len(found) == len(rows) >= 1
    for cells, texts in zip(found, rows, strict=True):
        assert [_text(cell) for cell in cells] == [_text(_number(text)) for text in texts]


async def test_what_is_a_table_is_both(world: World) -> None:
    assert where(lambda o: o.writes_csv) == where(lambda o: o.writes_xlsx)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _text(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _as_csv(call: Call) -> Call:
    return call.with_query(("format", "csv"))
