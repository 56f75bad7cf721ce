"""The columns and conventions that every table shares (the rules of sharding stand in the ADRs).

A tenant table leads every key with `body`; a reference table has none; a local table belongs to a
client. Each says which it is, in its `info`, and a lint reads that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import CheckConstraint, ColumnElement, MetaData, Numeric, Text, Uuid, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import InstrumentedAttribute, mapped_column

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a migration can find it again."""

DISTRIBUTED: Final = {"info": {"citus": ("distributed", "body")}}
REFERENCE: Final = {"info": {"citus": "reference"}}
LOCAL: Final = {"info": {"citus": "local"}}

INSTANT: Final = TIMESTAMP(timezone=True)

TYPES: Final[dict[Any, Any]] = {
    str: Text(),
    datetime: INSTANT,
    Decimal: Numeric(),
    UUID: Uuid(),
    dict[str, Any]: JSONB(none_as_null=True),
    list[Any]: JSONB(none_as_null=True),
}
"""How Python's types are kept, for a declarative base's `type_annotation_map`."""

Body = Annotated[str, mapped_column(Text, primary_key=True)]
"""The council, partnership or `operator` that a row belongs to: first in every tenant key."""

RecordedAt = Annotated[datetime, mapped_column(INSTANT, primary_key=True)]
"""When a version was recorded: the database's clock under the body's lock, never twice the same."""

PeriodColumn = Annotated[str, mapped_column(Text(collation="C"), primary_key=True)]
"""A period in canonical notation; in C collation a year's periods lie together."""


def new_metadata() -> MetaData:
    """Return an empty collection of tables that names what it makes."""
    return MetaData(naming_convention=NAMES)


def new_id() -> UUID:
    """Return an id that sorts by the time it was made (UUIDv7, RFC 9562)."""
    return uuid_utils.compat.uuid7()


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that *column* holds one of *words*, or null."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these: one parameter, however many they are.

    Of parameters a statement takes 32,767, and `in_` makes one of each value.
    """
    return column == any_(literal(list(values), ARRAY(column.type)))
