"""The main job: a council posts its figures, and a dashboard reads the scorecard."""

from __future__ import annotations

from typing import Any

from tests.suite import Suite

COUNCIL = "E07000132"
MONTH = {
    "indicator": "council-tax-in-year",
    "period": "2019-20-M10",
    "numerator": 62834112.45,
    "denominator": 67210000.00,
    "status": "final",
}
BATCH: dict[str, Any] = {"body": COUNCIL, "source_system": "ledger", "figures": [MONTH]}


async def test_a_posted_month_is_created_and_read(suite: Suite) -> None:
    await suite.define_indicator()
    answer = await suite.submit(BATCH, await suite.officer(COUNCIL))

    assert answer.status_code == 201, answer.text
    [result] = answer.json()["results"]
    assert result["outcome"] == "created"
    assert result["value"] == 93.489231  # 100 x 62,834,112.45 / 67,210,000 = 93.48923...
    row = await suite.scorecard_row(COUNCIL, period="2019-20-M10")
    assert row["value"] == 93.489231
    assert row["rag"] == "none"


async def test_a_retry_with_its_key_answers_the_same_bytes(suite: Suite) -> None:
    await suite.define_indicator()
    headers = await suite.officer(COUNCIL) | {"Idempotency-Key": "nightly-1"}
    first = await suite.submit(BATCH, headers)
    again = await suite.submit(BATCH, headers)

    assert again.status_code == first.status_code == 201
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
