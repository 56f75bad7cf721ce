"""Row-level security: what a statement without any WHERE may touch.

Each transaction says which bodies it reads, which it writes, and for which client. The policies
below read those settings, so a forgotten condition in a query shows nothing of another body. The
tables are FORCEd: their owner is bound too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAFE: Final = re.compile(r"[A-Za-z0-9:_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Tenancy:
    """What a transaction may touch.

    `inherits` are bodies whose targets the caller may use though not read otherwise: a council's
    partnerships.
    """

    client: str
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    inherits: frozenset[str] = frozenset()

    def widened(self, reads: Iterable[str], inherits: Iterable[str] = ()) -> Tenancy:
        """Return the same with more to read, and never more to write."""
        return replace(self, reads=self.reads | set(reads), inherits=self.inherits | set(inherits))

    def kept_to(self, writes: Iterable[str]) -> Tenancy:
        """Return the same with nothing else to write than what is among these."""
        return replace(self, writes=self.writes & set(writes))

    def as_settings(self) -> str:
        """Return the SQL that says so to the database, for this transaction alone.

        Literals, since SET takes no parameters; each value is checked against a plain alphabet.
        """
        return (
            f"SET LOCAL qd.client = '{_literal([self.client])}';"
            f"SET LOCAL qd.reads = '{_literal(self.reads)}';"
            f"SET LOCAL qd.writes = '{_literal(self.writes)}';"
            f"SET LOCAL qd.inherits = '{_literal(self.inherits)}'"
        )


def _literal(codes: Iterable[str]) -> str:
    ordered = sorted(codes)
    for code in ordered:
        if not _SAFE.fullmatch(code):
            message = "a body or client code holds a character that none has"
            raise ValueError(message)
    return ",".join(ordered)


def _among(column: str, setting: str) -> str:
    # An unset value reads as '' on a connection that was used before.
    return (
        f"{column} = ANY (string_to_array(nullif(current_setting('qd.{setting}', true), ''), ','))"
    )


def protect_bodies(table: str, *, inherited: bool = False) -> list[str]:
    """Return the statements that shut a tenant table to all but the transaction's bodies."""
    reads = _among("body", "reads")
    if inherited:
        reads = f"({reads} OR {_among('body', 'inherits')})"
    return _protect(table, reads, _among("body", "writes"))


def protect_clients(table: str) -> list[str]:
    """Return the statements that shut a table to all but the transaction's client."""
    own = "client = nullif(current_setting('qd.client', true), '')"
    return _protect(table, own, own)


def _protect(table: str, reads: str, writes: str) -> list[str]:
    update = f"CREATE POLICY {table}_update ON {table} FOR UPDATE"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({reads})",
        f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({writes})",
        f"{update} USING ({writes}) WITH CHECK ({writes})",
    ]
