"""Tables in: what finance systems and spreadsheets write, each row with its line of the file."""

from __future__ import annotations

import io

import pytest

from shared.refusals import Invalid, Malformed
from shared.sheets.reading import Sheet, SheetRow

COLUMNS = ("body", "period", "value", "reason")
REQUIRED = ("body", "period")


def rows(text: str | bytes) -> list[SheetRow]:
    """Return every row of a text."""
    return read(io.BytesIO(text.encode() if isinstance(text, str) else text))


def read(file: io.BytesIO) -> list[SheetRow]:
    """Return every row of a file."""
    sheet = Sheet(file, columns=COLUMNS, required=REQUIRED)
    return [sheet.named(line) for line in sheet.lines()]


def header_faults(text: str) -> list[tuple[str, str | None]]:
    """Return what is wrong with a file's header."""
    with pytest.raises(Invalid) as refused:
        rows(text)
    return [(fault.code, fault.column) for fault in refused.value.errors]


def test_a_row_has_its_number_its_line_and_its_cells_by_column() -> None:
    assert rows("body,period,value\r\nE07000132,2019-20-M01,97.5\r\n") == [
        SheetRow(1, 2, {"body": "E07000132", "period": "2019-20-M01", "value": "97.5"})
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    """Excel writes one with "CSV UTF-8"."""
    [row] = rows(b"\xef\xbb\xbfbody,period\r\na,b\r\n")

    assert row.cells == {"body": "a", "period": "b"}


def test_columns_stand_in_any_order_and_case() -> None:
    [row] = rows("Value, PERIOD ,body\n1,b,a\n")

    assert row.cells == {"value": "1", "period": "b", "body": "a"}


def test_lines_may_end_as_on_any_system() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert len(rows(f"body,period{end}a,b{end}c,d{end}")) == 2


def test_the_last_line_needs_no_end() -> None:
    assert len(rows("body,period\na,b")) == 1


def test_cells_are_stripped_of_blanks() -> None:
    [row] = rows("body,period\n  a ,\tb\n")

    assert row.cells == {"body": "a", "period": "b"}


def test_a_line_break_within_quotes_belongs_to_its_cell_and_counts_as_a_line() -> None:
    """Lines: 1 header, 2-4 the first row, 5 the second."""
    first, second = rows('body,period,reason\na,b,"one\ntwo\r\nthree"\nc,d,e\n')

    assert first.line == 2
    assert first.cells is not None
    assert first.cells["reason"] == "one\ntwo\r\nthree"
    assert (second.number, second.line) == (2, 5)


def test_blank_lines_are_passed_over_but_counted_as_lines() -> None:
    """Also those that a spreadsheet leaves as separators alone."""
    found = rows("body,period\n\na,b\n,\n  ,  \n,,,,\nc,d\n")

    assert [(row.number, row.line) for row in found] == [(1, 3), (2, 7)]


def test_a_quote_that_is_doubled_is_one_quote() -> None:
    [row] = rows('body,period,reason\na,b,"he said ""no"", twice"\n')

    assert row.cells is not None
    assert row.cells["reason"] == 'he said "no", twice'


@pytest.mark.parametrize("line", ["a", "a,b,c,d", "a,b,", '"a,b"'])
def test_a_row_of_the_wrong_length_is_told_without_guessing(line: str) -> None:
    bad, good = rows(f"body,period\n{line}\nc,d\n")

    assert (bad.number, bad.line, bad.cells) == (1, 2, None)
    assert good.cells == {"body": "c", "period": "d"}


@pytest.mark.parametrize("cell", ["c", '"quoted"', '"two\nlines"'])
def test_of_a_row_with_too_many_cells_one_too_many_is_held(cell: str) -> None:
    """A million commas in a megabyte would be a list of eight, whichever way they are parsed."""
    text = f"body,period\na,b\na,b,{cell}{',d' * 400_000}\ne,f\n"
    sheet = Sheet(io.BytesIO(text.encode()), columns=COLUMNS, required=REQUIRED)

    cells = sheet.block(list(sheet.lines())).cells
    assert [len(each) for each in cells] == [2, 3, 2]
    assert (cells[0], cells[2]) == (["a", "b"], ["e", "f"])


def test_a_row_stands_as_its_text_with_quotes_blanks_and_line_breaks() -> None:
    text = 'body,period,reason\na,b,c\r\né,  b  ,"d\n""d"""\nlast,b,c'
    sheet = Sheet(io.BytesIO(text.encode()), columns=COLUMNS, required=REQUIRED)

    texts = [text for _, _, text in sheet.lines()]
    assert texts == ["a,b,c\r\n", 'é,  b  ,"d\n""d"""\n', "last,b,c"]


def test_a_quote_that_is_never_closed_is_malformed() -> None:
    with pytest.raises(Malformed, match="not CSV"):
        rows('body,period\na,"b\nc,d\n')


def test_text_after_a_closing_quote_is_malformed() -> None:
    with pytest.raises(Malformed, match="not CSV"):
        rows('body,period\na,"b"c\n')


@pytest.mark.parametrize(
    "content", [b"body,period\n\xe9,b\n", "body,period\na,b\n".encode("utf-16")]
)
def test_a_file_that_is_not_utf_8_is_malformed(content: bytes) -> None:
    """As Excel writes it with plain "CSV", or with "Unicode text"."""
    with pytest.raises(Malformed, match="not UTF-8"):
        rows(content)


def test_bytes_beyond_the_first_block_are_read_as_strictly() -> None:
    """Rows are read as they stream: the fault lies a megabyte into the file."""
    content = b"body,period\n" + (b"a," + b"b" * 1_000 + b"\n") * 1_100 + b"\xff,b\n"

    with pytest.raises(Malformed, match="not UTF-8"):
        rows(content)


def test_a_cell_is_bounded_so_that_an_unclosed_quote_is_not_read_for_ever() -> None:
    """By the standard library, at 128 KiB."""
    [row] = rows("body,period\na," + "b" * 131_072 + "\n")
    assert row.cells is not None
    assert len(row.cells["period"]) == 131_072

    with pytest.raises(Malformed, match="not CSV"):
        rows("body,period\na," + "b" * 131_073 + "\n")


def test_a_file_that_is_all_one_cell_is_refused_before_it_is_all_read() -> None:
    file = io.BytesIO(b'body,period\na,"' + b"b\n" * 3_000_000)
    with pytest.raises(Malformed, match="not CSV"):
        read(file)

    assert file.tell() < 1_000_000


@pytest.mark.parametrize("piece", [b",", b"x", b'""', b"\x00"])
def test_a_line_without_end_is_refused_before_it_is_all_read(piece: bytes) -> None:
    """A hundred megabytes of commas are as many cells, which would fill the memory."""
    for head in (b"", b"body,period\na,"):
        file = io.BytesIO(head + piece * 8_000_000)
        with pytest.raises(Malformed, match="not CSV"):
            read(file)

        assert file.tell() < 2_500_000


def test_each_fault_of_a_header_is_named() -> None:
    assert header_faults("body,body,colour\na,b,c\n") == [
        ("unknown_column", "colour"),
        ("repeated_column", "body"),
        ("missing_column", "period"),
    ]


def test_an_empty_file_lacks_its_columns() -> None:
    assert header_faults("") == [("missing_column", "body"), ("missing_column", "period")]


def test_a_columns_endless_name_is_cut_short() -> None:
    [(_, column)] = header_faults("body,period," + "x" * 5_000 + "\n")

    assert column == "x" * 60


def test_a_file_with_semicolons_is_told_so() -> None:
    """As Excel writes it where the comma is the decimal point."""
    with pytest.raises(Invalid) as refused:
        rows("body;period;value\na;b;1,5\n")

    assert refused.value.errors[0].code == "wrong_separator"
    assert "separate them by commas" in refused.value.detail


def test_the_file_is_left_open_for_its_owner_to_close() -> None:
    file = io.BytesIO(b"body,period\na,b\n")
    read(file)

    assert not file.closed
