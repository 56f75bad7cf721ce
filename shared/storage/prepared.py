"""Statements on a hot path: compiled once, then sent by the driver itself.

SQLAlchemy still writes the SQL, so there is one language for all queries. What is left out is its
session and result machinery, which costs a small statement several times what PostgreSQL does.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import asyncpg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ClauseElement

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


class Prepared:
    """A statement with its parameters in the driver's order.

    It names columns and parameters, no ORM entities; a list of values is an array
    (`column == any_(bindparam("codes", type_=ARRAY(Text)))`), since one text must serve any number.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement

    @cached_property
    def text(self) -> str:
        """The SQL, with `$1` and so on."""
        return str(self._compiled)

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """Return the driver's arguments.

        Raises:
            KeyError: If *given* lacks a parameter.
        """
        return [
            written(given[name] if is_asked else constant)
            for name, is_asked, constant, written in self._parameters
        ]

    @cached_property
    def _compiled(self) -> Any:
        return self._statement.compile(dialect=_DIALECT)

    @cached_property
    def _parameters(self) -> list[tuple[str, bool, Any, Callable[[Any], Any]]]:
        compiled = self._compiled
        writers = compiled._bind_processors  # noqa: SLF001 - no public way to write JSON as it does
        return [
            (name, bind.required, bind.value, writers.get(name, _as_it_is))
            for name, bind in ((name, compiled.binds[name]) for name in compiled.positiontup)
        ]


def _as_it_is(value: Any) -> Any:
    return value
