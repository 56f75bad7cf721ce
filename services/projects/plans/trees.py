"""Items as a tree: their reading order, orphans, and gaps in the numbering."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shared.contracts.projects.items import Branch, Orphan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shared.contracts.projects.items import ItemContent

_NUMBERED: Final = re.compile(r"([A-Za-z.-]*)([0-9]{1,4})")
_PARTS: Final = re.compile(r"[0-9]+|[^0-9]+")
_WIDEST_GAP: Final = 100
"""Between two references further apart than this there is no gap: they are numbered otherwise."""


def reading_order(item: ItemContent) -> tuple[object, ...]:
    """Return by what items of one parent are ordered: their place, then their reference.

    R2 stands before R10.
    """
    order = (1, 0) if item.order is None else (0, item.order)
    return (*order, natural(item.item))


def natural(reference: str) -> tuple[tuple[int, int, str], ...]:
    """Return a reference so that its numbers are ordered as numbers."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _PARTS.findall(reference)
    )


def branches(items: Iterable[ItemContent]) -> list[Branch]:
    """Return the items in reading order, each after its parent; an orphan stands at the top."""
    there = {item.item: item for item in sorted(items, key=reading_order)}
    below: dict[str | None, list[ItemContent]] = {}
    for item in there.values():
        below.setdefault(item.parent if item.parent in there else None, []).append(item)
    return [
        Branch(
            item=item.item,
            title=item.title,
            parent=item.parent,
            depth=depth,
            is_orphan=item.parent is not None and item.parent not in there,
        )
        for item, depth in _walk(below)
    ]


def _walk(below: Mapping[str | None, Sequence[ItemContent]]) -> Iterator[tuple[ItemContent, int]]:
    to_come = [(item, 0) for item in reversed(below.get(None, ()))]
    while to_come:
        item, depth = to_come.pop()
        yield item, depth
        to_come += [(child, depth + 1) for child in reversed(below.get(item.item, ()))]


def orphans(items: Iterable[Branch]) -> list[Orphan]:
    """Return the items whose parent the plan lacks."""
    return [Orphan(item=i.item, parent=i.parent) for i in items if i.is_orphan and i.parent]


def gaps(items: Iterable[Branch]) -> list[str]:
    """Return the references at the top that are missing between the first and the last.

    An orphan's parent is named, if not there: it is told of with the orphan, and is no gap.
    """
    numbers: dict[str, set[int]] = {}
    for item in items:
        named = item.parent if item.is_orphan else item.item
        if item.depth == 0 and (match := _NUMBERED.fullmatch(named or "")):
            numbers.setdefault(match[1], set()).add(int(match[2]))
    return [
        f"{prefix}{number}"
        for prefix, there in sorted(numbers.items())
        for number in range(min(there), max(there))
        if number not in there and max(there) - min(there) <= _WIDEST_GAP
    ]


def above(reference: str, items: Mapping[str, ItemContent]) -> Sequence[str]:
    """Return what an item stands under, if anything."""
    item = items.get(reference)
    return () if item is None or item.parent is None else (item.parent,)
