"""Workbooks made by hand, part by part: as Excel writes them, but for what a test changes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from shared.sheets.workbooks.sheet import WorkbookSheet
from tests.sheets import Line, lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET: Final = "xl/worksheets/sheet1.xml"
STRINGS: Final = "xl/sharedStrings.xml"
STYLES: Final = "xl/styles.xml"
WORKBOOK: Final = "xl/workbook.xml"


def sheet(rows: str) -> str:
    """Return the part of a sheet."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def row(number: int, *cells: str) -> str:
    """Return a row of cells, of which each is XML such as `<v>1</v>`, or "" for none."""
    made = [
        f'<c r="{chr(ord("A") + place)}{number}"{cell}</c>'
        for place, cell in enumerate(cells)
        if cell
    ]
    return f'<row r="{number}">{"".join(made)}</row>'


def text(said: str) -> str:
    """Return a cell of text."""
    return f' t="inlineStr"><is><t>{said}</t></is>'


def number(written: str, style: int = 0) -> str:
    """Return a cell of a number."""
    return f' s="{style}"><v>{written}</v>'


def header(*names: str) -> str:
    """Return the first row."""
    return row(1, *map(text, names))


def styles(*codes: str | int) -> str:
    """Return the part of styles: the first is general, then one for each format."""
    custom = {164 + place: code for place, code in enumerate(codes) if isinstance(code, str)}
    formats = [
        0,
        *(code if isinstance(code, int) else 164 + place for place, code in enumerate(codes)),
    ]
    listed = "".join(f'<numFmt numFmtId="{i}" formatCode="{c}"/>' for i, c in custom.items())
    of_cells = "".join(f'<xf numFmtId="{each}"/>' for each in formats)
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{listed}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{of_cells}</cellXfs>'
        "</styleSheet>"
    )


def strings(*texts: str) -> str:
    """Return the part of shared texts, of which each is XML such as `<t>a</t>`."""
    return f'<sst xmlns="{_MAIN}">{"".join(f"<si>{each}</si>" for each in texts)}</sst>'


def workbook(
    sheets: Sequence[tuple[str, str]] = (("Sheet1", "visible"),), *, about: str = ""
) -> str:
    """Return the part that names the sheets, each with its state."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{place}" state="{state}" r:id="rId{place}"/>'
        for place, (name, state) in enumerate(sheets, start=1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{about}<sheets>{listed}</sheets></workbook>'
    )


def _related(*parts: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in parts
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'


def parts(rows: str = "", **changed: str | bytes) -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _related(("rId1", "officeDocument", "xl/workbook.xml")),
        WORKBOOK: workbook(),
        "xl/_rels/workbook.xml.rels": _related(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "worksheet", "/xl/worksheets/sheet2.xml"),
            ("rId3", "chartsheet", "chartsheets/sheet1.xml"),
            ("rId8", "styles", "styles.xml"),
            ("rId9", "sharedStrings", "sharedStrings.xml"),
        ),
        STYLES: styles(),
        STRINGS: strings(),
        SHEET: sheet(rows),
        **changed,
    }


def zipped(members: Mapping[str, str | bytes]) -> io.BytesIO:
    """Return parts as a workbook's file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def crafted(rows: str, changed: Mapping[str, str | bytes] | None = None) -> io.BytesIO:
    """Return a workbook of one sheet."""
    return zipped(parts(rows) | dict(changed or {}))


def lines(file: io.BytesIO, *columns: str, name: str | None = None) -> list[Line]:
    """Return every row of a workbook."""
    return lines_of(WorkbookSheet(file, columns=columns, required=(), name=name))
