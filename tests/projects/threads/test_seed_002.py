"""Bath & North East Somerset's Service Action Plan 2012/13 (seed 002): its matrix as it stands.

Objectives and priorities are transcribed from the paper by hand, with the letters' alphabets: its
table writes A, B and C in Greek and Cyrillic, and the priorities write theirs in Latin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest

ALPHA, VE, ES = "\u0391", "\u0412", "\u0421"
LIVES, PLACES, ECONOMY, COMMUNITIES = "lives", "places", "economy", "communities"
NUMBERS: Final = {LIVES: 1, PLACES: 2, ECONOMY: 3, COMMUNITIES: 4}
LETTERS: Final = {
    LIVES: [ALPHA, VE, ES, "D", "E"],
    PLACES: [ALPHA, VE, ES, "D", "E", "F"],
    ECONOMY: [ALPHA, VE, ES, "D"],
    COMMUNITIES: [ALPHA, VE, ES, "D", "E"],
}
SAID: Final[dict[str, list[dict[str, Any]]]] = {
    "1": [
        {"objective": LIVES, "contributes": "yes", "outcomes": "D,E"},
        {"objective": PLACES, "contributes": "yes", "outcomes": "A,E"},
        {"objective": ECONOMY, "contributes": "yes", "outcomes": "-"},
        {"objective": COMMUNITIES, "contributes": "yes", "outcomes": "A,C"},
    ],
    "2": [{"objective": each, "outcomes": "-"} for each in NUMBERS],
    "3": [
        {"objective": LIVES, "contributes": "yes", "outcomes": "D,E"},
        {"objective": PLACES, "contributes": "yes", "outcomes": "A,C,D,E"},
        {"objective": ECONOMY, "outcomes": "-"},
        {"objective": COMMUNITIES, "contributes": "yes", "outcomes": "C,E"},
    ],
    "4": [],
    "5": [
        {"objective": LIVES, "contributes": "yes", "note": "Dependant on projects"},
        {"objective": PLACES, "contributes": "yes", "note": "As above"},
        {"objective": ECONOMY},
        {"objective": COMMUNITIES, "contributes": "yes", "note": "As Above"},
    ],
}
NOTES: Final = {"2": "Revenue and Benefit services are a statutory function", "4": "Major impact"}


@pytest.fixture
async def matrix(plan: PlanUnderTest) -> Any:
    """The matrix of the paper, as it is read."""
    for code, letters in LETTERS.items():
        outcomes = [{"letter": each, "text": f"Outcome {n}"} for n, each in enumerate(letters)]
        await plan.keep(
            f"objectives/{code}",
            level="corporate",
            title=code.title(),
            number=NUMBERS[code],
            outcomes=outcomes,
        )
    for item, said in SAID.items():
        at = f"{plan.at}/items/{item}"
        await plan.keep(at, title=f"Priority {item}")
        await plan.keep(f"{at}/contributions", contributions=said, note=NOTES.get(item))
    return await plan.read(f"{plan.at}/contributions")


async def test_letters_read_as_the_outcomes_that_they_look_like(matrix: Any) -> None:
    """Though the table writes the A in Greek, and the priority in Latin, it is one A."""
    places = matrix["objectives"][1]

    assert [each["objective"] for each in matrix["objectives"]] == [*NUMBERS]
    assert {each["letter"]: each["items"] for each in places["outcomes"]} == {
        "A": ["1", "3"],
        "B": [],
        "C": ["3"],
        "D": ["3"],
        "E": ["1", "3"],
        "F": [],
    }


async def test_each_cell_is_as_the_paper_has_it(matrix: Any) -> None:
    cells = {
        row["item"]: [
            (cell["contributes"], ",".join(cell["outcomes"]), cell["as_written"], cell["note"])
            for cell in row["contributions"]
        ]
        for row in matrix["items"]
    }

    nothing = ("not_stated", "", "-", None)
    assert cells["1"] == [
        ("yes", "D,E", "D,E", None),
        ("yes", "A,E", "A,E", None),
        ("yes", "", "-", None),
        ("yes", "A,C", "A,C", None),
    ]
    assert cells["2"] == [nothing] * 4
    assert cells["3"][1:3] == [("yes", "A,C,D,E", "A,C,D,E", None), nothing]
    assert cells["4"] == [("not_stated", "", None, None)] * 4
    assert cells["5"] == [
        ("yes", "", None, "Dependant on projects"),
        ("yes", "", None, "As above"),
        ("not_stated", "", None, None),
        ("yes", "", None, "As Above"),
    ]
    assert [row["note"] for row in matrix["items"]] == [NOTES.get(item) for item in SAID]


async def test_a_yes_without_an_outcome_is_flagged_and_not_fixed(matrix: Any) -> None:
    """Priority 1 says Y and `-` of the economy; priority 5 tells in words what it depends on."""
    flagged = [
        (row["item"], cell["objective"], [flag["code"] for flag in cell["flags"]])
        for row in matrix["items"]
        for cell in row["contributions"]
        if cell["flags"]
    ]

    assert flagged == [
        ("1", ECONOMY, ["no_outcome_named"]),
        ("5", LIVES, ["no_outcome_named"]),
        ("5", PLACES, ["no_outcome_named"]),
        ("5", COMMUNITIES, ["no_outcome_named"]),
    ]


async def test_the_matrix_is_a_table_of_items_and_objectives(
    plan: PlanUnderTest, matrix: Any
) -> None:
    answer = await plan.get(f"{plan.at}/contributions", format="csv")
    header, *rows = answer.text.split("\r\n")[:-1]

    assert matrix["plan"] == plan.code
    assert header.startswith("item,title,depth,objective,objective_title,contributes,outcomes,")
    assert len(rows) == 5 * 4
    assert rows[0] == '1,Priority 1,0,lives,Lives,yes,"D,E","D,E",,'
    assert rows[2] == "1,Priority 1,0,economy,Economy,yes,,'-,,no_outcome_named"
