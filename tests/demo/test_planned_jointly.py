"""The joint plans of seeds 003 and 004, read back; and what all papers have.

Figures and words are taken from the papers by hand; their traps are flagged and not mended.
"""

from __future__ import annotations

import pytest

from tests.demo.planned import CUSTOMERS, JOINT, PROJECT, SERVICE_PLAN, Loaded, read

pytestmark = pytest.mark.xdist_group("demo")

CHELMSFORD, COLCHESTER, MALDON, ROCHFORD = "E07000070", "E07000071", "E07000074", "E07000075"


async def test_the_partnership_project_tells_its_lessons_savings_and_staff(loaded: Loaded) -> None:
    plan = await read(loaded, PROJECT)
    summary = await read(loaded, f"{PROJECT}/savings-summary")
    staffing = (await read(loaded, f"{PROJECT}/staffing"))["items"]

    lessons = [part for part in plan["sections"] if part["heading"] == "Overcoming Challenges"]
    assert [len(part["paragraphs"]) for part in lessons] == [16]
    by_council = {row["council"]: row for row in summary["councils"]}
    assert by_council["E07000107"]["planned"] == by_council["E07000111"]["planned"] == 250_000
    assert by_council["E07000107"]["achieved"] is None  # the paper tells of both together
    assert by_council[None]["achieved"] == 500_000
    assert {row["staffing"]: row["fte"] for row in staffing} == {
        "both-councils-2009-10": 77,
        "partnership-2011": 62,
        "revenues": 22,
        "benefits": 40,
    }


async def test_one_council_has_filled_in_the_scoping_table(loaded: Loaded) -> None:
    """Sixteen rows of the form; Colchester withdrew, and nothing is awaited of it."""
    table = await read(loaded, f"{JOINT}/decisions")

    agreed = [
        row["item"]
        for row in table["rows"]
        if any((cell["council"], cell["decision"]) == (ROCHFORD, "agree") for cell in row["cells"])
    ]
    assert agreed == [
        *("vision", "mission", "objectives", "functions"),
        *(f"S{number}" for number in range(1, 13)),
    ]
    [support] = [row for row in table["rows"] if row["item"] == "S5"]
    assert support["silent"] == [CHELMSFORD, MALDON]
    assert any(
        "The contract ends 31st March 2011" in (c["comment"] or "") for c in support["cells"]
    )
    group = await read(loaded, f"{JOINT}/groups/steering-group")
    assert [party["council"] for party in group["parties"] if party["withdrew"]] == [COLCHESTER]


async def test_noon_one_week_before_comes_too_late_over_easter(loaded: Loaded) -> None:
    """20 April 2006 is a Thursday; 19, 18, 13, 12 and 11 are the five working days before it."""
    meeting = await read(loaded, f"{JOINT}/consultations/illustration-over-easter")

    assert meeting["title"].startswith("Illustration")
    assert meeting["deadlines"]["circulate_by"] == "2006-04-11"
    assert meeting["deadlines"]["to_representative_by"] == "2006-04-13T11:00:00.000000Z"  # BST
    assert meeting["deadlines"]["later_by_working_days"] == 2
    assert [flag["code"] for flag in meeting["flags"]] == ["noon_after_circulation"]


async def test_only_what_its_paper_calls_done_is_complete(loaded: Loaded) -> None:
    complete = {
        (one["item"], one["milestone"]): one["completion"]["evidence"]
        for plan in (SERVICE_PLAN, CUSTOMERS, PROJECT, JOINT)
        for one in (await read(loaded, f"{plan}/milestones"))["items"]
        if one["state"] == "complete"
    }
    assert [*complete] == [
        *(("P1", "approval"), ("P1", "discussions"), ("P1", "implementation"), ("P1", "one-site")),
        *(("W1", "arrangement"), ("W1", "trial")),
    ]
    assert "The timetable was met" in complete["P1", "one-site"]


@pytest.mark.parametrize(
    ("plan", "kinds"),
    [
        (
            SERVICE_PLAN,
            {
                *("council-priorities", "purpose", "scope", "national-agenda", "key-projects"),
                *("service-standards", "performance"),
            },
        ),
        (
            CUSTOMERS,
            {
                *("scope", "service-context", "staffing", "customers", "service-delivery"),
                *("service-costs", "value-for-money", "workforce", "key-priorities", "measures"),
            },
        ),
        (
            PROJECT,
            {
                *("purpose", "governance", "challenges", "lessons", "customers", "technology"),
                *("structure", "service-standards"),
            },
        ),
        (
            JOINT,
            {
                *("summary", "partners", "recommendation", "protocol", "scope", "questions"),
                *("strengths", "weaknesses"),
            },
        ),
    ],
)
async def test_the_text_around_a_plan_is_in_its_sections(
    loaded: Loaded, plan: str, kinds: set[str]
) -> None:
    sections = (await read(loaded, plan))["sections"]

    assert {section["kind"] for section in sections} == kinds
    assert all(section["paragraphs"] for section in sections)
