"""Scorecards and series as a dashboard reads them, from figures as they were posted."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.kpi.views.callers import Kpi

HARBOROUGH, HINCKLEY, NORTH_WEST = "E07000131", "E07000132", "E07000134"
TOGETHER = "leicestershire"
ALL = (HARBOROUGH, HINCKLEY, NORTH_WEST, TOGETHER)
COUNCIL_TAX = "council-tax-in-year"
# Seed 000: profiles of 2019-20, April to March.
PROFILES = {
    HARBOROUGH: [11.2, 20.6, 29.8, 39.0, 48.3, 57.6, 67.1, 76.1, 85.0, 94.2, 96.6, 98.6],
    HINCKLEY: [11.0, 20.3, 29.4, 38.6, 47.8, 57.2, 66.4, 75.7, 84.7, 93.8, 96.2, 98.1],
    NORTH_WEST: [10.3, 19.6, 28.7, 37.9, 47.1, 56.1, 65.3, 74.5, 83.6, 92.9, 95.6, 97.8],
}


def indicator(**different: Any) -> dict[str, Any]:
    return {
        "title": "Council tax collected in year",
        "unit": "percent",
        "decimals": 1,
        "polarity": "higher",
        "accumulation": "cumulative",
        "frequency": "monthly",
        "numerator_label": "receipts",
        "denominator_label": "net collectable debit of the full year",
        "formula": "100 x receipts / debit",
        "denominator_is_debit": True,
    } | different


def figure(body: str, period: str, numerator: float, denominator: float, **more: Any) -> Any:
    return {
        "body": body,
        "indicator": COUNCIL_TAX,
        "period": period,
        "numerator": numerator,
        "denominator": denominator,
    } | more


@pytest.fixture
async def leicestershire(kpi: Kpi) -> Kpi:
    """Three councils, their partnership, council tax with targets, and December 2019."""
    await kpi.define(f"/indicators/{COUNCIL_TAX}", indicator())
    await kpi.define(
        f"/partnerships/{TOGETHER}",
        {
            "name": "Leicestershire Partnership",
            "members": [{"council": code, "joined": "2011-04-01"} for code in PROFILES],
        },
    )
    for council, profile in PROFILES.items():
        await kpi.define(
            f"/bodies/{council}/targets/2019-20/{COUNCIL_TAX}",
            {"annual": profile[-1], "profile": profile},
            of=(council,),
        )
    await kpi.post(
        figure(HARBOROUGH, "2019-20-M09", 255, 300),
        figure(HINCKLEY, "2019-20-M09", 168, 200),
        figure(NORTH_WEST, "2019-20-M09", 420, 500),
    )
    return kpi


async def test_a_partnerships_scorecard_pools_its_members(leicestershire: Kpi) -> None:
    answer = await leicestershire.ask(
        "GET", f"/bodies/{TOGETHER}/scorecard", of=(TOGETHER,), period="2019-20-M09"
    )

    card = answer.json()
    (total,) = card["rows"]
    assert total["value"] == 84.3  # (255 + 168 + 420) / (300 + 200 + 500)
    assert total["profile"] == 84.24  # (85.0 x 300 + 84.7 x 200 + 83.6 x 500) / 1,000
    assert total["target_source"] == "implied"
    assert total["rag"] == "green"  # 84.3 against 84.2
    assert (card["view"], card["settled"], card["known_at"]) == ("working", True, None)
    assert (card["period_start"], card["period_end"]) == ("2019-12-01", "2019-12-31")
    members = {member["body"]: member["rows"][0] for member in card["members"]}
    assert {body: row["value"] for body, row in members.items()} == {
        HARBOROUGH: 85,
        HINCKLEY: 84,
        NORTH_WEST: 84,
    }
    assert members[HINCKLEY]["rag"] == "red"  # 84.0 misses 84.7 by 0.7
    assert members[HINCKLEY]["variance_gbp"] == -1  # -0.7 % of 200 is -1.40


async def test_a_council_is_compared_with_a_joint_target_it_may_not_read(kpi: Kpi) -> None:
    await kpi.define(f"/indicators/{COUNCIL_TAX}", indicator())
    members = [{"council": HINCKLEY, "joined": "2011-04-01"}]
    await kpi.define(f"/partnerships/{TOGETHER}", {"name": "Together", "members": members})
    await kpi.define(
        f"/bodies/{TOGETHER}/targets/2019-20/{COUNCIL_TAX}",
        {"annual": 98, "profile": [84] * 11 + [98]},
        of=(TOGETHER,),
    )
    await kpi.post(figure(HINCKLEY, "2019-20-M09", 168, 200))

    mine = await kpi.ask(
        "GET", f"/bodies/{HINCKLEY}/scorecard", of=(HINCKLEY,), period="2019-20-M09"
    )
    theirs = await kpi.ask(
        "GET", f"/bodies/{TOGETHER}/scorecard", of=(HINCKLEY,), period="2019-20-M09"
    )

    (row,) = mine.json()["rows"]
    assert (row["target_source"], row["target"], row["rag"]) == ("partnership", 98, "green")
    assert mine.json()["members"] == []
    assert theirs.status_code == 404


async def test_a_scorecard_as_known_before_a_restatement_shows_the_old_figure(
    leicestershire: Kpi,
) -> None:
    before = datetime.now(UTC).isoformat()
    await leicestershire.post(figure(HINCKLEY, "2019-20-M09", 170, 200, reason="Late receipts"))
    where = f"/bodies/{HINCKLEY}/scorecard"

    now = await leicestershire.ask("GET", where, of=(HINCKLEY,), period="2019-20-M09")
    then = await leicestershire.ask(
        "GET", where, of=(HINCKLEY,), period="2019-20-M09", known_at=before
    )

    assert now.json()["rows"][0]["value"] == 85
    assert then.json()["rows"][0]["value"] == 84


async def test_a_partnership_did_not_exist_before_it_was_defined(kpi: Kpi) -> None:
    before = datetime.now(UTC).isoformat()
    members = [{"council": HINCKLEY, "joined": "2011-04-01"}]
    await kpi.define(f"/partnerships/{TOGETHER}", {"name": "Together", "members": members})
    where = f"/bodies/{TOGETHER}/scorecard"

    now = await kpi.ask("GET", where, of=(TOGETHER,), period="2019-20-M09")
    then = await kpi.ask("GET", where, of=(TOGETHER,), period="2019-20-M09", known_at=before)

    assert (now.status_code, now.json()["rows"]) == (200, [])
    assert then.status_code == 404


async def test_a_series_has_a_row_for_each_month_of_the_year(leicestershire: Kpi) -> None:
    await leicestershire.post(figure(HINCKLEY, "2018-19-M12", 196, 200))
    where = f"/bodies/{HINCKLEY}/series/{COUNCIL_TAX}"

    answer = await leicestershire.ask("GET", where, of=(HINCKLEY,), year="2019-20")

    series = answer.json()
    rows = series["rows"]
    assert [row["period"] for row in rows] == [f"2019-20-M{month:02d}" for month in range(1, 13)]
    assert [row["profile"] for row in rows] == PROFILES[HINCKLEY]
    assert [row["value"] for row in rows] == [None] * 8 + [84] + [None] * 3
    assert rows[11]["same_period_last_year"] == {"period": "2018-19-M12", "value": 98}
    assert series["year"] == "2019-20"


async def test_a_series_by_quarter_and_by_year(leicestershire: Kpi) -> None:
    where = f"/bodies/{HINCKLEY}/series/{COUNCIL_TAX}"

    quarters, year = [
        (await leicestershire.ask("GET", where, of=(HINCKLEY,), year="2019-20", by=by)).json()
        for by in ("quarter", "year")
    ]

    assert [(row["period"], row["value"]) for row in quarters["rows"]] == [
        ("2019-20-Q1", None),
        ("2019-20-Q2", None),
        ("2019-20-Q3", 84),  # December's
        ("2019-20-Q4", None),
    ]
    assert [(row["period"], row["profile"]) for row in year["rows"]] == [("2019-20", 98.1)]


async def test_a_series_is_as_long_stepped_as_its_indicator(kpi: Kpi) -> None:
    quarterly = indicator(frequency="quarterly")
    await kpi.define(f"/indicators/{COUNCIL_TAX}", quarterly)
    where = f"/bodies/{HINCKLEY}/series/{COUNCIL_TAX}"

    unsaid = await kpi.ask("GET", where, of=(HINCKLEY,), year="2019-20")
    by_month = await kpi.ask("GET", where, of=(HINCKLEY,), year="2019-20", by="month")

    assert [row["period"] for row in unsaid.json()["rows"]] == [
        f"2019-20-Q{quarter}" for quarter in range(1, 5)
    ]
    assert by_month.status_code == 422
    assert by_month.json()["errors"][0]["code"] == "wrong_period_type"


async def test_combined_days_come_with_the_figures_they_are_pooled_from(kpi: Kpi) -> None:
    days = {"unit": "days", "polarity": "lower", "accumulation": "average"}
    parts = ["new-claims-days", "changes-days"]
    for part in parts:
        await kpi.define(f"/indicators/{part}", indicator(**days))
    await kpi.define("/indicators/combined-days", indicator(**days, pooled_from=parts))
    await kpi.post(
        figure(HINCKLEY, "2019-20-M01", 1_700, 100, indicator="new-claims-days"),
        figure(HINCKLEY, "2019-20-M01", 6_300, 900, indicator="changes-days"),
    )

    answer = await kpi.ask(
        "GET", f"/bodies/{HINCKLEY}/series/combined-days", of=(HINCKLEY,), year="2019-20"
    )

    assert answer.json()["rows"][0]["value"] == 8  # 8,000 / 1,000


async def test_nothing_is_published_yet(leicestershire: Kpi) -> None:
    where = f"/bodies/{HINCKLEY}/scorecard"
    answer = await leicestershire.ask(
        "GET", where, of=(HINCKLEY,), period="2019-20-M09", view="published"
    )

    assert answer.status_code == 404


async def test_an_unknown_indicator_has_no_series(kpi: Kpi) -> None:
    where = f"/bodies/{HINCKLEY}/series/no-such-thing"

    assert (await kpi.ask("GET", where, of=(HINCKLEY,), year="2019-20")).status_code == 404


async def test_another_councils_scorecard_is_not_there(leicestershire: Kpi) -> None:
    where = f"/bodies/{HINCKLEY}/scorecard"

    answer = await leicestershire.ask("GET", where, of=(HARBOROUGH,), period="2019-20-M09")

    assert answer.status_code == 404


async def test_a_scorecard_as_a_table_has_one_line_per_body_and_indicator(
    leicestershire: Kpi,
) -> None:
    answer = await leicestershire.ask(
        "GET", f"/bodies/{TOGETHER}/scorecard", of=(TOGETHER,), period="2019-20-M10", format="csv"
    )

    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [line["body"] for line in lines] == [TOGETHER, HARBOROUGH, HINCKLEY, NORTH_WEST]
    assert lines[0]["missing"] == "; ".join(f"no_figure {code}" for code in PROFILES)
    assert lines[2]["profile"] == "93.8"
    assert lines[2]["value"] == ""
    assert lines[2]["rag"] == "grey"
    assert answer.headers["content-type"].startswith("text/csv")
