"""Workbooks that mean harm: refused as soon as it can be known, and memory stays as it was."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest

from shared.refusals import Invalid, Malformed, Refusal, TooLarge
from shared.sheets.workbooks import grid, sheet, strings
from shared.sheets.workbooks.sheet import WorkbookSheet
from tests.shared.sheets.workbooks.crafted import (
    SHEET,
    STRINGS,
    STYLES,
    WORKBOOK,
    crafted,
    header,
    lines,
    parts,
    row,
    text,
    zipped,
)
from tests.shared.sheets.workbooks.crafted import sheet as sheet_of
from tests.shared.sheets.workbooks.crafted import strings as strings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE: Final = 1024 * 1024
FLAT: Final = 8 * MEGABYTE
"""What reading may take: a megabyte of texts, those of a piece of the sheet, and small change."""

ROWS: Final = header("a", "b") + row(2, text("x"), text("y"))


@contextmanager
def flat(most: int = FLAT) -> Iterator[None]:
    """Fail a test that takes more memory than a few megabytes."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most, f"{peak / MEGABYTE:.0f} MB"


def read(file: io.BytesIO) -> int:
    """Read a workbook to its end, and return how many rows it has."""
    return sum(1 for _ in WorkbookSheet(file, columns=("a", "b"), required=()).lines())


def refusal(file: io.BytesIO) -> Refusal:
    """Return how a workbook is refused, with little memory."""
    with flat(), pytest.raises(Refusal) as refused:
        read(file)
    return refused.value


def test_the_sound_one_is_read() -> None:
    """Else what follows would be refused for another reason."""
    assert read(crafted(ROWS)) == 1


def declared(file: io.BytesIO, size: int) -> io.BytesIO:
    """Return a workbook whose sheet says that it has *size* bytes, wherever a zip says so."""
    with zipfile.ZipFile(file) as archive:
        told = struct.pack("<L", archive.getinfo(SHEET).file_size)
    assert file.getvalue().count(told) == 2
    return io.BytesIO(file.getvalue().replace(told, struct.pack("<L", size)))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """By what it says: there is nothing in it that could be inflated to so much."""
    file = crafted("", {SHEET: sheet_of(ROWS) + " " * 100_000})

    assert read(declared(file, 101_000)) == 1
    assert isinstance(refusal(declared(file, 257 * MEGABYTE)), TooLarge)


def test_a_bomb_that_lies_about_its_size_is_found_out_where_it_said_to_end() -> None:
    file = crafted("", {SHEET: sheet_of(ROWS) + " " * 30 * MEGABYTE})

    assert isinstance(refusal(declared(file, 100)), Malformed)


def test_a_directory_of_a_million_parts_is_not_even_listed() -> None:
    """Each takes 50 bytes in the file, and half a kilobyte in memory."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 18)
    assert len(entry) == 46
    directory = entry * 200_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(directory), 4, 0)

    refused = refusal(io.BytesIO(b"PK\x03\x04" + directory + end))
    assert isinstance(refused, Malformed)
    assert "more than 1,000 parts" in refused.detail


def test_more_than_a_thousand_parts_are_refused() -> None:
    assert read(crafted(ROWS, {f"x/{n}": "" for n in range(900)})) == 1
    assert isinstance(refusal(crafted(ROWS, {f"x/{n}": "" for n in range(1_000)})), Malformed)


def test_a_workbook_packed_in_another_way_is_refused() -> None:
    """LZMA asks for as much memory as it says itself."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts(ROWS).items():
            archive.writestr(name, content)

    assert isinstance(refusal(file), Malformed)


def test_a_cell_in_the_last_corner_of_a_sheet_takes_no_room() -> None:
    """A reader that holds the sheet as it lies would need 17 billion cells for these two."""
    far = f'<row r="1048576"><c r="XFD1048576"{text("far")}</c></row>'
    with flat():
        found = lines(crafted(ROWS + far), "a", "b")

    assert [line.line for line in found] == [2, 1_048_576]
    assert found[1].cells == ["", "", "far"]


