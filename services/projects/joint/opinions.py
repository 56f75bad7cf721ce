"""The table of what each council says of each item: who has yet to say, and where all agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.contracts.projects.decisions import (
    DecisionCell,
    DecisionCouncil,
    DecisionRow,
    Opinion,
)
from shared.contracts.projects.vocabulary import ItemKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from shared.contracts.projects.decisions import ItemDecision
    from shared.contracts.projects.items import ItemContent


def councils(
    said: Iterable[ItemDecision], *, awaited: Collection[str], withdrawn: Collection[str]
) -> list[DecisionCouncil]:
    """Return the councils of the table: who is awaited, and whoever has said something.

    Of a plan without groups whoever has said something of one item is awaited on the others.
    """
    there = {*awaited, *(decision.council for decision in said)}
    return [
        DecisionCouncil(
            council=council,
            is_awaited=council in awaited or not (awaited or council in withdrawn),
        )
        for council in sorted(there)
    ]


def rows(
    items: Iterable[ItemContent],
    said: Iterable[ItemDecision],
    columns: Sequence[DecisionCouncil],
) -> list[DecisionRow]:
    """Return a row for each scoping item, and for each other of which a council has spoken."""
    by_item: dict[str, dict[str, ItemDecision]] = {}
    for decision in said:
        by_item.setdefault(decision.item, {})[decision.council] = decision
    return [
        _row(item, by_item.get(item.item, {}), columns)
        for item in items
        if item.kind is ItemKind.SCOPING_ITEM or item.item in by_item
    ]


def _row(
    item: ItemContent, said: dict[str, ItemDecision], columns: Sequence[DecisionCouncil]
) -> DecisionRow:
    cells = [_cell(column.council, said.get(column.council)) for column in columns]
    opinions = [
        (cell.council, cell.decision)
        for cell, column in zip(cells, columns, strict=True)
        if column.is_awaited
    ]
    return DecisionRow(
        item=item.item,
        title=item.title,
        cells=cells,
        silent=[council for council, told in opinions if told in {None, Opinion.NONE}],
        all_agree=bool(opinions) and all(told is Opinion.AGREE for _, told in opinions),
    )


def _cell(council: str, said: ItemDecision | None) -> DecisionCell:
    return DecisionCell(
        council=council,
        decision=said.decision if said else None,
        comment=said.comment if said else None,
        decided_on=said.decided_on if said else None,
        recorded_at=said.recorded_at if said else None,
    )
