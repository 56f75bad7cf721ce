"""Whether a budget's totals add up, column by column, as one adds up a printed table by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.contracts.answers import Flag
from shared.contracts.projects.budgets import BudgetDefinition, BudgetTotal, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def follow(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the totals and flags of a budget, from what is kept of it."""
    checked = totals(BudgetDefinition.model_validate(content))
    return {"totals": checked, "flags": [*flags(checked)]}


def totals(budget: BudgetDefinition) -> list[BudgetTotal]:
    """Return each stated total beside the computed one, by line and column."""
    found = [each for column in range(len(budget.columns)) for each in _of_column(budget, column)]
    return sorted(found, key=lambda total: (total.line, total.column))


def _of_column(budget: BudgetDefinition, column: int) -> Iterator[BudgetTotal]:
    """Yield the totals that a column states.

    From a stated total the column goes on, whether it is right or wrong: a slip is found where it
    was made, and not again in each total below. An empty total leaves the sum as it is.
    """
    reached, empty = Decimal(0), 0
    for number, line in enumerate(budget.lines, 1):
        stated = line.amounts[column]
        if line.kind is LineKind.LINE:
            reached += stated or 0
            empty += stated is None
        elif stated is not None and line.kind is not LineKind.MEMO:
            if line.kind is LineKind.TOTAL:
                yield BudgetTotal(
                    line=number,
                    label=line.label,
                    column=column + 1,
                    column_label=budget.columns[column].label,
                    stated=stated,
                    computed=reached,
                    difference=stated - reached,
                    empty=empty,
                )
            reached, empty = stated, 0


def flags(checked: Iterable[BudgetTotal]) -> Iterator[Flag]:
    """Yield the totals that differ from the sum of their lines."""
    for total in checked:
        if total.difference:
            detail = (
                f"{total.label}, {total.column_label}: {_said(total.stated)} is stated, and the "
                f"lines come to {_said(total.computed)}."
            )
            yield Flag(code="total_differs", detail=detail)


def _said(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
