"""Tables whose columns are a contract's fields: declared once, written and taken in again.

`form_of(RiskSent)` is such a table. `table` makes one of JSON rows, to be answered as CSV or XLSX;
`read` makes of each row of such a file what the contract says, or tells its problems by column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from shared.contracts.rows import RowProblem
from shared.sheets.problems import WRONG_NUMBER_OF_CELLS, problems_of
from shared.sheets.writing import Table, day_cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Literal

    from shared.sheets.reading import SheetRow

    Way = Literal["validation", "serialization"]

Contract = TypeVar("Contract", bound=BaseModel)

_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_TRUTHS: Final = {"true": True, "false": False}


class Kind(StrEnum):
    """What stands in a column, in the words of its notes."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    DAY = "date, as 2020-02-03"
    FLAG = "true or false"


class Column(NamedTuple):
    """A column.

    Attributes:
        note: How to fill it in.
    """

    name: str
    kind: Kind
    is_required: bool
    note: str


class RowRead(NamedTuple, Generic[Contract]):
    """A row of a file as its contract has it.

    Attributes:
        row: Counts data rows from 1.
        line: Of the file, or of the sheet.
        sent: None if the row can't be read.
        problems: Why not.
    """

    row: int
    line: int
    sent: Contract | None
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class Form(Generic[Contract]):
    """A table of a contract's fields, in their order.

    Attributes:
        codes: For a column the code of a problem with its value; `invalid` where it has none.
    """

    contract: type[Contract]
    columns: tuple[Column, ...]
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> Sequence[str]:
        """The header."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> Sequence[str]:
        """The columns that a file must have."""
        return tuple(column.name for column in self.columns if column.is_required)

    @property
    def notes(self) -> Sequence[Sequence[str]]:
        """How to fill it in, as a table for a workbook's second sheet."""
        rows = [
            (name, str(kind), "yes" if is_required else "no", note)
            for name, kind, is_required, note in self.columns
        ]
        return [("column", "what stands in it", "required", "notes"), *rows]

    def table(self, rows: Iterable[Mapping[str, Any]]) -> Table:
        """Return rows as JSON says them as a table; what a row lacks is an empty cell."""
        days = {column.name for column in self.columns if column.kind is Kind.DAY}

        def cell(name: str, said: Any) -> Any:
            return day_cell(said) if name in days else said

        return Table(
            self.names, ([cell(name, row.get(name)) for name in self.names] for row in rows)
        )

    def table_of(self, documents: Iterable[BaseModel]) -> Table:
        """Return documents that have the contract's fields as a table."""
        return self.table(document.model_dump(mode="json") for document in documents)

    def read(self, row: SheetRow) -> RowRead[Contract]:
        """Return a row of a file as the contract has it. An empty cell says nothing."""
        if row.cells is None:
            return RowRead(row.number, row.line, None, (WRONG_NUMBER_OF_CELLS,))
        said = {
            column.name: _said(column.kind, row.cells[column.name])
            for column in self.columns
            if row.cells.get(column.name)
        }
        try:
            sent = self.contract.model_validate(said)
        except ValidationError as failure:
            return RowRead(row.number, row.line, None, problems_of(failure, self.codes))
        return RowRead(row.number, row.line, sent, ())


def form_of(
    contract: type[Contract],
    *,
    way: Way = "validation",
    leaving_out: Collection[str] = (),
    codes: Mapping[str, str] | None = None,
) -> Form[Contract]:
    """Return the table of a contract's fields.

    Args:
        contract: What a row says. Its fields' descriptions are the notes.
        way: `serialization` for what is only answered.
        leaving_out: Fields that have no column.
        codes: As `Form.codes`.

    Raises:
        TypeError: If no cell can hold what a field says.
    """
    schema = contract.model_json_schema(mode=way)
    required = schema.get("required", ())
    columns = tuple(
        Column(name, _kind(name, said, schema), name in required, said.get("description", ""))
        for name, said in schema["properties"].items()
        if name not in leaving_out
    )
    return Form(contract, columns, codes or {})


def _kind(name: str, said: Mapping[str, Any], schema: Mapping[str, Any]) -> Kind:
    kinds = {_of_type(name, _resolved(one, schema)) for one in said.get("anyOf", [said])} - {None}
    for kind in (Kind.NUMBER, Kind.WHOLE):  # a number may be written as a text, too
        if kind in kinds:
            return kind
    return kinds.pop() or Kind.TEXT if len(kinds) == 1 else Kind.TEXT


def _of_type(name: str, said: Mapping[str, Any]) -> Kind | None:
    kinds = {"number": Kind.NUMBER, "integer": Kind.WHOLE, "boolean": Kind.FLAG, "null": None}
    type_ = said.get("type", "string")
    if type_ in {"array", "object"}:
        message = f"no cell can hold {name}; leave it out, or say it flat"
        raise TypeError(message)
    if type_ == "string":
        return Kind.DAY if said.get("format") == "date" else Kind.TEXT
    return kinds[type_]


def _resolved(said: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in said:
        return said
    found: Mapping[str, Any] = schema["$defs"][said["$ref"].rsplit("/", 1)[-1]]
    return found


def _said(kind: Kind, cell: str) -> Any:
    """Return what a cell says; what is not of its kind is left for the contract to refuse."""
    if kind is Kind.FLAG:
        return _TRUTHS.get(cell.lower(), cell)
    if kind is Kind.WHOLE and _WHOLE.fullmatch(cell):
        return int(cell)
    return cell
