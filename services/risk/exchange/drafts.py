"""A row on its way in: what it says of a risk that stands, or of a new one, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from shared.calendar.dates import PartialDate
from shared.contracts.dates import SEND_DATE
from shared.contracts.risk.assessments import AssessmentText
from shared.contracts.risk.exchange import HIDDEN_CELL
from shared.contracts.risk.risks import RiskDefinition
from shared.contracts.risk.vocabulary import AssessmentKind, HiddenField
from shared.contracts.rows import RowProblem, Severity
from shared.sheets.lists import parted
from shared.sheets.problems import problems_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from shared.contracts.risk.exchange import RiskRow
    from shared.contracts.risk.risks import RiskContent

LISTS: Final = ("owners", "indicators", "items", "confidential")
CODES: Final = {
    "category": "unknown_category",
    "response": "unknown_response",
    "state": "unknown_state",
    "identified": "date_unclear",
    "recorded_at": "instant_unclear",
}
"""For a column the code of a value that can't be read."""

_HIDDEN: Final = frozenset(HiddenField)
_PLAIN: Final = ("title", "cause", "event", "consequence", "category", "response", "treatment")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as it was read.

    Attributes:
        row: Counts rows from 1.
        line: Of the file; None for JSON.
        sent: None if it can't be read.
        present: The fields that it says something of, if only that nothing stands there.
    """

    row: int
    line: int | None
    reference: str | None
    sent: RiskRow | None
    present: Collection[str] = ()
    problems: tuple[RowProblem, ...] = field(default=())


def problem(
    code: str, detail: str, column: str | None, *, severity: Severity = Severity.ERROR
) -> RowProblem:
    """Return something wrong with a row, or worth knowing about it."""
    return RowProblem(code=code, severity=severity, detail=detail, column=column)


def nothing_to_leave(column: str) -> RowProblem:
    """Return what is wrong with a cell that leaves a hidden text as it is, where none stands."""
    detail = f"{HIDDEN_CELL} leaves a text as it is, and none stands here. Leave the cell empty."
    return problem("nothing_to_leave", detail, column)


def definition_of(
    draft: Draft, shown: RiskContent | None, register: str
) -> RiskDefinition | tuple[RowProblem, ...]:
    """Return what a row makes of its risk's definition, or why it can't be made.

    Args:
        draft: A row that was read.
        shown: The risk as it stands, as it is shown to whoever sends the row.
        register: The one that it stands in.
    """
    assert draft.sent is not None  # noqa: S101 - one that can't be read is rejected before
    said: dict[str, Any] = {}
    if shown is not None:
        said = shown.model_dump(mode="json", include={*RiskDefinition.model_fields})
    said["register_code"] = register
    left = {name for name in _HIDDEN if getattr(draft.sent, name) == HIDDEN_CELL}
    if shown is None and left:
        return tuple(nothing_to_leave(name) for name in sorted(left))
    for name in _PLAIN:
        if name in draft.present and name not in left:
            said[name] = getattr(draft.sent, name)
    for name in LISTS:
        if name in draft.present:
            said[name] = parted(getattr(draft.sent, name))
    if said.get("title") is None:
        return (problem("title_missing", "A risk has a title.", "title"),)
    if "identified" in draft.present or "identified_value" in draft.present:
        said["identified"] = date_of(draft, "identified", said.get("identified"))
    try:
        return RiskDefinition.model_validate(said)
    except ValidationError as failure:
        return tuple(_in_columns(one) for one in problems_of(failure, CODES))


def _in_columns(one: RowProblem, before: str = "") -> RowProblem:
    """Return what is wrong with a field of a document as a problem of a row's columns.

    Args:
        before: What the names of its columns begin with, where the document has no such word.
    """
    if one.column is None:
        return one
    column = f"{before}{one.column}"
    detail = one.detail.replace(SEND_DATE, f"write what is meant in {column}_value")
    return one.model_copy(update={"column": column, "detail": detail})


def date_of(draft: Draft, column: str, standing: Mapping[str, Any] | None) -> Any:
    """Return a date as a contract reads it: what was written, beside what is meant by it.

    A text that stands already means what it meant, also where a file has no column to say so; and
    where it has none for the text, what is meant by it still stands as it was written.
    """
    assert draft.sent is not None  # noqa: S101 - as above
    written, value = getattr(draft.sent, column), getattr(draft.sent, f"{column}_value")
    if value is not None:
        if standing is not None and standing["value"] == value and column not in draft.present:
            return dict(standing)
        try:
            precision = PartialDate.parse(value).precision
        except ValueError:
            return value  # the contract says what is wrong with it
        return {"as_written": written or value, "value": value, "precision": precision}
    is_told = f"{column}_value" in draft.present
    if standing is not None and standing["as_written"] == written and not is_told:
        return dict(standing)
    return written


def assessment_of(
    draft: Draft,
    kind: AssessmentKind,
    steps: tuple[int | None, int | None],
    reason: str | None,
    standing: Mapping[str, Any] | None,
) -> AssessmentText | tuple[RowProblem, ...]:
    """Return what a row says of a score that changes, or why it can't be read.

    The date of the one that stands, which an export has beside it, is not the new one's.
    """
    assert draft.sent is not None  # noqa: S101 - as above
    assessed = date_of(draft, f"{kind}_assessed", standing)
    said = {
        "kind": kind,
        "likelihood": steps[0],
        "impact": steps[1],
        "reason": reason,
        "reason_is_confidential": bool(getattr(draft.sent, f"{kind}_reason_is_confidential")),
        "assessed": None if assessed == standing else assessed,
    }
    try:
        return AssessmentText.model_validate(said)
    except ValidationError as failure:
        found = problems_of(failure, {"assessed": "date_unclear"})
        return tuple(_in_columns(one, f"{kind}_") for one in found)
