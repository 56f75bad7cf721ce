"""Bounds of numbers: what a schema tells is what is taken, and a refusal says so in words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.contracts.kpi.indicators import ToleranceTerms
from shared.contracts.projects.budgets import StaffingDefinition
from shared.contracts.projects.savings import Amount, SavingYear
from tests.shared.contracts.refusing import refuses

AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Amount)


def faces(model: type[Any], field: str) -> dict[str, dict[str, Any]]:
    """Return what a schema says of a field, as a number and as a text."""
    said = model.model_json_schema()["properties"][field]["anyOf"]
    return {face.pop("type"): face for face in said}


def told(model: type[Any], **sent: Any) -> list[tuple[str, str]]:
    """Return why something is refused."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(sent)
    return [(error["type"], error["msg"]) for error in refused.value.errors()]


def test_the_schema_tells_from_where_to_where() -> None:
    """Ten thousand million pounds either way, and a million staff."""
    pounds, staff = faces(SavingYear, "planned"), faces(StaffingDefinition, "fte")

    assert pounds["number"] == {"minimum": -10_000_000_000, "maximum": 10_000_000_000}
    assert staff["number"] == {"minimum": 0, "maximum": 1_000_000}


@given(st.decimals(-2 * 10**10, 2 * 10**10, places=3))
@example(Decimal(10) ** 10)
@example(-(Decimal(10) ** 10))
@example(Decimal("10000000000.01"))
@example(Decimal("-10000000000.00"))
@example(Decimal("9999999999.990"))
@example(Decimal("0.001"))
@example(Decimal("12.500"))
def test_a_number_in_text_is_taken_just_if_its_pattern_allows_it(number: Decimal) -> None:
    text, pattern = f"{number:f}", faces(SavingYear, "planned")["string"]["pattern"]

    assert refuses(AMOUNT, text) is (re.search(pattern, text) is None)


@pytest.mark.parametrize("text", ["1000000", "1000000.0", "0", "000.5", "115.625", "999999.999"])
def test_staff_are_counted_up_to_a_million(text: str) -> None:
    assert re.search(faces(StaffingDefinition, "fte")["string"]["pattern"], text)
    assert StaffingDefinition.model_validate({"team": "Both", "fte": text}).fte == Decimal(text)


@pytest.mark.parametrize("text", ["1000000.1", "1000001", "-1", "-0.5"])
def test_and_no_further(text: str) -> None:
    assert not re.search(faces(StaffingDefinition, "fte")["string"]["pattern"], text)
    assert told(StaffingDefinition, team="Both", fte=text)


def test_a_refusal_says_in_words_how_far() -> None:
    year = "2011-12"
    most, least = "must be at most 10,000,000,000", "must be at least -10,000,000,000"

    assert told(SavingYear, year=year, planned=10**10 + 1) == [("less_than_equal", most)]
    assert told(SavingYear, year=year, planned=-(10**11)) == [("greater_than_equal", least)]
    pence = [("decimal_max_places", "must have at most 2 decimals")]
    assert told(SavingYear, year=year, achieved=0.001) == pence
    assert told(StaffingDefinition, team="Both", fte=-1) == [
        ("greater_than_equal", "must be at least 0")
    ]
    [(_, tolerance)] = told(ToleranceTerms, kind="absolute", amount=-1)
    assert "Decimal" not in tolerance
