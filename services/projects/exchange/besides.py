"""What an export tells beside items and milestones: text, positions, money and staff, as rows."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from services.projects.kept import queries
from services.projects.money.kinds import BUDGET, SAVING, STAFFING
from services.projects.plans.trees import branches
from services.projects.positions.kinds import POSITION
from shared.contracts.models import Answer
from shared.contracts.projects.besides import (
    BudgetRow,
    PositionRow,
    SavingRow,
    SectionRow,
    StaffingRow,
)
from shared.sheets.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from services.projects.kept.kinds import Address
    from services.projects.views.gathering import Look
    from shared.contracts.projects.budgets import Budget, Staffing
    from shared.contracts.projects.exchange import PlanExport
    from shared.contracts.projects.plans import Section
    from shared.contracts.projects.positions import Position
    from shared.contracts.projects.savings import Saving
    from shared.sheets.writing import Table
    from shared.storage.sessions import Reader

Row = TypeVar("Row", bound=Answer)

_SECTIONS: Final = form_of(SectionRow, way="serialization")
_POSITIONS: Final = form_of(PositionRow, way="serialization")
_SAVINGS: Final = form_of(SavingRow, way="serialization")
_BUDGETS: Final = form_of(BudgetRow, way="serialization")
_STAFFING: Final = form_of(StaffingRow, way="serialization")


class Besides(NamedTuple):
    """What is told beside a plan's items and milestones."""

    sections: list[SectionRow]
    positions: list[PositionRow]
    savings: list[SavingRow]
    budgets: list[BudgetRow]
    staffing: list[StaffingRow]


async def besides_of(reader: Reader, at: Address, look: Look) -> Besides:
    """Return what is told beside a plan's items, as the reader's instant knows it."""
    kinds = (POSITION, SAVING, BUDGET, STAFFING)
    found: dict[str, list[Any]] = {kind.name: [] for kind in kinds}
    shown_by = {kind.name: kind.shown for kind in kinds}
    for version in await queries.all_kept(reader, at, kinds):
        found[version.kind].append(shown_by[version.kind](version))
    return Besides(
        [*_sections(look.plan.sections)],
        _positions(look, found[POSITION.name]),
        [*chain.from_iterable(map(_saving, found[SAVING.name]))],
        [*chain.from_iterable(map(_budget, found[BUDGET.name]))],
        [*map(_staffing, found[STAFFING.name])],
    )


def sheets_beside(found: PlanExport) -> Mapping[str, Table]:
    """Return the sheets that a workbook has beside that of the items."""
    return {
        "Sections": _SECTIONS.table_of(found.sections),
        "Positions": _POSITIONS.table_of(found.positions),
        "Savings": _SAVINGS.table_of(found.savings),
        "Budgets": _BUDGETS.table_of(found.budgets),
        "Staffing": _STAFFING.table_of(found.staffing),
    }


def _sections(sections: Iterable[Section]) -> Iterator[SectionRow]:
    for place, section in enumerate(sections, start=1):
        for number, text in enumerate(section.paragraphs or [None], start=1):
            yield SectionRow(
                section=place,
                heading=section.heading,
                kind=section.kind,
                paragraph=None if text is None else number,
                text=text,
            )


def _positions(look: Look, every: Iterable[Position]) -> list[PositionRow]:
    """Return what was said of items, in reading order; also of those that were removed."""
    titles = {branch.item: branch.title for branch in branches(look.items)}
    place = {item: number for number, item in enumerate(titles)}
    ordered = sorted(every, key=lambda said: (place[said.item], said.period_start, said.period))
    return [_row(PositionRow, said, title=titles[said.item], draft=said.number) for said in ordered]


def _saving(saving: Saving) -> Iterator[SavingRow]:
    for told in saving.years:
        yield _row(
            SavingRow,
            saving,
            year=told.year,
            planned=told.planned,
            achieved=told.achieved,
            year_as_written=told.as_written,
        )
    if not saving.years:
        yield _row(SavingRow, saving)


def _budget(budget: Budget) -> Iterator[BudgetRow]:
    """Yield the cells of a budget line by line, a stated total with what it is held against."""
    checked = {(total.line, total.column): total for total in budget.totals}
    notes = budget.notes
    for number, line in enumerate(budget.lines, start=1):
        written = line.as_written or [None] * len(budget.columns)
        for place, column in enumerate(budget.columns, start=1):
            total = checked.get((number, place))
            yield _row(
                BudgetRow,
                budget,
                line=number,
                label=line.label,
                kind=line.kind,
                column=place,
                column_label=column.label,
                year=column.year,
                amount=line.amounts[place - 1],
                as_written=written[place - 1],
                computed=total.computed if total else None,
                difference=total.difference if total else None,
                notes=notes,
            )
            notes = None
    if not budget.lines:
        yield _row(BudgetRow, budget)


def _staffing(staffing: Staffing) -> StaffingRow:
    return _row(StaffingRow, staffing)


def _row(contract: type[Row], thing: Answer, **more: Any) -> Row:
    """Return a row of what a thing says, and *more*; null where neither says anything."""
    said = {name: getattr(thing, name, None) for name in contract.model_fields}
    return contract(**said | more)
