"""The whole demo, posted by its loader to a real suite: what a board then reads."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.database import Database
from tests.demo.running import load
from tests.suite import Suite

HOME = "dartford-sevenoaks"
BODIES = [HOME, "leicestershire", "E07000201", "E07000245"]
KEPT = (
    *("kpi.figure_versions", "kpi.submissions", "kpi.submission_acts", "kpi.commentary_versions"),
    *("kpi.releases", "kpi.release_acts", "kpi.release_voices"),
    *("kpi.frozen_documents", "kpi.frozen_rows", "projects.kept_versions"),
)

pytestmark = pytest.mark.xdist_group("demo")


async def row(suite: Suite, body: str, indicator: str, period: str) -> dict[str, Any]:
    """Return one row of a body's series."""
    year = period[:7]
    answer = await suite.http.get(
        f"/v1/kpi/bodies/{body}/series/{indicator}",
        params={"year": year, "by": "year" if period == year else "quarter"},
        headers=await suite.key(kpi_read=[*BODIES, "E07000107"]),
    )
    assert answer.status_code == 200, answer.text
    return next(each for each in answer.json()["rows"] if each["period"] == period)


def codes(remarks: list[dict[str, Any]]) -> set[tuple[str, str | None]]:
    return {(remark["code"], remark["body"]) for remark in remarks}


async def test_a_partnerships_receipts_are_the_sum_of_its_members(
    loaded: tuple[Suite, str, Path],
) -> None:
    """2019/20 Q1 in thousands: 18,420 + 19,420 + 17,394 = 55,234."""
    suite, _, _ = loaded
    found = await row(suite, "leicestershire", "council-tax-receipts", "2019-20-Q1")

    assert found["value"] == 55_234_000
    assert (found["rag"], found["missing"]) == ("none", [])


async def test_receipts_go_from_one_council_to_its_successor(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = [
        (await row(suite, body, "council-tax-receipts", period))["value"]
        for body in ("E07000201", "E07000245")
        for period in ("2018-19-Q4", "2019-20-Q1")
    ]

    assert found == [5_085_000, None, None, 27_968_000]


async def test_satisfaction_outside_the_members_range_is_shown_as_posted_and_not_pooled(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "satisfaction-revenues-contact", "2011-12")

    assert (found["value"], found["basis"]) == (83.0, "reported_rate")
    assert ("not_pooled", None) in codes(found["flags"])


async def test_rates_alone_are_never_pooled(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "council-tax-in-year", "2010-11")

    assert found["value"] is None
    assert codes(found["missing"]) == {
        ("no_components", "E07000107"),
        ("no_components", "E07000111"),
    }


async def test_before_2011_nobody_was_a_member(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "council-tax-in-year", "2009-10")

    assert codes(found["missing"]) == {("no_members", None)}


async def test_letters_counted_in_two_ways_are_not_put_together(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "correspondence-7wd-of-year", "2011-12")

    assert codes(found["missing"]) == {("definitions_differ", "E07000111")}


async def test_what_was_not_available_says_so(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    found = await row(suite, "E07000107", "claims-14d-of-year", "2008-09")

    assert found["value"] is None
    assert codes(found["missing"]) == {("not_available", None)}


async def test_a_joint_target_is_each_members_where_it_has_none(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = await row(suite, "E07000107", "changes-days-of-year", "2011-12")

    assert (found["target"], found["target_source"]) == (10, "partnership")
    assert found["same_period_last_year"] == {"period": "2010-11", "value": 11}


async def test_loading_again_after_a_day_changes_nothing(
    loaded: tuple[Suite, str, Path],
    database_of_all: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, url, keys = loaded
    admin = await database_of_all.admin.connect()
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in KEPT)
    before = await admin.fetchrow(f"SELECT {counts}")
    for schema in ("kpi", "projects"):
        await admin.execute(f"DELETE FROM {schema}.idempotency_keys")

    await asyncio.to_thread(load, url, keys)

    told = capsys.readouterr().out.splitlines()
    posted = [line for line in told if line.startswith(("figures", "outturns", "receipts"))]
    assert len(posted) == 6 + 3 + 14
    [corrected] = [line for line in posted if "E07000134 for 2019-20" in line]
    assert corrected.endswith(": 60 unchanged, 1 left as restated since")
    assert all(line.endswith(" unchanged") for line in posted if line != corrected)
    planned = [line for line in told if line.startswith("plan ")]
    assert len(planned) == 5
    assert all(": 0 documents created, " in line for line in planned)
    assert await admin.fetchrow(f"SELECT {counts}") == before
    await admin.close()
