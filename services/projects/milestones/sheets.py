"""What became of a plan as a table: a row for each item, and for each date of a milestone."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from shared.sheets.writing import Table, day_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Said = Mapping[str, Any]

COLUMNS: Final = (
    "change",
    "reference",
    "milestone",
    "title",
    "what",
    "kind",
    "baseline",
    "baseline_ends",
    "planned",
    "planned_ends",
    "due",
    "met_on",
    "working_days_late",
    "slippage_working_days",
    "times_moved",
    "last_reason",
    "reason",
    "evidence",
    "is_restored",
    "with_item",
    "was_new",
    "recorded_at",
    "recorded_by",
)
MOVES: Final = (
    "reference",
    "milestone",
    "title",
    "kind",
    "before",
    "before_ends",
    "after",
    "after_ends",
    "slippage_working_days",
    "reason",
    "moved_at",
    "moved_by",
    "is_earlier",
)


def changes_table(changes: Said) -> Table:
    """Return what was new, changed, deleted, late and completed, and which each is.

    A workbook has each re-dating on a sheet beside, those too from before the days that are asked
    about; of those days alone `times_moved` and `last_reason` tell.
    """
    of_milestones = [*chain.from_iterable(changes[name] for name in ("new", "changed", "deleted"))]
    moves = chain.from_iterable(map(_moves, of_milestones))
    return Table(COLUMNS, _rows(changes), beside={"Moves": Table(MOVES, moves)})


def _rows(changes: Said) -> Iterator[Sequence[Any]]:
    kinds: Iterable[tuple[str, str, Callable[[Said], Iterable[Said]]]] = (
        ("new_item", "new_items", _alone),
        ("removed_item", "removed_items", _alone),
        ("new", "new", _of_dates),
        ("changed", "changed", _of_dates),
        ("deleted", "deleted", _of_dates),
        ("late", "late", _late),
        ("completed", "completed", _completed),
    )
    for change, name, told in kinds:
        for one in changes[name]:
            named = {"change": change, "reference": one["item"]}
            for more in told(one):
                said = {**one, **named, **more}
                yield [said.get(column) for column in COLUMNS]


def _alone(_: Said) -> Iterable[Said]:
    return ({},)


def _of_dates(one: Said) -> Iterator[Said]:
    """Yield what is told of each date of a milestone; of one without, that it has none."""
    what = ", ".join(one["what"]) if "what" in one else None
    for dated in one["dates"] or [None]:
        yield {"what": what} if dated is None else {"what": what, **_dated(one, dated)}


def _dated(one: Said, dated: Said) -> Said:
    moves = [move for move in one["moves"] if move["kind"] == dated["kind"]]
    return {
        "kind": dated["kind"],
        **written("baseline", dated["baseline"]),
        **written("planned", dated["current"]),
        "met_on": day_cell(dated["actual"]),
        "slippage_working_days": dated["slippage"],
        "times_moved": len(moves),
        "last_reason": moves[-1]["reason"] if moves else None,
    }


def _late(one: Said) -> Iterable[Said]:
    told = {
        **written("baseline", one["baseline"]),
        **written("planned", one["current"]),
        "due": day_cell(one["last_day"]),
        "working_days_late": one["working_days"],
        "slippage_working_days": one["slippage"],
    }
    return (told,)


def _completed(one: Said) -> Iterable[Said]:
    return ({"met_on": day_cell(one["on"]), "slippage_working_days": one["slippage"]},)


def _moves(one: Said) -> Iterator[Sequence[Any]]:
    for is_earlier, moves in ((True, one["earlier_moves"]), (False, one["moves"])):
        for move in moves:
            said = {
                "reference": one["item"],
                "milestone": one["milestone"],
                "title": one["title"],
                **move,
                **written("before", move["before"]),
                **written("after", move["after"]),
                "slippage_working_days": move["slippage"],
                "is_earlier": is_earlier,
            }
            yield [said[column] for column in MOVES]


def written(name: str, timescale: Said) -> Said:
    """Return a date as it is written, and beside it the last day that is meant."""
    return {name: timescale["as_written"], f"{name}_ends": day_cell(timescale["ends"])}
