"""Large files that are wrong throughout: told so in time, whatever is wrong with them."""

from __future__ import annotations

from tests.suite import Suite

COUNCIL = "E07000132"
ROWS = 35_000
HEADER = "body,indicator,period,numerator,denominator\n"


async def test_more_unknown_codes_than_a_statement_takes_are_each_named(suite: Suite) -> None:
    """PostgreSQL takes at most 32,767 parameters; a file may misspell as many codes as it likes."""
    await suite.define_indicator()
    rows = "".join(f"{COUNCIL},code-{n},2019-20-M09,1,2\n" for n in range(ROWS))
    headers = await suite.officer(COUNCIL) | {"Content-Type": "text/csv"}

    answer = await suite.http.post(
        "/v1/kpi/submissions", content=(HEADER + rows).encode(), headers=headers
    )

    assert answer.status_code == 422, answer.text[:500]
    problem = answer.json()
    assert problem["counts"]["rejected"] == ROWS
    assert {row["problems"][0]["code"] for row in problem["results"]} == {"unknown_indicator"}


async def test_a_code_that_is_misspelt_in_every_row_is_met_with_what_was_meant(
    suite: Suite,
) -> None:
    await suite.define_indicator()
    months = [
        f"{year}-{(year + 1) % 100:02d}-M{month:02d}"
        for year in range(1990, 2019)
        for month in range(1, 13)
    ]
    rows = "".join(f"{COUNCIL},council-tax-inyear,{month},1,2\n" for month in months)
    headers = await suite.officer(COUNCIL) | {"Content-Type": "text/csv"}

    answer = await suite.http.post(
        "/v1/kpi/submissions", content=(HEADER + rows).encode(), headers=headers
    )

    meant = {row["problems"][0]["expected"] for row in answer.json()["results"]}
    assert meant == {"council-tax-in-year"}
    assert {fault["row"] for fault in answer.json()["errors"]} == set(range(1, len(months) + 1))
