"""The demo's plans, read back: the five papers' contents, with their traps flagged and not mended.

Figures and words are taken from the papers by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.suite import Suite

pytestmark = pytest.mark.xdist_group("demo")

Loaded = tuple[Suite, str, Path]

BENEFITS = "E07000236/plans/benefits-improvement-plan"
SERVICE_PLAN = "leicestershire/plans/service-plan-2020-21"
CUSTOMERS = "E06000022/plans/customer-services-2012-13"
PROJECT = "dartford-sevenoaks/plans/partnership-project"
JOINT = "essex-joint-working/plans/revenues-and-benefits-partnership"
CHELMSFORD, COLCHESTER, MALDON, ROCHFORD = "E07000070", "E07000071", "E07000074", "E07000075"
CYRILLIC_MAY = "\u041c\u0430\u0443 2012"
GREEK_ALPHA, CYRILLIC_VE, CYRILLIC_ES = "\u0391", "\u0412", "\u0421"


async def read(loaded: Loaded, path: str, **query: Any) -> Any:
    """Return what somebody reads who may read this body's plans."""
    suite, _, _ = loaded
    headers = await suite.key(projects_read=[path.partition("/")[0]])
    at = f"/v1/projects/bodies/{path}"
    answer = await suite.http.get(at, headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def due(loaded: Loaded, path: str) -> dict[str, dict[str, Any]]:
    """Return by when each milestone of an item is due, as first planned."""
    return {
        milestone["milestone"]: date["baseline"]
        for milestone in (await read(loaded, f"{path}/milestones"))["items"]
        for date in milestone["dates"]
        if date["kind"] == "due"
    }


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


async def test_eight_key_projects_have_their_quarters(loaded: Loaded) -> None:
    found = [
        (row["item"], row["milestone"], row["title"], row["dates"][0]["baseline"]["as_written"])
        for row in (await read(loaded, f"{SERVICE_PLAN}/milestones"))["items"]
        if row["milestone"].startswith("q")
    ]

    assert found == [
        (item, f"q{quarter}", title, f"Q{quarter}")
        for item, quarter, title in [
            ("K1", 1, "Commence tender/framework"),
            ("K1", 2, "Contract Awarded"),
            ("K1", 3, "Set up routines and automation inclusive of testing"),
            ("K2", 2, "Preparation"),
            ("K2", 3, "Go Live"),
            *(("K3", quarter, "Monitor impact") for quarter in (1, 2, 3, 4)),
            *(("K4", quarter, "Monitor impact") for quarter in (1, 2, 3, 4)),
            (
                *("K5", 2),
                "Commence phased approach to install range of online modules E-Claim, E- COC etc",
            ),
            ("K6", 1, "Arrange detailed test plan testing commence May 2020"),
            ("K6", 2, "Testing"),
            ("K6", 3, "Go Live - Dec 2020"),
            ("K7", 1, "Prepare test plans and agree rules"),
            ("K7", 2, "Testing + data redaction and removal on all core software applications"),
            ("K8", 1, "Marketing strategy"),
            ("K8", 2, "Deliver strategy"),
        ]
    ]
    assert await due(loaded, f"{SERVICE_PLAN}/items/K6") == {
        f"q{quarter}": {"as_written": f"Q{quarter}", "starts": starts, "ends": ends, "reading": how}
        for quarter, starts, ends, how in [
            (1, "2020-04-01", "2020-06-30", "quarter 1 of 2020-21, April to June 2020"),
            (2, "2020-07-01", "2020-09-30", "quarter 2 of 2020-21, July to September 2020"),
            (3, "2020-10-01", "2020-12-31", "quarter 3 of 2020-21, October to December 2020"),
        ]
    }


async def test_the_mailing_contracts_two_dates_are_kept_and_flagged(loaded: Loaded) -> None:
    mailing = await read(loaded, f"{SERVICE_PLAN}/items/K1")

    assert "16 February 2021" in mailing["title"]
    assert "from September 2020" in mailing["deliverables"][0]
    assert mailing["notes"].startswith("Flagged, not mended: ")
    detail = (
        "K1/supply is planned for 30 September 2020, before what it waits for: "
        "K1/arrangements-end, 16 February 2021."
    )
    flag = {"code": "dates_contradict", "detail": detail, "body": None}
    assert (await read(loaded, f"{SERVICE_PLAN}/dependencies"))["flags"] == [flag]
    assert (await read(loaded, f"{SERVICE_PLAN}/report", period="2020-21-Q1"))["flags"] == [flag]


async def test_the_service_has_fourteen_objectives(loaded: Loaded) -> None:
    objectives = (await read(loaded, "leicestershire/objectives"))["items"]

    assert sorted(objective["number"] for objective in objectives) == [*range(1, 15)]
    assert {objective["level"] for objective in objectives} == {"service"}


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


async def test_two_stated_totals_differ_from_what_their_lines_come_to(loaded: Loaded) -> None:
    """2657 - 3 - 164 + 77 = 2567, stated 2570; and 2853 - 111 - 82 = 2660, stated 2657."""
    budget = await read(loaded, f"{CUSTOMERS}/budgets/mtsrp")

    differing = [
        (total["label"], total["column_label"], total["stated"], total["computed"])
        for total in budget["totals"]
        if total["difference"]
    ]
    assert differing == [
        ("Proposed Base Budget", "2012/13", 2570, 2567),
        ("Proposed Overall Budget", "2011/12 (for comparison)", 2657, 2660),
    ]


async def test_letters_that_look_latin_are_folded_and_it_is_said(loaded: Loaded) -> None:
    objective = await read(loaded, "E06000022/objectives/objective-1")
    opening = (await due(loaded, f"{CUSTOMERS}/items/P1"))["a3"]

    letters = [(outcome["as_written"], outcome["letter"]) for outcome in objective["outcomes"]]
    assert letters == [
        *((GREEK_ALPHA, "A"), (CYRILLIC_VE, "B"), (CYRILLIC_ES, "C")),
        *(("D", "D"), ("E", "E")),
    ]
    assert [flag["code"] for flag in objective["flags"]] == ["look_alike_folded"] * 3
    assert (opening["as_written"], opening["ends"]) == (CYRILLIC_MAY, "2012-05-31")
    assert "another alphabet" in opening["reading"]


async def test_vague_timescales_are_kept_as_they_are_written(loaded: Loaded) -> None:
    first = await due(loaded, f"{CUSTOMERS}/items/P1")
    fourth = await due(loaded, f"{CUSTOMERS}/items/P4")

    written = {
        name: (scale["as_written"], scale["starts"], scale["ends"])
        for name, scale in (fourth | {"ongoing": first["a4"], "cut": first["a1"]}).items()
    }
    assert written == {
        "ongoing": ("Ongoing", None, None),
        "cut": ("\u0131ary 2012.", None, None),
        "a1": ("Timetable to be agreed for bills in April 13", None, None),
        "a2": ("Now until 2017", None, "2017-12-31"),
        "a3": ("Details unknown", None, None),
        "a4": ("Details unknown", None, None),
    }


async def test_the_matrix_has_what_each_priority_says(loaded: Loaded) -> None:
    matrix = await read(loaded, f"{CUSTOMERS}/contributions")

    said = {
        row["item"]: [
            (each["contributes"], "".join(each["outcomes"]) or each["note"])
            for each in row["contributions"]
        ]
        for row in matrix["items"]
    }
    no, unsaid = ("no", None), ("not_stated", None)
    assert said["P1"] == [("yes", "DE"), ("yes", "AE"), ("yes", None), ("yes", "AC")]
    assert said["P2"] == [no] * 4
    assert said["P3"] == [("yes", "DE"), ("yes", "ACDE"), no, ("yes", "CE")]
    assert said["P5"] == [
        *(("yes", "Dependant on projects"), ("yes", "As above")),
        *(unsaid, ("yes", "As Above")),
    ]


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
