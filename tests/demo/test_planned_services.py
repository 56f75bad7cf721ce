"""The service plan of seed 000 and the service priorities of seed 002, read back.

Figures and words are taken from the papers by hand; their traps are flagged and not mended.
"""

from __future__ import annotations

import pytest

from tests.demo.planned import CUSTOMERS, SERVICE_PLAN, Loaded, due, read

pytestmark = pytest.mark.xdist_group("demo")

CYRILLIC_MAY = "\u041c\u0430\u0443 2012"
GREEK_ALPHA, CYRILLIC_VE, CYRILLIC_ES = "\u0391", "\u0412", "\u0421"


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
