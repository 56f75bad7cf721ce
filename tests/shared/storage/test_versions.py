"""Versions as known at an instant, on the KPI service's figures."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.kpi.figures.tables import FigureVersion
from shared.refusals import Conflict
from shared.storage.failures import refusal_of
from shared.storage.sessions import reading, writing
from shared.storage.tenancy import Tenancy
from shared.storage.versions import newest

BODY = "E07000132"
TENANCY = Tenancy("ledger", reads=frozenset({BODY}), writes=frozenset({BODY}))
NEWEST = newest(
    FigureVersion, by=(FigureVersion.body, FigureVersion.indicator, FigureVersion.period)
)
NOON = datetime(2020, 2, 3, 12, tzinfo=UTC)
ONE = datetime(2020, 2, 3, 13, tzinfo=UTC)


def version(value: int, recorded_at: datetime, period: str = "2019-20-M09") -> FigureVersion:
    """Return a version of one figure."""
    return FigureVersion(
        body=BODY,
        indicator="council-tax-in-year",
        period=period,
        recorded_at=recorded_at,
        value=Decimal(value),
        status="final",
        submission=uuid4(),
    )


async def append(engine: AsyncEngine, *figures: FigureVersion) -> None:
    async with writing(engine, TENANCY) as tx:
        await tx.append(*figures)


@pytest.fixture
async def history(engine: AsyncEngine) -> AsyncEngine:
    """December reported at noon as 80 and restated at one as 81; January reported at one as 90."""
    january = version(90, ONE, period="2019-20-M10")
    await append(engine, version(80, NOON), version(81, ONE), january)
    return engine


async def values_known_at(
    engine: AsyncEngine, instant: datetime | None
) -> dict[str, Decimal | None]:
    async with reading(engine, TENANCY) as reader:
        reader.known_at = instant
        return {figure.period: figure.value for figure in await reader.all(NEWEST)}


async def test_the_newest_version_of_each_thing_is_read(history: AsyncEngine) -> None:
    assert await values_known_at(history, None) == {"2019-20-M09": 81, "2019-20-M10": 90}


async def test_a_version_is_known_from_the_very_instant_it_is_recorded_under(
    history: AsyncEngine,
) -> None:
    assert await values_known_at(history, ONE) == {"2019-20-M09": 81, "2019-20-M10": 90}


async def test_a_microsecond_earlier_the_version_before_is_known(history: AsyncEngine) -> None:
    just_before = datetime(2020, 2, 3, 12, 59, 59, 999_999, tzinfo=UTC)

    assert await values_known_at(history, just_before) == {"2019-20-M09": 80}


async def test_before_the_first_version_nothing_is_known(history: AsyncEngine) -> None:
    assert await values_known_at(history, datetime(2020, 2, 3, 11, tzinfo=UTC)) == {}


async def test_each_question_of_a_reader_is_asked_of_its_instant(history: AsyncEngine) -> None:
    """`first` and `rows` too: none of the three ways to ask forgets it."""
    async with reading(history, TENANCY) as reader:
        reader.known_at = NOON
        first = await reader.first(NEWEST)
        rows = await reader.rows(NEWEST)

    assert first is not None
    assert first.value == 80
    assert [row[0].value for row in rows] == [80]


async def test_a_figure_that_is_not_a_number_is_never_kept(engine: AsyncEngine) -> None:
    """NaN is a numeric to PostgreSQL; a CHECK refuses it, and the caller is told of a conflict."""
    figure = version(80, NOON)
    figure.value = Decimal("NaN")

    with pytest.raises(IntegrityError, match="value_is_a_number") as refused:
        await append(engine, figure)

    assert isinstance(refusal_of(refused.value), Conflict)
    assert await values_known_at(engine, None) == {}
