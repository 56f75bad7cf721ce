"""The canonical bytes, written by hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.models import Answer
from shared.contracts.values import Number
from shared.publication import Document, Published, canonical_json, published_document
from shared.web.conditional import entity_tag
from tests.shared.publication.press import BODY, PERIOD, Press, scorecard


class Shown(Answer):
    """A contract's model, as a scorecard row is."""

    value: Number | None
    period: str


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+2"), "100"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0.00"), "0"),
        (Decimal("84.2546540000000000000000000000000000001"),) * 2,
        (1e-7, "0.0000001"),
        (1e16, "10000000000000000"),
        (28.10, "28.1"),
        (-0.0, "0"),
        (date(2020, 2, 3), '"2020-02-03"'),
        (datetime(2020, 2, 3, 6, tzinfo=UTC), '"2020-02-03T06:00:00.000000Z"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ({"name": 'Ynys "Môn"\n'}, '{"name":"Ynys \\"Môn\\"\\n"}'),
        (Shown(value=Decimal("28.10"), period="2019-20"), '{"period":"2019-20","value":28.1}'),
        ((1, 2), "[1,2]"),
    ],
)
def test_a_document_is_written_in_one_way(said: Any, written: Any) -> None:
    assert canonical_json(said) == str(written).encode()


@pytest.mark.parametrize("said", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_a_number_that_is_none_is_refused(said: Any) -> None:
    with pytest.raises(ValueError, match="finite"):
        canonical_json([said])


@pytest.mark.parametrize("said", [{1, 2}, b"bytes", {1: "a"}, object()])
def test_what_has_no_place_in_json_is_refused(said: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(said)


NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1) | st.decimals(-(10**8), 10**8, places=6).map(float)
"""Of at most 15 significant digits, as every number is that comes in."""

JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_reads_as_it_was(said: Any) -> None:
    again = json.loads(canonical_json(said))

    assert again == said
    assert canonical_json(again) == canonical_json(said)


async def test_a_published_etag_is_that_of_any_answer_with_its_bytes(press: Press) -> None:
    await press.publish()
    found = await published_document(press.public, BODY, "scorecard", PERIOD)

    assert isinstance(found, Published)
    assert found.etag == entity_tag(scorecard().content)
    assert Document("a", "b", found.content).sha256 == found.sha256
