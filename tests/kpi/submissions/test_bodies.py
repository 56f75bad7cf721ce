"""Whose figures a caller may bring, and how a batch of several bodies is kept."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.suite import Suite

HARBOROUGH, HINCKLEY, NORTH_WEST = "E07000131", "E07000132", "E07000134"
TOGETHER = "leicestershire"
DAYS = {
    "unit": "days",
    "polarity": "lower",
    "accumulation": "average",
    "denominator_is_debit": False,
}


def december(body: str | None = None, **more: Any) -> dict[str, Any]:
    figure = {
        "indicator": "council-tax-in-year",
        "period": "2019-20-M09",
        "numerator": 850,
        "denominator": 1_000,
    }
    return figure | ({} if body is None else {"body": body}) | more


async def test_a_batch_of_several_bodies_is_kept_as_one_submission_for_each(suite: Suite) -> None:
    await suite.define_indicator()
    headers = await suite.officer(HARBOROUGH, HINCKLEY)
    answer = await suite.submit(
        {
            "body": HINCKLEY,
            "figures": [december(), december(HARBOROUGH), december(period="2019-20-M08")],
        },
        headers,
    )

    assert answer.status_code == 201
    told = answer.json()
    kept = {one["body"]: one for one in told["submissions"]}
    assert [result["body"] for result in told["results"]] == [HINCKLEY, HARBOROUGH, HINCKLEY]
    assert kept.keys() == {HARBOROUGH, HINCKLEY}
    assert kept[HINCKLEY]["counts"]["created"] == 2
    where = f"/v1/kpi/bodies/{HINCKLEY}/submissions/{kept[HINCKLEY]['id']}"
    read = (await suite.http.get(where, headers=headers)).json()
    assert read["batch"] == told["batch"]
    # Its own rows alone, under the numbers that they had in the batch.
    assert [result["row"] for result in read["results"]] == [1, 3]


async def test_a_row_of_a_body_that_is_not_granted_is_rejected_by_itself(suite: Suite) -> None:
    await suite.define_indicator()
    answer = await suite.submit(
        {"figures": [december(HINCKLEY), december(NORTH_WEST)]}, await suite.officer(HINCKLEY)
    )

    assert answer.status_code == 201
    mine, theirs = answer.json()["results"]
    assert mine["outcome"] == "created"
    assert theirs["outcome"] == "rejected"
    assert [problem["code"] for problem in theirs["problems"]] == ["body_not_granted"]
    assert [one["body"] for one in answer.json()["submissions"]] == [HINCKLEY]
    row = await suite.scorecard(NORTH_WEST)
    assert row["rows"] == []


async def test_a_batch_of_another_councils_rows_alone_is_403(suite: Suite) -> None:
    await suite.define_indicator()
    answer = await suite.submit(
        {"figures": [december(HARBOROUGH), december(NORTH_WEST)]}, await suite.officer(HINCKLEY)
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_whoever_may_only_read_submits_nothing(suite: Suite) -> None:
    await suite.define_indicator()
    reader = await suite.key(kpi_read=[HINCKLEY])
    answer = await suite.submit({"figures": [december(HINCKLEY)]}, reader)

    assert answer.status_code == 403


async def test_another_councils_submission_is_not_there(suite: Suite) -> None:
    await suite.define_indicator()
    answer = await suite.submit({"figures": [december(HINCKLEY)]}, await suite.officer(HINCKLEY))
    [kept] = answer.json()["submissions"]
    other = await suite.officer(NORTH_WEST)

    by_its_address = await suite.http.get(
        f"/v1/kpi/bodies/{HINCKLEY}/submissions/{kept['id']}", headers=other
    )
    under_their_own = await suite.http.get(
        f"/v1/kpi/bodies/{NORTH_WEST}/submissions/{kept['id']}", headers=other
    )

    assert (by_its_address.status_code, under_their_own.status_code) == (404, 404)


async def test_a_partnership_takes_a_rate_and_no_components(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, HARBOROUGH, HINCKLEY)
    headers = await suite.officer(TOGETHER)
    components = await suite.submit({"figures": [december(TOGETHER)]}, headers)
    rate = december(TOGETHER, numerator=None, denominator=None, value=83.0)
    taken = await suite.submit({"figures": [rate]}, headers)

    [problem] = components.json()["results"][0]["problems"]
    assert problem["code"] == "partnership_takes_rates_only"
    assert taken.json()["results"][0]["value"] == 83
    row = await suite.scorecard_row(TOGETHER)
    assert (row["value"], row["basis"]) == (83, "reported_rate")


async def test_combined_days_are_refused_where_their_parts_are_there(suite: Suite) -> None:
    for part in ("new-claims-days", "changes-days"):
        await suite.define_indicator(part, **DAYS)
    parts = ["new-claims-days", "changes-days"]
    await suite.define_indicator("combined-days", **DAYS, pooled_from=parts)
    headers = await suite.officer(HINCKLEY)
    new, changes, combined = (
        december(HINCKLEY, indicator=code, numerator=170, denominator=10)
        for code in (*parts, "combined-days")
    )

    with_one_part = await suite.submit({"figures": [new, combined]}, headers)
    with_both = await suite.submit({"figures": [changes, combined | {"reason": "Again"}]}, headers)

    assert [row["outcome"] for row in with_one_part.json()["results"]] == ["created"] * 2
    [kept, refused] = with_both.json()["results"]
    assert kept["outcome"] == "created"
    assert [problem["code"] for problem in refused["problems"]] == ["derived_from_parts"]


async def test_combined_days_are_taken_where_a_part_has_no_components(suite: Suite) -> None:
    parts = ["new-claims-days", "changes-days"]
    for part in parts:
        await suite.define_indicator(part, **DAYS)
    await suite.define_indicator("combined-days", **DAYS, pooled_from=parts)
    counted = {"numerator": 800, "denominator": 100}
    gap = {"numerator": None, "denominator": None, "status": "not_available"}
    together = [
        december(HINCKLEY, indicator="new-claims-days"),
        december(HINCKLEY, indicator="changes-days", **gap),
        december(HINCKLEY, indicator="combined-days", **counted),
    ]

    # Nothing is pooled from one part, so what the council counted itself is all there is.
    at_once = await suite.submit({"figures": together}, await suite.officer(HINCKLEY))
    later = await suite.figure(
        HINCKLEY, "combined-days", numerator=900, denominator=100, reason="Counted again"
    )

    assert [row["outcome"] for row in at_once.json()["results"]] == ["created"] * 3
    assert (later["outcome"], later["value"]) == ("restated", 9)


async def test_twenty_posts_of_the_same_new_figure_at_once_store_one(suite: Suite) -> None:
    await suite.define_indicator()
    headers = await suite.officer(HINCKLEY)
    batch = {"body": HINCKLEY, "figures": [december()]}

    answers = await asyncio.gather(*(suite.submit(batch, headers) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {201}
    outcomes = [answer.json()["results"][0]["outcome"] for answer in answers]
    assert sorted(outcomes) == ["created"] + ["unchanged"] * 19
    history = await suite.http.get(
        f"/v1/kpi/bodies/{HINCKLEY}/figures", params={"history": "true"}, headers=headers
    )
    assert len(history.json()["items"]) == 1


async def test_batches_over_the_same_bodies_in_opposite_order_never_wait_for_each_other(
    suite: Suite,
) -> None:
    await suite.define_indicator()
    headers = await suite.officer(HARBOROUGH, HINCKLEY)

    def both(number: int) -> dict[str, Any]:
        bodies = (HARBOROUGH, HINCKLEY) if number % 2 else (HINCKLEY, HARBOROUGH)
        period = f"2019-20-M{number:02d}"
        return {"figures": [december(body, period=period) for body in bodies]}

    answers = await asyncio.gather(
        *(suite.submit(both(number), headers) for number in range(1, 13))
    )

    assert [answer.json()["counts"]["created"] for answer in answers] == [2] * 12
