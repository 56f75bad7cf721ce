"""A partnership's scorecard through the gateway: pooled, with its members beside the total."""

from __future__ import annotations

from typing import Any

from tests.suite import Suite

DARTFORD, SEVENOAKS, NORTH_WEST = "E07000107", "E07000111", "E07000134"
TOGETHER = "dartford-sevenoaks"
CODE = "council-tax-in-year"
PLAIN: dict[str, Any] = {"denominator_is_debit": False}


async def two_councils(suite: Suite) -> None:
    """975 of 1,000 in Dartford, and 2,958 of 3,000 in Sevenoaks, at December 2019."""
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, DARTFORD, SEVENOAKS)
    await suite.figure(DARTFORD, numerator=975, denominator=1_000)  # 97.5 %
    await suite.figure(SEVENOAKS, numerator=2_958, denominator=3_000)  # 98.6 %


def of(row: dict[str, Any], *fields: str) -> list[Any]:
    return [row[field] for field in fields]


async def members(suite: Suite, **query: Any) -> dict[str, list[dict[str, Any]]]:
    card = await suite.scorecard(TOGETHER, **query)
    return {member["body"]: member["rows"] for member in card["members"]}


async def test_a_partnership_rate_pools_its_members(suite: Suite) -> None:
    """The total is receipts over debit, not the mean of two percentages."""
    await two_councils(suite)
    row = await suite.scorecard_row(TOGETHER)

    assert row["value"] == 98.325  # (975 + 2,958) / 4,000; the mean of the rates is 98.05
    assert of(row, "numerator", "denominator", "basis") == [3_933, 4_000, "components"]
    assert row["missing"] == []
    beside = await members(suite)
    assert {body: rows[0]["value"] for body, rows in beside.items()} == {
        DARTFORD: 97.5,
        SEVENOAKS: 98.6,
    }


async def test_a_member_without_its_figure_leaves_no_total_and_is_named(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, DARTFORD, SEVENOAKS)
    await suite.figure(DARTFORD, numerator=975, denominator=1_000)
    row = await suite.scorecard_row(TOGETHER)

    assert of(row, "value", "numerator", "denominator") == [None, None, None]
    assert [(lack["code"], lack["body"]) for lack in row["missing"]] == [("no_figure", SEVENOAKS)]
    beside = await members(suite)
    assert beside[DARTFORD][0]["value"] == 97.5
    assert [lack["code"] for lack in beside[SEVENOAKS][0]["missing"]] == ["no_figure"]


async def test_a_member_with_a_mere_rate_leaves_no_total(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, DARTFORD, SEVENOAKS)
    await suite.figure(DARTFORD, numerator=975, denominator=1_000)
    await suite.figure(SEVENOAKS, value=98.6)
    row = await suite.scorecard_row(TOGETHER)

    assert row["value"] is None
    lacking = [(lack["code"], lack["body"]) for lack in row["missing"]]
    assert lacking == [("no_components", SEVENOAKS)]


async def test_pooled_wins_over_the_partnerships_own_rate(suite: Suite) -> None:
    await two_councils(suite)
    await suite.figure(TOGETHER, value=50)

    assert (await suite.scorecard_row(TOGETHER))["value"] == 98.325


async def test_an_implied_target_weighs_the_members_by_their_debits(suite: Suite) -> None:
    await two_councils(suite)
    await suite.set_target(DARTFORD, annual=98, profile=[98] * 12)
    await suite.set_target(SEVENOAKS, annual=99, profile=[99] * 12)
    row = await suite.scorecard_row(TOGETHER)

    assert row["profile"] == 98.75  # (98 x 1,000 + 99 x 3,000) / 4,000; the mean would be 98.5
    assert of(row, "target", "target_status", "target_source") == [98.75, "confirmed", "implied"]
    assert row["variance"] == -0.425
    assert row["variance_gbp"] == -17  # -0.425 / 100 x 4,000
    assert row["rag"] == "amber"  # shown as 98.3 against 98.8: misses by 0.5
    beside = await members(suite)
    assert of(beside[DARTFORD][0], "rag", "target_source") == ["amber", "own"]  # 97.5 against 98.0


async def test_an_implied_target_is_tbc_if_a_members_is(suite: Suite) -> None:
    await two_councils(suite)
    await suite.set_target(DARTFORD)
    await suite.set_target(SEVENOAKS, status="tbc", annual=None, profile=None)
    row = await suite.scorecard_row(TOGETHER)

    assert of(row, "target_status", "target_source", "rag") == ["tbc", "implied", "none"]
    assert of(row, "target", "profile") == [None, None]


async def test_implied_counts_are_summed(suite: Suite) -> None:
    await suite.define_indicator("fraud", unit="count", accumulation="count", **PLAIN)
    await suite.define_partnership(TOGETHER, DARTFORD, SEVENOAKS)
    for council, annual, count in ((DARTFORD, 6, 1), (SEVENOAKS, 12, 0)):
        await suite.set_target(council, "fraud", annual=annual, profile=[annual / 12] * 12)
        await suite.figure(council, "fraud", numerator=count)
    row = await suite.scorecard_row(TOGETHER, "fraud")

    assert of(row, "value", "denominator") == [1, None]
    assert of(row, "profile", "target") == [1.5, 18]  # 0.5 + 1 a month, 6 + 12 a year


