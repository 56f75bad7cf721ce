"""Tables declared once, by a contract: written and taken in again, each problem by its column."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pytest
from pydantic import Field

from shared.contracts.models import Sent
from shared.contracts.rows import RowProblem, Severity
from shared.contracts.values import Day, Line, Number, Paragraph, StrictBool, StrictInt
from shared.sheets.forms import Column, Kind, RowRead, form_of
from shared.sheets.reading import Sheet
from shared.sheets.workbooks.sheet import WorkbookSheet
from shared.sheets.workbooks.writing import written_xlsx
from shared.sheets.writing import Table, written_csv

if TYPE_CHECKING:
    from collections.abc import Callable


class Response(StrEnum):
    """What is done about a risk."""

    TREAT = "treat"
    TOLERATE = "tolerate"


class RiskSent(Sent):
    """A risk, as a council might send it."""

    reference: Line = Field(description="As in your register.")
    cause: Paragraph | None = None
    response: Response | None = None
    likelihood: StrictInt | None = Field(default=None, ge=1, le=5, description="From 1 to 5.")
    cost: Number | None = None
    next_review: Day | None = None
    is_confidential: StrictBool = False


FORM: Final = form_of(RiskSent, codes={"cost": "not_a_number"})
RISK: Final[dict[str, Any]] = {
    "reference": "R1",
    "cause": "- late\n- receipts",
    "response": "treat",
    "likelihood": 4,
    "cost": 1250000.5,
    "next_review": "2020-02-03",
    "is_confidential": True,
}


def by_csv(table: Table) -> Sheet:
    """Write a table as CSV, and open it again."""
    return Sheet(io.BytesIO(written_csv(table)), columns=FORM.names, required=FORM.required)


def by_xlsx(table: Table) -> Sheet:
    """Write a table as a workbook, and open it again."""
    file = io.BytesIO(written_xlsx(table, notes=FORM.notes))
    return WorkbookSheet(file, columns=FORM.names, required=FORM.required)


each_way = pytest.mark.parametrize("way", [by_csv, by_xlsx])


def read(sheet: Sheet) -> list[RowRead[RiskSent]]:
    """Return every row of a file."""
    return [FORM.read(sheet.named(line)) for line in sheet.lines()]


def test_a_column_is_what_the_contract_says_of_its_field() -> None:
    assert FORM.columns == (
        Column("reference", Kind.TEXT, is_required=True, note="As in your register."),
        Column("cause", Kind.TEXT, is_required=False, note=""),
        Column("response", Kind.TEXT, is_required=False, note=""),
        Column("likelihood", Kind.WHOLE, is_required=False, note="From 1 to 5."),
        Column("cost", Kind.NUMBER, is_required=False, note=""),
        Column("next_review", Kind.DAY, is_required=False, note=""),
        Column("is_confidential", Kind.FLAG, is_required=False, note=""),
    )
    assert FORM.required == ("reference",)


def test_notes_tell_how_to_fill_it_in() -> None:
    header, reference, *_, confidential = FORM.notes

    assert header == ("column", "what stands in it", "required", "notes")
    assert reference == ("reference", "text", "yes", "As in your register.")
    assert confidential == ("is_confidential", "true or false", "no", "")


@each_way
def test_what_json_says_comes_back_as_the_contract(way: Callable[[Table], Sheet]) -> None:
    bare = {"reference": "R2", "cause": None, "is_confidential": False}
    [first, second] = read(way(FORM.table([RISK, bare])))

    assert first == RowRead(1, first.line, RiskSent.model_validate(RISK), ())
    assert first.sent is not None
    assert (first.sent.cost, first.sent.next_review) == (Decimal("1250000.5"), date(2020, 2, 3))
    assert second.sent == RiskSent(reference="R2")


@each_way
def test_each_problem_of_a_row_is_told_by_its_column(way: Callable[[Table], Sheet]) -> None:
    """A row that can't be read spoils no other."""
    wrong = {
        "likelihood": 7,
        "cost": "a lot",
        "next_review": "Dec-16",
        "is_confidential": "perhaps",
    }
    names = FORM.names
    table = Table(names, [[row.get(name) for name in names] for row in (wrong, RISK)])
    bad, good = read(way(table))

    assert bad.sent is None
    assert [(one.column, one.code) for one in bad.problems] == [
        ("reference", "reference_missing"),
        ("likelihood", "invalid"),
        ("cost", "not_a_number"),
        ("next_review", "invalid"),
        ("is_confidential", "invalid"),
    ]
    assert {one.severity for one in bad.problems} == {Severity.ERROR}
    assert good.problems == ()


@pytest.mark.parametrize("cell", ["TRUE", "True", "true"])
def test_a_truth_is_read_as_spreadsheets_write_it(cell: str) -> None:
    [row] = read(
        Sheet(
            io.BytesIO(f"reference,is_confidential\nR1,{cell}\n".encode()),
            columns=FORM.names,
            required=FORM.required,
        )
    )

    assert row.sent is not None
    assert row.sent.is_confidential


def test_a_row_of_the_wrong_length_is_told_without_guessing() -> None:
    file = io.BytesIO(b"reference,cause\nR1,late,receipts\n")
    [row] = read(Sheet(file, columns=FORM.names, required=FORM.required))

    assert row == RowRead(
        1,
        2,
        None,
        (
            RowProblem(
                code="wrong_number_of_cells",
                severity=Severity.ERROR,
                detail="The row has more or fewer cells than the header.",
            ),
        ),
    )


def test_what_no_cell_can_hold_is_left_out_or_refused() -> None:
    class WithOwners(Sent):
        owners: list[Line]
        reference: Line

    with pytest.raises(TypeError, match="owners"):
        form_of(WithOwners)
    assert form_of(WithOwners, leaving_out=["owners"]).names == ("reference",)
