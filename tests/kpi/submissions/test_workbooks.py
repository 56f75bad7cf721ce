"""XLSX through the API: what a CSV comes to, with the rows of the spreadsheet for places."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

import httpx
import pytest

from services.kpi.submissions import files
from services.kpi.submissions.reading import COLUMNS
from shared.sheets.workbooks.writing import written_xlsx
from shared.sheets.writing import Table, written_csv
from shared.web.payloads import CSV, XLSX
from tests.suite import Suite

COUNCIL: Final = "E07000132"
CODE: Final = "council-tax-in-year"


def row(period: str, numerator: Any, *, reason: str | None = None) -> tuple[Any, ...]:
    return (COUNCIL, CODE, period, numerator, 67210000, None, "final", reason, None)


ROWS: Final = [
    row("2019-20-M10", 62834112.45),
    row("2019-20-M09", "a lot"),
    row("Dec-16", 1),
    row("2019-20-M08", 50000000, reason="- receipts of the 29th\n- banked late"),
]


async def post(
    suite: Suite, content: bytes, media_type: str = XLSX, **query: Any
) -> httpx.Response:
    headers = await suite.officer(COUNCIL) | {"Content-Type": media_type}
    return await suite.http.post(
        "/v1/kpi/submissions", content=content, headers=headers, params=query
    )


async def stored(suite: Suite) -> list[dict[str, Any]]:
    answer = await suite.http.get(
        f"/v1/kpi/bodies/{COUNCIL}/figures", headers=await suite.officer(COUNCIL)
    )
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def told(answer: httpx.Response) -> list[dict[str, Any]]:
    """Return each row's result, but for its line."""
    return [{**result, "line": None} for result in answer.json()["results"]]


def in_error(content: bytes, cell: str) -> bytes:
    """Return a workbook in which a cell is in error, as after a division by nothing."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                before, after = part.split(f'<c r="{cell}">'.encode())
                rest = after.partition(b"</c>")[2]
                broken = f'<c r="{cell}" t="e"><f>1/0</f><v>#DIV/0!</v></c>'.encode()
                part = before + broken + rest
            new.writestr(name, part)
    return file.getvalue()


async def test_a_workbook_comes_to_what_the_same_csv_comes_to(suite: Suite) -> None:
    await suite.define_indicator()
    table = Table(COLUMNS, ROWS)
    dry = await post(suite, written_csv(table), CSV, mode="validate")
    answer = await post(suite, written_xlsx(table), source_system="ledger")

    assert (dry.status_code, answer.status_code) == (200, 201), answer.text
    assert told(answer) == told(dry)
    results = answer.json()["results"]
    assert [(one["row"], one["line"]) for one in results] == [(1, 2), (2, 3), (3, 4), (4, 5)]
    assert [one["outcome"] for one in results] == ["created", "rejected", "rejected", "created"]
    assert results[0]["value"] == 93.489231  # 100 x 62,834,112.45 / 67,210,000
    assert [
        (problem["code"], problem["column"]) for one in results for problem in one["problems"]
    ] == [("not_a_number", "numerator"), ("period_unclear", "period")]
    august, january = await stored(suite)
    assert (january["numerator"], january["source_system"]) == (62834112.45, "ledger")
    assert august["reason"] == "- receipts of the 29th\n- banked late"


async def test_the_same_figures_by_workbook_and_csv_are_unchanged(suite: Suite) -> None:
    await suite.define_indicator()
    table = Table(COLUMNS, [ROWS[0], ROWS[3]])
    first = await post(suite, written_xlsx(table))
    again = await post(suite, written_csv(table), CSV)

    assert [one["outcome"] for one in first.json()["results"]] == ["created"] * 2
    assert [one["outcome"] for one in again.json()["results"]] == ["unchanged"] * 2


async def test_a_cell_in_error_is_told_by_row_and_column_and_nothing_is_stored(
    suite: Suite,
) -> None:
    """What else was worked out from it can't be known."""
    await suite.define_indicator()
    workbook = in_error(written_xlsx(Table(COLUMNS, [ROWS[0], ROWS[3]])), "D3")
    answer = await post(suite, workbook)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    [fault] = answer.json()["errors"]
    assert (fault["row"], fault["column"], fault["code"]) == (2, "numerator", "cell_in_error")
    assert "D3" in fault["detail"]
    assert await stored(suite) == []


async def test_a_long_workbook_is_kept_in_chunks(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    await suite.define_indicator()
    answer = await post(suite, written_xlsx(Table(COLUMNS, ROWS)))

    assert answer.status_code == 201
    counts = answer.json()["counts"]
    assert (counts["created"], counts["rejected"]) == (2, 2)
    assert [one["line"] for one in answer.json()["results"]] == [3, 4]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"body,indicator,period\r\n", 400),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000), 400),
        (written_xlsx(Table(("body", "indicator", "period", "colour"), [])), 422),
        (written_xlsx(Table(COLUMNS, [])), 422),
    ],
)
async def test_what_is_no_workbook_of_figures_is_refused(
    suite: Suite, content: bytes, status: int
) -> None:
    answer = await post(suite, content)

    assert answer.status_code == status, answer.text
