"""A large file, half of it held: each step of it is done within the deadline.

It has 6,000 rows; with `QD_FULL=1`, 20,000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from services.kpi.submissions import files
from shared.calendar.periods import months_of_year
from shared.sheets.gathering import Extent
from tests.kpi.submissions.desk import AT, COUNCIL, WHY
from tests.promises.crowds import sized

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

YEARS: Final = range(1990, 2018)
MONTHS: Final = [str(month) for year in YEARS for month in months_of_year(year)]
ROWS: Final = sized(6_000, full=20_000)
CODES: Final = [f"large-{number}" for number in range(ROWS // len(MONTHS) + 1)]
HEADER: Final = "body,indicator,period,numerator,denominator,reason,explanation"


@pytest.fixture
async def large(suite: Suite) -> Suite:
    for code in CODES:
        await suite.define_indicator(code, accumulation="snapshot")
    return suite


def file(rows: int, *, receipts: int = 900, reason: str = "", bad: int = 0) -> bytes:
    """Return a file; of the rows every other is a rate above 100, and the first *bad* no rate."""
    lines = []
    for number in range(rows):
        code, month = CODES[number // len(MONTHS)], MONTHS[number % len(MONTHS)]
        above = receipts + 1_000 * (number % 2)
        below = 0 if number < bad else 1_000
        lines.append(f"{COUNCIL},{code},{month},{above},{below},{reason},")
    return "\n".join([HEADER, *lines]).encode()


async def send(suite: Suite, content: bytes, **query: Any) -> httpx.Response:
    caller = await suite.key("finance", kpi_submit=[COUNCIL])
    headers = caller | {"Content-Type": "text/csv"}
    at = "/v1/kpi/submissions"
    return await suite.http.post(at, content=content, headers=headers, params=query)


async def step(suite: Suite, name: str, submission: dict[str, Any], content: Any) -> Any:
    every = {scope: [COUNCIL] for scope in ("kpi_read", "kpi_submit", "kpi_approve")}
    answer = await suite.http.post(
        f"{AT}/{submission['id']}/{name}",
        json=content,
        headers=await suite.key("representative", **every)
        | {"If-Match": f'"{submission["content_hash"]}"'},
    )
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()


async def stored(suite: Suite, what: str) -> int:
    admin = await suite.database.admin.connect()
    try:
        return int(await admin.fetchval(f"SELECT count(*) FROM {what}"))
    finally:
        await admin.close()


async def test_a_large_file_half_of_which_is_held_lives_as_a_small_one_does(large: Suite) -> None:
    """Each step has the service's deadline of 8 seconds, which the suite keeps."""
    answer = await send(large, file(ROWS))
    again = await send(large, file(ROWS))
    [first] = answer.json()["submissions"]
    restated = await send(large, file(ROWS, receipts=950, reason="Debits were recounted"))
    [second] = restated.json()["submissions"]

    half = ROWS // 2
    assert answer.status_code == 201, answer.text[:500]
    assert (first["counts"]["created"], first["counts"]["held"]) == (half, half)
    assert again.json()["submissions"] == []
    assert (again.json()["counts"]["unchanged"], again.json()["counts"]["held"]) == (half, half)
    assert (second["counts"]["restated"], second["counts"]["held"]) == (half, half)
    assert await stored(large, "kpi.held_versions WHERE fate = 'held'") == 2 * half

    odd = [(CODES[n // len(MONTHS)], MONTHS[n % len(MONTHS)]) for n in range(1, ROWS, 2)]
    said = [{"indicator": c, "period": p, "explanation": f"{WHY} of {p}"} for c, p in odd]
    explained = await step(large, "explain", second, {"explanations": said})
    assert explained["state"] == "ready"
    assert await stored(large, "kpi.figure_versions") == half + half + half
    rejected = await step(large, "reject", explained, {"reason": "The recount was of 2018"})
    assert rejected["state"] == "rejected"
    standing = await large.http.get(
        f"/v1/kpi/bodies/{COUNCIL}/figures",
        params={"limit": 1_000},
        headers=await large.key("representative", kpi_read=[COUNCIL]),
    )
    items = standing.json()["items"]
    assert {item["numerator"] for item in items} == {900}
    assert {item["submission"] for item in items} == {first["id"]}


async def test_of_a_file_in_chunks_rejected_and_held_rows_are_told(
    large: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And each chunk is a submission of its own, which can be rejected by itself."""
    monkeypatch.setattr(files, "MOST_ROWS", 1_000)
    monkeypatch.setattr(files, "CHUNK", Extent(600, 4_000_000))
    answer = await send(large, file(1_200, bad=3))
    told = answer.json()

    assert answer.status_code == 201, answer.text[:500]
    assert (told["counts"]["created"], told["counts"]["held"]) == (598, 599)  # rows 1 to 3 are bad
    assert len(told["submissions"]) > 1
    outcomes = [result["outcome"] for result in told["results"]]
    assert (outcomes.count("rejected"), outcomes.count("held"), len(outcomes)) == (3, 599, 602)
    one, *others = told["submissions"]
    await step(large, "reject", one, {"reason": "Another year"})
    left = sum(other["counts"]["created"] for other in others)
    assert await stored(large, "kpi.figure_versions WHERE status = 'rejected'") == 598 - left
