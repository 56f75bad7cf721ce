"""The improvement plan of seed 001, read back.

Figures and words are taken from the papers by hand; their traps are flagged and not mended.
"""

from __future__ import annotations

import pytest

from tests.demo.planned import BENEFITS, Loaded, due, read

pytestmark = pytest.mark.xdist_group("demo")


async def test_the_improvement_plan_has_22_rows_with_gaps_and_an_orphan(loaded: Loaded) -> None:
    structure = await read(loaded, f"{BENEFITS}/structure")

    assert [row["item"] for row in structure["items"]] == [
        *("R1", "R1a", "R1b", "R2", "R2a", "R2d", "R3", "R3c", "R4", "R4c", "R4d", "R4e"),
        *("R5", "R5a", "R6", "R6b", "R7", "R7b", "R7f", "R11c", "R13", "R13b"),
    ]
    assert structure["gaps"] == ["R8", "R9", "R10", "R12"]
    assert structure["orphans"] == [{"item": "R11c", "parent": "R11"}]


async def test_a_row_is_as_its_paper_has_it(loaded: Loaded) -> None:
    item = await read(loaded, f"{BENEFITS}/items/R1a")

    assert item["title"] == "Reviewing the roles and responsibilities for recovery."
    assert (item["owners"], item["teams"]) == (["DT", "JB"], ["PDT"])
    assert (await read(loaded, f"{BENEFITS}/items/R4"))["owners"] == []


async def test_one_recommendation_has_two_dates(loaded: Loaded) -> None:
    [milestone] = (await read(loaded, f"{BENEFITS}/items/R4/milestones"))["items"]

    dates = [
        (date["kind"], date["baseline"]["as_written"], date["baseline"]["ends"])
        for date in milestone["dates"]
    ]
    assert dates == [
        ("interim", "30/09/2009", "2009-09-30"),
        ("full", "30/09/2010", "2010-09-30"),
    ]


async def test_a_day_that_could_be_a_month_is_the_papers(loaded: Loaded) -> None:
    """Sent to the day, since as a text alone it is asked back: 6 May, or 5 June."""
    [meant] = (await due(loaded, f"{BENEFITS}/items/R13b")).values()

    assert (meant["as_written"], meant["starts"], meant["ends"]) == (
        *("06/05/2009", "2009-05-06", "2009-05-06"),
    )


async def test_14_rows_have_a_position_in_the_quarter_and_8_have_none(loaded: Loaded) -> None:
    """The eight are the headings, which have no column of their own filled in but the date."""
    standing = await read(loaded, f"{BENEFITS}/positions", period="2009-10-Q1")

    missing = [row["item"] for row in standing["items"] if row["missing"]]
    assert missing == ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R13"]
    said = {row["item"]: row["position"] for row in standing["items"] if not row["missing"]}
    assert len(said) == 14
    assert (said["R7f"]["statement"], said["R7f"]["number"]) == ("Improvement Plan.", 1)
    assert "16 days for first quarter" in said["R5a"]["statement"]
    milestones = (await read(loaded, f"{BENEFITS}/milestones"))["items"]
    assert {one["state"] for one in milestones} == {"open"}


async def test_the_quarters_report_has_the_papers_table(loaded: Loaded) -> None:
    """Ref, Who and When of its 22 rows; names are initials here."""
    report = await read(loaded, f"{BENEFITS}/report", period="2009-10-Q1")

    table = [(row["item"], row["who"] or "", row["when"]) for row in report["rows"]]
    assert table == [
        ("R1", "", "31/01/2010"),
        ("R1a", "DT, JB, PDT", "19/05/2009"),
        ("R1b", "DT, JB", "19/06/2009"),
        ("R2", "", "30/09/2009"),
        ("R2a", "DT, PDT", "19/05/2009"),
        ("R2d", "DT", "30/06/2009"),
        ("R3", "", "31/10/2010"),
        ("R3c", "DT", "30/06/2009"),
        ("R4", "", "Interim 30/09/2009 Full 30/09/2010"),
        ("R4c", "DT, KH, SM, SK", "19/06/2009"),
        ("R4d", "", "30/06/2009"),
        ("R4e", "TK, DT", "30/06/2009"),
        ("R5", "", "31/10/2010"),
        ("R5a", "KH", "30/06/2009"),
        ("R6", "", "31/12/2009"),
        ("R6b", "DT, KH, SM, SK", "19/06/2009"),
        ("R7", "", "31/03/2010"),
        ("R7b", "DT, KH, SM, SK", "31/05/2009"),
        ("R7f", "TK, DT", "30/06/2009"),
        ("R11c", "DT", "30/06/2009"),
        ("R13", "", "30/06/2010"),
        ("R13b", "DT, IS", "06/05/2009"),
    ]
