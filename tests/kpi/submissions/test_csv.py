"""CSV through the API: the same promises, with lines and columns for places."""

from __future__ import annotations

import threading
from typing import IO, Any

import httpx
import pytest

from services.kpi.submissions import routes
from services.kpi.submissions.reading import sheet_of_csv
from shared.sheets.reading import Sheet
from tests.suite import Suite

COUNCIL = "E07000132"
HEADER = "body,indicator,period,numerator,denominator,value,status,reason,explanation"
ROW = "E07000132,council-tax-in-year,2019-20-M10,62834112.45,67210000.00,,final,,"
BAD_ROWS = range(500, 10_000, 1_000)
"""Ten of ten thousand: the rows 500, 1,500 ... 9,500. Each has a debit of nothing."""


async def post(suite: Suite, content: str | bytes, **query: Any) -> httpx.Response:
    headers = await suite.officer(COUNCIL) | {"Content-Type": "text/csv"}
    return await suite.http.post(
        "/v1/kpi/submissions", content=content, headers=headers, params=query
    )


async def stored(suite: Suite, **query: Any) -> list[dict[str, Any]]:
    answer = await suite.http.get(
        f"/v1/kpi/bodies/{COUNCIL}/figures", params=query, headers=await suite.officer(COUNCIL)
    )
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_month_in_csv_is_kept_with_its_source_from_the_query(suite: Suite) -> None:
    await suite.define_indicator()
    source = {"source_system": "ledger", "source_revision": "7"}
    extracted = "2020-02-03T06:00:00Z"
    answer = await post(suite, f"{HEADER}\r\n{ROW}\r\n", extracted_at=extracted, **source)

    assert answer.status_code == 201, answer.text
    [result] = answer.json()["results"]
    assert (result["row"], result["line"], result["outcome"]) == (1, 2, "created")
    assert result["value"] == 93.489231  # 100 x 62,834,112.45 / 67,210,000
    [figure] = await stored(suite)
    assert {name: figure[name] for name in source} == source
    assert figure["extracted_at"] == "2020-02-03T06:00:00.000000Z"


async def test_a_header_is_read_beside_the_loop(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be a megabyte of commas, and other requests go on meanwhile."""
    threads = []

    def noted(file: IO[bytes]) -> Sheet:
        threads.append(threading.current_thread())
        return sheet_of_csv(file)

    monkeypatch.setattr(routes, "sheet_of_csv", noted)
    answer = await post(suite, f"{HEADER},colour\r\n")

    assert answer.status_code == 422
    assert threads != [threading.current_thread()]
    assert len(threads) == 1


async def test_the_same_month_in_json_after_csv_is_unchanged(suite: Suite) -> None:
    await suite.define_indicator()
    shuffled = (
        "\ufeffdenominator,numerator,period,indicator,body\r\n"
        "67210000,62834112.45,2019/20 M10,council-tax-in-year,E07000132\r\n"
    )
    first = await post(suite, shuffled)
    again = await suite.figure(
        COUNCIL, period="2019-20-M10", numerator=62834112.45, denominator=67210000
    )

    assert first.json()["results"][0]["outcome"] == "created"
    assert again["outcome"] == "unchanged"


async def test_a_bad_row_is_named_by_line_and_column(suite: Suite) -> None:
    await suite.define_indicator()
    bad = "E07000132,council-tax-in-year,Dec-16,one,0,,final,,"
    answer = await post(suite, f"{HEADER}\n{ROW}\n\n{bad}\n")

    assert answer.status_code == 201
    [_, result] = answer.json()["results"]
    # Line 1 is the header, line 3 is blank.
    assert (result["row"], result["line"], result["outcome"]) == (2, 4, "rejected")
    problems = [(problem["code"], problem["column"]) for problem in result["problems"]]
    assert problems == [("period_unclear", "period"), ("not_a_number", "numerator")]
    assert {problem["pointer"] for problem in result["problems"]} == {None}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (f"{HEADER},colour\n", 422, "unknown_column"),
        ("", 422, "missing_column"),
        ("body,indicator\n", 422, "missing_column"),
    ],
)
async def test_a_file_whose_header_is_wrong_is_refused_with_the_column(
    suite: Suite, content: str, status: int, code: str
) -> None:
    answer = await post(suite, content)

    assert answer.status_code == status
    assert code in [fault["code"] for fault in answer.json()["errors"]]
    assert all(fault["column"] for fault in answer.json()["errors"])


async def test_a_file_without_rows_is_refused(suite: Suite) -> None:
    answer = await post(suite, f"{HEADER}\r\n")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_file_that_is_not_utf_8_is_malformed(suite: Suite) -> None:
    answer = await post(suite, f"{HEADER}\n{ROW}caf\u00e9\n".encode("latin-1"))

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_the_source_of_a_json_batch_stands_in_the_batch(suite: Suite) -> None:
    batch = {"body": COUNCIL, "figures": [{"indicator": "x"}]}
    answer = await suite.submit(batch, await suite.officer(COUNCIL), source_system="ledger")

    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == ["only_for_csv"]


async def ten_thousand(suite: Suite) -> str:
    """Return 25 indicators x 400 months, ten of whose rows are bad."""
    codes = [f"rate-{number:02d}" for number in range(25)]
    for code in codes:
        await suite.define_indicator(code)
    years = [f"{year}-{(year + 1) % 100:02d}" for year in range(1991, 2025)]
    months = [f"{year}-M{month:02d}" for year in years for month in range(1, 13)][:400]
    keys = [(code, month) for code in codes for month in months]
    lines = [
        f"{COUNCIL},{code},{month},{row},{0 if row in BAD_ROWS else 67_210_000}"
        for row, (code, month) in enumerate(keys, start=1)
    ]
    return "\r\n".join(["body,indicator,period,numerator,denominator", *lines])


async def test_of_ten_thousand_rows_the_ten_bad_ones_are_named_and_the_others_kept(
    suite: Suite,
) -> None:
    sheet = await ten_thousand(suite)

    atomic = await post(suite, sheet, atomic="true")
    kept_of_atomic = await stored(suite)
    answer = await post(suite, sheet, atomic="false")

    assert (atomic.status_code, atomic.json()["code"]) == (422, "batch_rejected")
    assert kept_of_atomic == []
    assert answer.status_code == 201
    told = answer.json()
    assert (told["counts"]["created"], told["counts"]["rejected"]) == (9_990, 10)
    rejected = [result for result in told["results"] if result["outcome"] == "rejected"]
    assert [result["row"] for result in rejected] == list(BAD_ROWS)
    for result in rejected:
        assert result["line"] == result["row"] + 1  # the header is line 1
        problems = [(problem["code"], problem["column"]) for problem in result["problems"]]
        assert problems == [("zero_denominator", "denominator")]
    assert await count_stored(suite) == 9_990


async def count_stored(suite: Suite) -> int:
    """Return how many figures a caller can page through, each seen once."""
    seen: set[tuple[str, str]] = set()
    pages, cursor = 0, None
    while pages == 0 or cursor is not None:
        query = {"limit": 1_000} | ({} if cursor is None else {"cursor": cursor})
        answer = await suite.http.get(
            f"/v1/kpi/bodies/{COUNCIL}/figures", params=query, headers=await suite.officer(COUNCIL)
        )
        page = answer.json()
        found = {(figure["indicator"], figure["period"]) for figure in page["items"]}
        assert not found & seen
        seen |= found
        cursor = page["next_cursor"]
        pages += 1
    assert pages == 10  # 9 x 1,000 and 990
    return len(seen)
