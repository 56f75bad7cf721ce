"""`python -m deploy.checks.metadata`: can the tables be spread over a cluster as they stand?

No distributed PostgreSQL is among what the tests can install, so its rules are read off the tables
as they are declared: what leads every key, what may point where, and what is not allowed at all.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    Enum,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ENUM, ExcludeConstraint

from deploy.services import SERVICES

_DISTRIBUTED: Final = ("distributed", "body")
_LEADERS: Final = {_DISTRIBUTED: "body", "local": "client"}
_KINDS: Final = (_DISTRIBUTED, "reference", "local")
_ACTIONS: Final = (None, "CASCADE", "NO ACTION")
_NAMED: Final = (
    PrimaryKeyConstraint,
    UniqueConstraint,
    ForeignKeyConstraint,
    CheckConstraint,
    ExcludeConstraint,
)


def faults(schema: MetaData) -> Iterator[str]:
    """Yield a sentence for each rule that a table of *schema* breaks."""
    for table in schema.sorted_tables:
        for fault in _faults_of(table):
            yield f"{table.name}: {fault}"


def _faults_of(table: Table) -> Iterator[str]:
    kind = table.info.get("citus")
    if kind not in _KINDS:
        yield f'says nothing of itself in info["citus"] that is one of {_KINDS}'
    if not table.primary_key.columns:
        yield "has no primary key"
    for constraint in table.constraints:
        empty = isinstance(constraint, PrimaryKeyConstraint) and not constraint.columns
        if isinstance(constraint, _NAMED) and not empty and not _has_name(constraint):
            yield f"has a {type(constraint).__name__} without a name"
    for column in table.columns:
        yield from _faults_of_column(column)
    yield from _faults_of_keys(table, kind)
    for link in table.foreign_key_constraints:
        yield from _faults_of_link(link, kind)


def _has_name(constraint: Constraint) -> bool:
    return isinstance(constraint.name, str)


def _faults_of_column(column: Column[object]) -> Iterator[str]:
    if column.identity is not None:
        yield f"{column.name} is an identity"
    if column is column.table.autoincrement_column:
        yield f"{column.name} is a serial; set autoincrement=False, and make ids in the application"
    kind = getattr(column.type, "item_type", column.type)
    if isinstance(kind, ENUM) or (isinstance(kind, Enum) and kind.native_enum):
        yield f"{column.name} is a native enum; take text and a check"
    if column.name == "body" and (type(column.type) is not Text or column.nullable):
        yield "body is not text NOT NULL"


def _faults_of_keys(table: Table, kind: object) -> Iterator[str]:
    """Yield what is wrong with what is unique: the leading column makes it so on one shard."""
    for name, columns in _keys(table):
        if kind == "reference" and "body" in columns:
            yield f"{name} has body in it, and the table is a reference"
        leader = _LEADERS.get(kind) if isinstance(kind, str | tuple) else None
        if leader and columns and columns[0] != leader:
            yield f"{name} begins with {columns[0]}, not with {leader}"


def _keys(table: Table) -> Iterator[tuple[str, list[str]]]:
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint | ExcludeConstraint):
            yield _name(constraint), list(constraint.columns.keys())
    for index in table.indexes:
        if index.unique:
            # An expression has no column of its own: it leads nothing.
            parts = [getattr(part, "name", None) or "(expression)" for part in index.expressions]
            yield str(index.name), parts


def _faults_of_link(link: ForeignKeyConstraint, kind: object) -> Iterator[str]:
    there = link.referred_table.info.get("citus")
    name = _name(link)
    if kind != _DISTRIBUTED and there == _DISTRIBUTED:
        yield f"{name} points from outside at the tenant table {link.referred_table.name}"
    if kind == _DISTRIBUTED and there == "local":
        yield f"{name} points from a tenant table at the local {link.referred_table.name}"
    pairs = [(key.parent.name, key.column.name) for key in link.elements]
    for tenant, leader in _LEADERS.items():
        if kind == there == tenant and pairs[0] != (leader, leader):
            yield f"{name} doesn't begin with {leader} on both sides"
    if kind == there == _DISTRIBUTED and len(pairs) == 1:
        yield f"{name} is not composite"
    if any(action not in _ACTIONS for action in (link.ondelete, link.onupdate)):
        yield f"{name} does more than CASCADE or NO ACTION"


def _name(constraint: Constraint) -> str:
    return constraint.name if isinstance(constraint.name, str) else type(constraint).__name__


def schemas(services: Iterable[str] = SERVICES) -> Iterator[tuple[str, MetaData]]:
    """Yield the tables of each service that has any."""
    for service in services:
        schema = importlib.import_module(f"services.{service}.main").SERVICE.schema
        if schema is not None:
            yield service, schema


def main() -> int:
    """Return 0 if every table keeps the rules, and 1 after saying which don't."""
    found = [f"{service}.{fault}" for service, schema in schemas() for fault in faults(schema)]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
