"""Sheets as an officer has them: read, changed in a cell, and written again by other means."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any, Final

import httpx
import xlsxwriter

from services.risk.exchange.reading import FORM
from shared.sheets.workbooks.sheet import WorkbookSheet
from tests.risk.views.desk import REGISTER, SECRET, Desk
from tests.sheets import lines_of

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Final = {"csv": "text/csv", "xlsx": XLSX}
Cells = list[list[str]]


@dataclass
class Sheets:
    """A desk whose register goes out as a sheet and comes in again."""

    desk: Desk
    kind: str = "csv"

    @property
    def at(self) -> str:
        """Where both happen."""
        return f"{self.desk.at}/registers/{REGISTER}/risks"

    async def out(self, who: dict[str, str] | None = None) -> Cells:
        """Export the register, and return its cells, the header first."""
        answer = await self.desk.ask("risks", who, format=self.kind)
        assert answer.status_code == 200, answer.text
        return read(self.kind, answer.content)

    async def back(
        self, cells: Cells, who: dict[str, str] | None = None, **query: Any
    ) -> httpx.Response:
        """Import cells, as the desk's writer unless told."""
        return await self.desk.suite.http.post(
            self.at,
            content=written(self.kind, cells),
            params=query,
            headers=(who or await self.desk.writer()) | {"Content-Type": TYPES[self.kind]},
        )

    async def sent(
        self, *rows: dict[str, Any], who: dict[str, str] | None = None, **query: Any
    ) -> httpx.Response:
        """Import rows in JSON, as the desk's writer unless told."""
        headers = who or await self.desk.writer()
        return await self.desk.suite.http.post(
            self.at, json={"items": rows}, params=query, headers=headers
        )


def read(kind: str, content: bytes) -> Cells:
    """Return a file's cells: a CSV's by the standard library, a workbook's by our reader."""
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8"))))
    file = io.BytesIO(content)
    header = WorkbookSheet(file, columns=FORM.names, required=()).header
    lines = lines_of(WorkbookSheet(file, columns=header, required=()))
    return [header, *(line.cells for line in lines)]


def written(kind: str, cells: Cells) -> bytes:
    """Return a file with these cells, each a text."""
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(cells)
        return text.getvalue().encode()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(cells):
            sheet.write_row(place, 0, row)
    return file.getvalue()


def change(cells: Cells, reference: str, column: str, said: str) -> None:
    """Change one cell."""
    row = next(row for row in cells[1:] if row[0] == reference)
    row[cells[0].index(column)] = said


def outcomes(answer: httpx.Response) -> dict[str, str]:
    """Return what became of each row, by reference."""
    assert answer.status_code in {200, 201, 422}, answer.text
    return {row["reference"]: row["outcome"] for row in answer.json()["results"]}


def problems(answer: httpx.Response) -> list[tuple[str, str | None]]:
    """Return what is wrong in which column."""
    return [
        (problem["code"], problem["column"])
        for row in answer.json()["results"]
        for problem in row["problems"]
    ]


async def filled(desk: Desk) -> None:
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