def test_a_long_text_that_every_cell_shares_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook of 60 KB whose rows, written out, would be 300 MB, and by the hundred more."""
    monkeypatch.setattr(sheet, "MOST_UNPACKED", 20 * MEGABYTE)
    shared = strings_of(f"<t>{'x' * 32_767}</t>")
    cells = ' t="s"><v>0</v>', ' t="s"><v>0</v>'
    rows = header("a", "b") + "".join(row(n, *cells) for n in range(2, 5_000))

    assert isinstance(refusal(crafted(rows, {STRINGS: shared})), TooLarge)


def test_many_texts_are_kept_on_disk() -> None:
    """40 MB of them; the last one is asked for first."""
    rows = header("a") + row(2, f' t="s"><v>{1_999}</v>') + row(3, ' t="s"><v>0</v>')
    texts = [f"<t>{n:05d}{'x' * 20_000}</t>" for n in range(2_000)]
    file = crafted(rows, {STRINGS: strings_of(*texts)})
    del texts
    with flat():
        last, first = lines(file, "a")

    assert (last.cells[0][:5], first.cells[0][:5]) == ("01999", "00000")


def test_texts_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_MOST", 1_000)
    rows = header("a") + row(2, ' t="s"><v>5000</v>')
    shared = strings_of(*["<t>x</t>"] * 6_000)

    assert isinstance(refusal(crafted(rows, {STRINGS: shared})), Malformed)


@pytest.mark.parametrize("cell", [text("x" * 32_768), f"><v>{'1' * 32_768}</v>"])
def test_a_cell_longer_than_excel_takes_is_malformed(cell: str) -> None:
    assert lines(crafted(header("a") + row(2, text("x" * 32_767))), "a")[0].cells == ["x" * 32_767]
    assert isinstance(refusal(crafted(header("a") + row(2, cell))), Malformed)


def test_a_shared_text_longer_than_excel_takes_is_malformed() -> None:
    rows = header("a") + row(2, ' t="s"><v>0</v>')
    long = strings_of(f"<t>{'x' * 30 * MEGABYTE}</t>")

    assert isinstance(refusal(crafted(rows, {STRINGS: long})), Malformed)


@pytest.mark.parametrize("part", [SHEET, STRINGS, STYLES, WORKBOOK, "_rels/.rels"])
@pytest.mark.parametrize(
    "harm",
    [
        b"<a>" * 6_000_000,  # expat keeps each element until it ends
        b"".join(b"<a%d/>" % n for n in range(1_500_000)),  # and each name until the end
        b"<a " + b"x" * 20_000_000,  # and a tag whole
        b"<!--" + b"x" * 20_000_000,
        b"<a " + b" ".join(b"x%d='1'" % n for n in range(200_000)) + b"/>",
    ],
    ids=["deep", "named", "tag", "comment", "attributes"],
)
def test_xml_that_fills_the_memory_of_its_reader_is_malformed(part: str, harm: bytes) -> None:
    rows = header("a") + row(2, ' t="s"><v>0</v>')
    found = parts(rows)
    whole = found[part]
    assert isinstance(whole, str)
    opening = whole[: whole.index(">") + 1].encode()

    assert isinstance(refusal(zipped(found | {part: opening + b"<b>" + harm})), Malformed)


@pytest.mark.parametrize("where", ["<sheetData>", '<row r="2">', '<c r="A2" t="inlineStr">'])
@pytest.mark.parametrize("element", ["c", "v", "t", "row", "is", "sheetData", "rPh"])
def test_cells_in_cells_without_end_are_malformed(where: str, element: str) -> None:
    """Those whose depth is not counted are told by what they stand in."""
    rows = header("a") + row(2, text("x"))
    whole = sheet_of(rows)
    at = whole.index(where) + len(where)
    deep = whole[:at] + f"<{element}>" * 3_000_000

    assert isinstance(refusal(crafted("", {SHEET: deep})), Malformed)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x "ha">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
    ],
)
@pytest.mark.parametrize("part", [SHEET, STRINGS, WORKBOOK])
def test_a_document_type_is_malformed_and_so_is_every_entity(doctype: str, part: str) -> None:
    rows = header("a", "b") + row(2, ' t="s"><v>0</v>')
    found = parts(rows, **{STRINGS: strings_of("<t>x</t>")})
    whole = found[part]
    assert isinstance(whole, str)

    assert isinstance(refusal(zipped(found | {part: doctype + whole})), Malformed)


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "xl/macrosheets/sheet1.xml",
        "xl/externalLinks/externalLink1.xml",
        "xl/workbook.bin",
    ],
)
def test_macros_and_links_to_other_workbooks_are_invalid(part: str) -> None:
    refused = refusal(crafted(ROWS, {part: "x"}))

    assert isinstance(refused, Invalid)
    assert refused.detail.endswith((".xlsx.", "without them.", "stay."))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no workbook"),
        (b"a,b\n1,2\n", "no workbook"),
        (b"%PDF-1.7", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), "an .xls, or protected"),
        (b"PK\x03\x04", "damaged"),
        (b"PK\x03\x04" + b"PK\x05\x06" + bytes(18), "damaged"),
        (b"PK\x03\x04" + bytes(100_000), "damaged"),
    ],
)
def test_what_is_no_workbook_is_told_so(content: bytes, told: str) -> None:
    refused = refusal(io.BytesIO(content))

    assert isinstance(refused, Malformed)
    assert told in refused.detail


def test_two_parts_of_one_name_are_malformed() -> None:
    """Two readers might take two of them."""
    assert isinstance(refusal(crafted(ROWS, {SHEET.upper(): sheet_of(ROWS)})), Malformed)


def test_an_encrypted_part_is_malformed() -> None:
    packed = bytearray(crafted(ROWS).getvalue())
    place = packed.index(b"PK\x01\x02")
    packed[place + 8] |= 1

    assert isinstance(refusal(io.BytesIO(packed)), Malformed)


@pytest.mark.parametrize("missing", [SHEET, WORKBOOK, STRINGS, STYLES, "_rels/.rels"])
def test_a_part_that_is_not_there_makes_it_malformed(missing: str) -> None:
    """So does any zip of other things, such as a text document."""
    left = {name: part for name, part in parts(ROWS).items() if name != missing}

    assert isinstance(refusal(zipped(left)), Malformed)


def test_whatever_bytes_are_changed_it_is_read_or_refused() -> None:
    """A thousand workbooks with up to eight wrong bytes: none fails in another way."""
    chance = random.Random(5)  # noqa: S311 - the same harm in every run
    shared = {STRINGS: strings_of("<t>x</t>")}
    whole = crafted(ROWS + row(3, ' t="s"><v>0</v>', "><v>1.5</v>"), shared).getvalue()
    came: set[str] = set()
    for _ in range(1_000):
        packed = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            packed[chance.randrange(4, len(packed))] = chance.randrange(256)
        try:
            came.add(str(read(io.BytesIO(packed))))
        except Refusal as refused:
            came.add(type(refused).__name__)

    assert {"2", "Malformed"} <= came


def test_whatever_a_sheet_says_it_is_read_or_refused() -> None:
    """The same for its XML, which packed is guarded by a checksum."""
    chance = random.Random(5)  # noqa: S311 - as above
    whole = sheet_of(ROWS + row(3, ' t="s"><v>0</v>', "><v>1.5</v>"))
    shared = {STRINGS: strings_of("<t>x</t>")}
    letters = '<>/"=&;rcvstf019AB Z.-'
    came: set[str] = set()
    for _ in range(1_000):
        said = list(whole)
        for _ in range(chance.randint(1, 4)):
            said[chance.randrange(len(said))] = chance.choice(letters)
        try:
            came.add(str(read(crafted("", shared | {SHEET: "".join(said)}))))
        except Refusal as refused:
            came.add(type(refused).__name__)

    assert {"2", "Malformed", "Invalid"} <= came


def test_a_row_beyond_the_last_of_a_sheet_is_malformed() -> None:
    assert grid.MOST_ROWS == 1_048_576
    assert isinstance(refusal(crafted(ROWS + '<row r="1048577"/>')), Malformed)
