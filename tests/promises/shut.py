"""The tables of every service, and which of them are shut to all but whose they are.

They come from the services' own metadata, so a new table joins every promise by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy.dialects import postgresql

from deploy.checks.metadata import schemas

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

WRITTEN, READ, LENT, OTHER = "E07000131", "E07000132", "leicestershire", "E07000134"
HERE, ELSEWHERE = "ledger", "stranger"
MOVED: Final = {
    "chain_heads",
    "idempotency_keys",
    "outbox_ends",
    "outbox_deliveries",
    "gateway.key_uses",
}
"""The tables that the runtime may also update: each says in its docstring why."""

LENDING: Final = {"kpi.target_versions"}
"""The tables that a council reads of its partnerships, without a grant on them."""

PUBLISHED: Final = {
    "published_releases",
    "release_endings",
    "cancellation_marks",
    "frozen_documents",
    "frozen_rows",
}
"""The tables that the public role reads too, by a policy of its own."""

_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy types none
_VALUES: Final = {
    "TEXT": "'x'",
    "INTEGER": "1",
    "NUMERIC": "1",
    "BOOLEAN": "false",
    "UUID": "gen_random_uuid()",
    "JSONB": "'{}'",
    "BYTEA": "'x'",
    "TIMESTAMP WITH TIME ZONE": "'2999-01-01Z'",
    "DATE": "'2999-01-01'",
}
"""A value of each type, so that a row of any table can be made; instants never expire."""


class Shut(NamedTuple):
    """A table that is shut to all but whose it is."""

    service: str
    table: Table

    @property
    def name(self) -> str:
        """The table's name with its schema."""
        return f"{self.service}.{self.table.name}"

    @property
    def leader(self) -> str:
        """The column that tells whose a row is."""
        return "body" if "body" in self.table.columns else "client"

    @property
    def is_moved(self) -> bool:
        """Whether the runtime updates it in place."""
        return not MOVED.isdisjoint({self.table.name, self.name})

    @property
    def is_published(self) -> bool:
        """Whether the public role may look into it."""
        return self.table.name in PUBLISHED

    @property
    def reads(self) -> set[str]:
        """Whose rows the settings let one read."""
        if self.leader == "client":
            return {HERE}
        return {WRITTEN, READ} | ({LENT} if self.name in LENDING else set())

    @property
    def writes(self) -> set[str]:
        """For whom the settings let one write."""
        return {HERE} if self.leader == "client" else {WRITTEN}

    @property
    def owners(self) -> tuple[str, ...]:
        """For whom there is a row."""
        return (HERE, ELSEWHERE) if self.leader == "client" else (WRITTEN, READ, LENT, OTHER)

    def insert(self, owner: str) -> str:
        """Return the statement that adds a row of *owner*'s."""
        cells = {c.name: value_of(c) for c in self.table.columns if not c.nullable}
        cells[self.leader] = f"'{owner}'"
        return f"INSERT INTO {self.name} ({', '.join(cells)}) VALUES ({', '.join(cells.values())})"

    def __str__(self) -> str:
        """Return its name, by which pytest names a case."""
        return self.name


def value_of(column: Column[Any]) -> str:
    """Return a value that *column* can hold, in SQL."""
    kind = str(column.type.compile(_DIALECT)).split(" COLLATE")[0]
    return "'{}'" if kind.endswith("[]") else _VALUES[kind]


TABLES: Final = [Shut(service, t) for service, schema in schemas() for t in schema.sorted_tables]
SHUT: Final = [
    shut
    for shut in TABLES
    # The gateway's identity tables name clients by uuid: they are read before anyone is known.
    if "body" in shut.table.columns
    or ("client" in shut.table.columns and str(shut.table.columns["client"].type) == "TEXT")
]
