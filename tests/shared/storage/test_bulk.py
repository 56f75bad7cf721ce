"""Rows for COPY: whatever a text holds, PostgreSQL keeps that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.kpi.vocabulary import FigureStatus
from shared.storage.bulk import copy_text
from shared.storage.sessions import Transaction, writing
from shared.storage.tenancy import Tenancy

_TRICKY = ("", r"\N", r"\.", "\\", "\\\\N", "a\tb", "a\nb", "a\rb", "a\r\nb", "'\"", "N", "\\n")
ROWS = st.lists(
    st.tuples(
        st.none()
        | st.sampled_from(_TRICKY)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9),
        st.none() | st.decimals(-(10**12), 10**12, places=6),
        st.none() | st.sampled_from(_TRICKY),
    ),
    max_size=6,
)


@pytest.fixture
async def tx(engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """A transaction that has a table of its own to copy into."""
    async with writing(engine, Tenancy("tests")) as opened:
        await opened.say("CREATE TEMPORARY TABLE copied (one text, two numeric, three text)")
        yield opened


async def copied(tx: Transaction, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Copy rows in, and return what is there."""
    await tx.say("TRUNCATE copied")
    await tx.copy("copied", ("one", "two", "three"), copy_text(rows))
    driver = await tx._opened()
    return [tuple(row) for row in await driver.fetch("SELECT * FROM copied ORDER BY ctid")]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
async def test_what_is_copied_is_what_is_kept(tx: Transaction, rows: list[tuple[Any, ...]]) -> None:
    assert await copied(tx, rows) == rows


async def test_each_tricky_text_is_kept_in_each_place(tx: Transaction) -> None:
    rows = [(one, None, three) for one in (*_TRICKY, None) for three in (*_TRICKY, None)]

    assert await copied(tx, rows) == rows


def test_a_cell_that_makes_up_for_a_missing_one_deceives_nobody() -> None:
    """A tab within a cell is escaped though the line has other cells that are null."""
    assert copy_text([("a\tb", None, r"\N")]) == b"a\\tb\t\\N\t\\\\N\n"


def test_words_and_numbers_are_written_plainly() -> None:
    """A status is its word; a number has no exponent that PostgreSQL would read otherwise."""
    row = (FigureStatus.FINAL, Decimal("93.489231"), Decimal("-0.5"), None)

    assert copy_text([row]) == b"final\t93.489231\t-0.5\t\\N\n"
