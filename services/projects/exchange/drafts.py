"""A row on its way in: of which item or milestone it is, what it says, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from shared.contracts.projects.exchange import MOST_ROWS, PlanRow
from shared.contracts.projects.items import ItemDefinition
from shared.contracts.projects.milestones import MilestoneDefinition
from shared.contracts.rows import RowProblem, Severity
from shared.refusals import Invalid
from shared.sheets.forms import form_of
from shared.sheets.lists import parted
from shared.sheets.problems import plain_name, problems_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from shared.sheets.reading import Sheet

CODES: Final = dict.fromkeys(
    (f"{kind}_{end}" for kind in ("interim", "full", "due") for end in ("starts", "ends")),
    "date_unclear",
) | {"recorded_at": "instant_unclear"}
FORM: Final = form_of(PlanRow, codes=CODES)
"""The table of an export, and of what is taken in again."""

LISTS: Final = ("deliverables", "owners", "teams", "measures", "indicators", "risks")
_SHARED: Final = {*ItemDefinition.model_fields} & {*MilestoneDefinition.model_fields}
_OF_BOTH: Final = _SHARED | {"item", "milestone", "state", "recorded_at"}
OF_ITEMS: Final = tuple(
    name for name in PlanRow.model_fields if name in {*ItemDefinition.model_fields} - _OF_BOTH
)
"""What only an item's row says."""
OF_MILESTONES: Final = tuple(
    name for name in PlanRow.model_fields if name not in {*OF_ITEMS} | _OF_BOTH
)
"""What only a milestone's row says."""

_KIND_CODES: Final = {"kind": "unknown_kind"}
Name = tuple[str, str | None]


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
    item: str | None
    milestone: str | None
    sent: PlanRow | None
    present: Collection[str] = ()
    problems: tuple[RowProblem, ...] = field(default=())

    @property
    def name(self) -> Name | None:
        """What it is of: an item, or one of its milestones. None if it can't be read."""
        if self.sent is None or self.item is None:
            return None
        return self.item, self.milestone


def problem(code: str, detail: str, column: str | None) -> RowProblem:
    """Return something wrong with a row."""
    return RowProblem(code=code, severity=Severity.ERROR, detail=detail, column=column)


def drafts_of_sheet(sheet: Sheet) -> list[Draft]:
    """Return the rows of a sheet; a column that it lacks says nothing.

    Raises:
        Malformed, Invalid, TooLarge: If it can't be read to its end, or has too many rows, or none.
    """
    drafts: list[Draft] = []
    for line in sheet.lines():
        if len(drafts) == MOST_ROWS:
            message = f"At most {MOST_ROWS:,} rows are taken in at once."
            raise Invalid(message)
        named = sheet.named(line)
        read = FORM.read(named)
        item, milestone = (
            (read.sent.item, read.sent.milestone) if read.sent else _names(named.cells or {})
        )
        drafts.append(
            Draft(read.row, read.line, item, milestone, read.sent, sheet.header, read.problems)
        )
    if not drafts:
        message = "There are no rows."
        raise Invalid(message)
    return drafts


def drafts_of_json(items: Sequence[Mapping[str, Any]]) -> list[Draft]:
    """Return the rows of a JSON document; a field that is left out says nothing."""
    return [_draft(number, item) for number, item in enumerate(items, start=1)]


def _draft(number: int, item: Mapping[str, Any]) -> Draft:
    def pointer(column: str | None) -> str:
        place = f"/items/{number - 1}"
        return place if column is None else f"{place}/{column}"

    try:
        sent = PlanRow.model_validate(item)
    except ValidationError as failure:
        return Draft(number, None, *_names(item), None, (), problems_of(failure, CODES, pointer))
    return Draft(number, None, sent.item, sent.milestone, sent, sent.model_fields_set)


def _names(said: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return what a row that can't be read is of, as its answer repeats it."""
    item, milestone = (
        plain_name(name) if isinstance(name := said.get(column), str) and name else None
        for column in ("item", "milestone")
    )
    return item, milestone


def item_of(draft: Draft, standing: Mapping[str, Any]) -> ItemDefinition | tuple[RowProblem, ...]:
    """Return what a row makes of its item's definition, or why it can't be made."""
    said = _said(draft, standing, {*ItemDefinition.model_fields})
    try:
        return ItemDefinition.model_validate(said)
    except ValidationError as failure:
        return problems_of(failure, _KIND_CODES)


def milestone_of(
    draft: Draft, standing: Mapping[str, Any]
) -> MilestoneDefinition | tuple[RowProblem, ...]:
    """Return what a row makes of its milestone's definition, without its dates, or why not."""
    assert draft.sent is not None  # noqa: S101 - one that can't be read is rejected before
    said = _said(draft, standing, {*MilestoneDefinition.model_fields} - {"dates", "depends_on"})
    if "depends_on" in draft.present:
        links = [link.partition("/") for link in parted(draft.sent.depends_on)]
        said["depends_on"] = [{"item": item, "milestone": name} for item, _, name in links]
    try:
        return MilestoneDefinition.model_validate(said)
    except ValidationError as failure:
        return problems_of(failure, _KIND_CODES)


def _said(draft: Draft, standing: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what stands, with what a row says instead; what it clears takes its usual value."""
    assert draft.sent is not None  # noqa: S101 - as above
    said = {name: value for name, value in standing.items() if value is not None}
    for name in names:
        if name in draft.present:
            value = getattr(draft.sent, name)
            said[name] = parted(value) if name in LISTS else value
            if said[name] is None:
                del said[name]
    return said