async def test_a_joint_target_is_seen_by_a_member_that_does_not_read_the_partnership(
    suite: Suite,
) -> None:
    await two_councils(suite)
    await suite.set_target(TOGETHER, annual=98.2, profile=[98.2] * 12)
    await suite.set_target(SEVENOAKS, annual=97, profile=[97] * 12)

    joint = await suite.scorecard_row(DARTFORD)
    own = await suite.scorecard_row(SEVENOAKS)
    total = await suite.scorecard_row(TOGETHER)

    # 97.5 against 98.2 misses by 0.7.
    assert of(joint, "target", "target_source", "rag") == [98.2, "partnership", "red"]
    assert of(own, "target", "target_source", "rag") == [97, "own", "green"]
    assert of(total, "target", "target_source", "rag") == [98.2, "own", "green"]
    hidden = await suite.http.get(
        f"/v1/kpi/bodies/{TOGETHER}/targets/2019-20", headers=await suite.officer(DARTFORD)
    )
    assert hidden.status_code == 404


async def test_a_joint_target_is_no_business_of_a_council_outside(suite: Suite) -> None:
    await two_councils(suite)
    await suite.set_target(TOGETHER, annual=98.2, profile=[98.2] * 12)
    await suite.figure(NORTH_WEST, numerator=1, denominator=2)
    row = await suite.scorecard_row(NORTH_WEST)

    assert of(row, "target", "target_source", "rag") == [None, None, "none"]


async def test_a_member_for_one_indicator_counts_for_that_alone(suite: Suite) -> None:
    for code in (CODE, "nndr-in-year"):
        await suite.define_indicator(code)
        await suite.figure(DARTFORD, code, numerator=900, denominator=1_000)
        await suite.figure(SEVENOAKS, code, numerator=500, denominator=1_000)
    stays = [
        {"council": DARTFORD, "joined": "2011-04-01"},
        {"council": SEVENOAKS, "joined": "2011-04-01", "indicators": ["nndr-in-year"]},
    ]
    await suite.define_partnership(TOGETHER, members=stays)

    assert (await suite.scorecard_row(TOGETHER))["value"] == 90
    assert (await suite.scorecard_row(TOGETHER, "nndr-in-year"))["value"] == 70  # 1,400 of 2,000
    beside = await members(suite)
    assert [row["indicator"] for row in beside[SEVENOAKS]] == ["nndr-in-year"]


async def test_a_council_that_left_counts_up_to_its_last_month(suite: Suite) -> None:
    await suite.define_indicator()
    for period in ("2019-20-M09", "2019-20-M10"):
        await suite.figure(DARTFORD, period=period, numerator=900, denominator=1_000)
        await suite.figure(SEVENOAKS, period=period, numerator=500, denominator=1_000)
    stays = [
        {"council": DARTFORD, "joined": "2011-04-01"},
        {"council": SEVENOAKS, "joined": "2011-04-01", "left": "2019-12-31"},
    ]
    await suite.define_partnership(TOGETHER, members=stays)

    assert (await suite.scorecard_row(TOGETHER, period="2019-20-M09"))["value"] == 70
    assert (await suite.scorecard_row(TOGETHER, period="2019-20-M10"))["value"] == 90
    assert set(await members(suite, period="2019-20-M10")) == {DARTFORD}


async def test_a_partnerships_quarter_and_year_pool_members_and_months(suite: Suite) -> None:
    days = {"unit": "days", "polarity": "lower", "accumulation": "average"} | PLAIN
    await suite.define_indicator("new-claims-days", **days)
    await suite.define_partnership(TOGETHER, DARTFORD, SEVENOAKS)
    for month in range(1, 13):
        period = f"2019-20-M{month:02d}"
        await suite.figure(
            DARTFORD, "new-claims-days", period, numerator=100 * month, denominator=10
        )
        await suite.figure(SEVENOAKS, "new-claims-days", period, numerator=900, denominator=90)
    quarter = await suite.scorecard_row(TOGETHER, "new-claims-days", period="2019-20-Q1")
    year = await suite.scorecard_row(TOGETHER, "new-claims-days", period="2019-20")

    # Dartford 100 + 200 + 300 of 30 claims, Sevenoaks 2,700 of 270.
    assert of(quarter, "numerator", "denominator", "value") == [3_300, 300, 11]
    # Dartford 100 x (1 + ... + 12) = 7,800 of 120 claims, Sevenoaks 10,800 of 1,080.
    assert of(year, "numerator", "denominator", "value") == [18_600, 1_200, 15.5]


async def test_a_partnerships_series_pools_each_month(suite: Suite) -> None:
    await two_councils(suite)
    answer = await suite.http.get(
        f"/v1/kpi/bodies/{TOGETHER}/series/{CODE}",
        params={"year": "2019-20"},
        headers=await suite.officer(TOGETHER),
    )
    values = [row["value"] for row in answer.json()["rows"]]

    assert values == [None] * 8 + [98.325] + [None] * 3
