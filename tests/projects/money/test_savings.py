"""Savings by year and council: what is not known is counted, and is no zero."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.projects.money.savings import by_council, by_year
from shared.contracts.projects.savings import Recurrence, Saving, SavingYear

DARTFORD, SEVENOAKS = "E07000107", "E07000111"


def saving(council: str | None, **years: tuple[Any, Any]) -> Saving:
    """Return a saving; `y2011_12=(planned, achieved)`."""
    return Saving(
        body="partnership",
        recorded_at=datetime(2011, 4, 1, tzinfo=UTC),
        recorded_by="officer",
        plan="plan",
        saving="saving",
        title="Joint working",
        item=None,
        council=council,
        recurrence=Recurrence.RECURRING,
        cashable=True,
        years=[
            SavingYear(year=name[1:].replace("_", "-"), planned=planned, achieved=achieved)
            for name, (planned, achieved) in years.items()
        ],
        as_written=None,
    )


def test_what_one_council_does_not_know_leaves_the_total_open() -> None:
    """Seed 003: at least £250,000 for each council in a year."""
    savings = [
        saving(DARTFORD, y2011_12=(250_000, 260_000.5), y2012_13=(250_000, None)),
        saving(SEVENOAKS, y2011_12=(250_000, 240_000), y2012_13=(250_000, 1)),
        saving(SEVENOAKS, y2011_12=(None, 10)),
    ]

    first, second = by_year(savings)

    assert first.model_dump() == {
        "year": "2011-12",
        "planned": None,
        "planned_known": 500_000,
        "planned_unknown": 1,
        "achieved": Decimal("500010.5"),
        "achieved_known": Decimal("500010.5"),
        "achieved_unknown": 0,
        "difference": None,
        "savings": 3,
    }
    assert second.planned == 500_000
    assert second.achieved is None
    assert second.achieved_known == 1


def test_each_council_stands_by_itself_and_the_plans_own_last() -> None:
    savings = [
        saving(None, y2011_12=(None, None)),
        saving(SEVENOAKS, y2011_12=(200_000, 250_000)),
        saving(DARTFORD, y2010_11=(1, 2), y2011_12=(200_000, 150_000)),
    ]

    told = [(c.year, c.council, c.planned, c.difference) for c in by_council(savings)]

    assert told == [
        ("2010-11", DARTFORD, 1, 1),
        ("2011-12", DARTFORD, 200_000, -50_000),
        ("2011-12", SEVENOAKS, 200_000, 50_000),
        ("2011-12", None, None, None),
    ]


def test_of_what_nothing_is_known_nothing_is_told() -> None:
    [total] = by_year([saving(None, y2011_12=(None, None))])

    assert (total.planned, total.planned_known, total.planned_unknown) == (None, None, 1)


def test_nothing_saved_is_known_and_is_zero() -> None:
    [total] = by_year([saving(None, y2011_12=(0, 0))])

    assert [total.planned, total.planned_known, total.difference] == [0, 0, 0]


AMOUNTS = st.one_of(st.none(), st.decimals(-(10**10), 10**10, places=2))
PARTS = st.lists(
    st.tuples(st.sampled_from([DARTFORD, SEVENOAKS, None]), AMOUNTS, AMOUNTS), min_size=1
)


@given(PARTS)
def test_a_years_total_is_that_of_its_councils(
    parts: list[tuple[str | None, Decimal | None, Decimal | None]],
) -> None:
    savings = [saving(council, y2011_12=(due, made)) for council, due, made in parts]

    [year], councils = by_year(savings), by_council(savings)

    assert sum(c.savings for c in councils) == year.savings == len(parts)
    assert sum(c.planned_unknown for c in councils) == year.planned_unknown
    pence = [int(due.scaleb(2)) for _, due, _ in parts if due is not None]
    assert (year.planned_known is None) is (not pence)
    assert (year.planned_known or Decimal(0)).scaleb(2) == sum(pence)
    assert (year.planned is None) is any(due is None for _, due, _ in parts)
    known = [c.achieved_known for c in councils if c.achieved_known is not None]
    assert sum(known) == (year.achieved_known or 0)
    assert type(year).model_validate_json(year.model_dump_json()) == year
