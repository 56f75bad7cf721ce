"""Prepared statements: each parameter gets its value, in the driver's order."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ARRAY, Integer, Text, any_, bindparam, cast, column, literal, select, table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.storage.prepared import Prepared
from shared.storage.sessions import reading
from shared.storage.tenancy import Tenancy

CODE = column("code", Text)


async def answered(engine: AsyncEngine, statement: Any, **values: Any) -> list[tuple[Any, ...]]:
    """Return what the database answers, as known at no particular instant."""
    async with reading(engine, Tenancy("tests")) as reader:
        return [tuple(row) for row in await reader.records(Prepared(statement), **values)]


def said(name: str, kind: Any = Text) -> Any:
    return cast(bindparam(name, type_=kind()), kind())


async def test_parameters_keep_their_places_whatever_the_order_they_are_given_in(
    engine: AsyncEngine,
) -> None:
    statement = select(said("first"), said("second"), said("first"))

    assert await answered(engine, statement, second="b", first="a") == [("a", "b", "a")]


async def test_what_is_given_beside_its_parameters_is_left_alone(engine: AsyncEngine) -> None:
    assert await answered(engine, select(said("one")), one="a", two="b") == [("a",)]


async def test_a_constant_is_sent_with_every_use(engine: AsyncEngine) -> None:
    statement = select(said("one"), cast(literal("fixed", Text()), Text()))

    assert await answered(engine, statement, one="a") == [("a", "fixed")]


async def test_a_constant_that_is_none_is_null_and_nothing_that_must_be_given(
    engine: AsyncEngine,
) -> None:
    nothing = cast(bindparam("nothing", None, type_=Text()), Text())

    assert await answered(engine, select(said("one"), nothing), one="a") == [("a", None)]


async def test_a_parameter_may_be_null(engine: AsyncEngine) -> None:
    statement = select(said("one"), said("two", Integer))

    assert await answered(engine, statement, one=None, two=None) == [(None, None)]


@pytest.mark.parametrize("codes", [[], ["a"], ["a", "b", "it's"]])
async def test_one_text_serves_any_number_of_values(engine: AsyncEngine, codes: list[str]) -> None:
    known = select(said("all", lambda: ARRAY(Text)).label("codes"))
    of_these = any_(bindparam("codes", type_=ARRAY(Text)))
    statement = select(cast(literal(1), Integer)).where(said("one") == of_these)

    assert await answered(engine, statement, one="a", codes=codes) == ([(1,)] if codes else [])
    assert await answered(engine, known, all=codes) == [(codes,)]


async def test_json_is_written_as_the_column_has_it(engine: AsyncEngine) -> None:
    document = {"a": [1, None, "é"], "b": {"c": True}}
    statement = select((said("document", JSONB)["a"][2]).astext)

    assert await answered(engine, statement, document=document) == [("é",)]


def test_a_parameter_that_is_not_given_is_an_error_and_never_null() -> None:
    statement = Prepared(select(table("t", CODE)).where(bindparam("one") == CODE))

    with pytest.raises(KeyError, match="one"):
        statement.values({"two": "b"})
