"""What is wrong with a row, by column: the same words for every service that takes rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.contracts.rows import RowProblem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import ValidationError

    Pointer = Callable[[str | None], str | None]

_DETAILS: Final = {
    "extra_forbidden": "There is no such field.",
    "missing": "It is missing.",
    "too_short": "It is empty.",
    "string_too_short": "It is empty.",
}
_LONGEST_NAME: Final = 64
_MOST_PROBLEMS: Final = 20
"""Problems of a row that are told one by one."""

WRONG_NUMBER_OF_CELLS: Final = RowProblem(
    code="wrong_number_of_cells",
    severity=Severity.ERROR,
    detail="The row has more or fewer cells than the header.",
)


def _nowhere(_: str | None) -> None:
    return None


def problems_of(
    failure: ValidationError, codes: Mapping[str, str], pointer: Pointer = _nowhere
) -> tuple[RowProblem, ...]:
    """Return why a row can't be read.

    Args:
        failure: What its contract says.
        codes: For a column the code of a value that can't be read; `invalid` where it has none.
        pointer: Where a column stands in a JSON document, for a row that came in one.
    """
    faults = failure.errors(include_url=False)
    problems = tuple(_problem(fault, codes, pointer) for fault in faults[:_MOST_PROBLEMS])
    if len(faults) <= _MOST_PROBLEMS:
        return problems
    detail = f"And {len(faults) - _MOST_PROBLEMS:,} more problems."
    more = RowProblem(
        code="more_problems", severity=Severity.ERROR, detail=detail, pointer=pointer(None)
    )
    return (*problems, more)


def plain_name(name: str) -> str | None:
    """Return what names something if it is a plain short text, as an answer may repeat it."""
    return name if name.isprintable() and len(name) <= _LONGEST_NAME else None


def _problem(fault: Mapping[str, Any], codes: Mapping[str, str], pointer: Pointer) -> RowProblem:
    # A field that we don't know is named by whoever sent it, in whatever characters.
    column = plain_name(str(fault["loc"][0])) if fault["loc"] else None
    if fault["type"] == "missing":
        code = f"{column}_missing"
    elif fault["type"] == "extra_forbidden":
        code = "unknown_field"
    else:
        code = codes.get(column or "", "invalid")
    detail = _DETAILS.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")
    return RowProblem(
        code=code,
        severity=Severity.ERROR,
        detail=detail,
        pointer=pointer(column),
        column=column,
    )
