"""Each rule of the tables, broken by a table made for it. A good table breaks none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Enum,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.schema import SchemaItem

from deploy.checks.metadata import faults, schemas
from shared.storage.columns import DISTRIBUTED, LOCAL, REFERENCE, new_metadata

TENANT: dict[str, Any] = DISTRIBUTED


def body() -> Column[str]:
    return Column("body", Text, nullable=False)


def found(
    *items: SchemaItem, kind: dict[str, Any] = TENANT, schema: MetaData | None = None
) -> Sequence[str]:
    """Return the faults of the table `t` made of *items*, beside those tables it points at."""
    schema = schema or new_metadata()
    Table("t", schema, *items, **kind)
    return [fault.removeprefix("t: ") for fault in faults(schema) if fault.startswith("t: ")]


def with_others() -> MetaData:
    """Return a tenant table, a reference table and a client's table to point at."""
    schema = new_metadata()
    id_ = Column("id", Uuid)
    Table(
        "figures", schema, body(), id_, PrimaryKeyConstraint("body", "id"), info=DISTRIBUTED["info"]
    )
    Table("indicators", schema, Column("code", Text, primary_key=True), info=REFERENCE["info"])
    Table("clients", schema, Column("client", Text, primary_key=True), info=LOCAL["info"])
    assert list(faults(schema)) == []
    return schema


def test_a_good_tenant_table_breaks_no_rule() -> None:
    schema = with_others()
    assert not found(
        body(),
        Column("id", Uuid),
        Column("figure", Uuid),
        Column("code", Text),
        PrimaryKeyConstraint("body", "id"),
        UniqueConstraint("body", "figure"),
        CheckConstraint("code <> ''", name="code"),
        ForeignKeyConstraint(["body", "figure"], ["figures.body", "figures.id"]),
        ForeignKeyConstraint(["code"], ["indicators.code"]),
        Index(None, "code"),
        schema=schema,
    )


def test_a_table_says_what_it_is() -> None:
    assert "says nothing of itself" in found(body(), PrimaryKeyConstraint("body"), kind={})[0]


@pytest.mark.parametrize("kind", ["shared", ("distributed", "client"), ("distributed",)])
def test_a_table_is_one_of_three_kinds(kind: object) -> None:
    said = found(body(), PrimaryKeyConstraint("body"), kind={"info": {"citus": kind}})
    assert "says nothing of itself" in said[0]


def test_every_table_has_a_primary_key() -> None:
    assert "has no primary key" in found(body())


@pytest.mark.parametrize(
    "key",
    [
        PrimaryKeyConstraint("id", "body", name="pk"),
        UniqueConstraint("id", name="uq"),
        Index("uq", "id", unique=True),
        Index("uq", text("lower(id)"), unique=True),
    ],
    ids=["primary key", "unique constraint", "unique index", "unique expression"],
)
def test_body_leads_what_is_unique(key: SchemaItem) -> None:
    items = [body(), Column("id", Text, nullable=False), key]
    if not isinstance(key, PrimaryKeyConstraint):
        items.append(PrimaryKeyConstraint("body", "id"))
    (said,) = found(*items)
    assert said.endswith("not with body")


def test_client_leads_the_keys_of_a_clients_table() -> None:
    key = PrimaryKeyConstraint("key", "client")
    (said,) = found(Column("client", Text), Column("key", Text), key, kind=LOCAL)
    assert said == "pk_t begins with key, not with client"


def test_a_reference_table_has_no_body_in_its_keys() -> None:
    key = PrimaryKeyConstraint("code", "body")
    (said,) = found(body(), Column("code", Text), key, kind=REFERENCE)
    assert said == "pk_t has body in it, and the table is a reference"


@pytest.mark.parametrize(
    ("kind", "column", "target", "said"),
    [
        (REFERENCE, "id", "figures.id", "points from outside at the tenant table figures"),
        (TENANT, "client", "clients.client", "points from a tenant table at the local clients"),
        (TENANT, "id", "figures.id", "doesn't begin with body on both sides"),
    ],
)
def test_a_foreign_key_stays_on_its_shard(
    kind: dict[str, Any], column: str, target: str, said: str
) -> None:
    link = ForeignKeyConstraint([column], [target])
    leading = [] if kind is REFERENCE else [body()]
    names = [each.name for each in leading] + [column]
    key = PrimaryKeyConstraint(*names)
    columns = [*leading, Column(column, Text)]
    assert any(said in each for each in found(*columns, key, link, kind=kind, schema=with_others()))


@pytest.mark.parametrize("action", ["SET NULL", "SET DEFAULT", "RESTRICT"])
def test_a_foreign_key_only_cascades(action: str) -> None:
    link = ForeignKeyConstraint(["body", "id"], ["figures.body", "figures.id"], ondelete=action)
    key = PrimaryKeyConstraint("body", "id")
    (said,) = found(body(), Column("id", Uuid), key, link, schema=with_others())
    assert said.endswith("does more than CASCADE or NO ACTION")


def test_every_constraint_has_a_name() -> None:
    key = PrimaryKeyConstraint("body", name="pk_t")
    said = found(body(), key, CheckConstraint("body <> ''"), schema=MetaData())
    assert said == ["has a CheckConstraint without a name"]


def test_body_is_text_everywhere() -> None:
    said = found(Column("body", Uuid), PrimaryKeyConstraint("body"))
    assert said == ["body is not text NOT NULL"]


def test_ids_are_made_by_the_application() -> None:
    key = PrimaryKeyConstraint("body", "n")
    assert found(body(), Column("n", BigInteger, Identity()), key) == ["n is an identity"]
    serial = Column("n", BigInteger, primary_key=True)
    assert "n is a serial" in found(serial, kind=REFERENCE)[0]


def test_an_enum_is_text_and_a_check() -> None:
    key = PrimaryKeyConstraint("body", "rag")
    native: Column[str] = Column("rag", Enum("red", "green", name="rag"))
    assert found(body(), native, key) == ["rag is a native enum; take text and a check"]
    plain: Column[str] = Column("rag", Enum("red", "green", name="rag", native_enum=False))
    assert not found(body(), plain, PrimaryKeyConstraint("body", "rag"))


def test_the_tables_of_all_services_keep_the_rules() -> None:
    broken = [f"{name}.{fault}" for name, schema in schemas() for fault in faults(schema)]
    assert broken == []
