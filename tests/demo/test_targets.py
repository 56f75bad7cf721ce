"""The targets of the plan, against numbers copied by hand from its printed tables (section 6).

The sums were added up from the plan's text, so a slip in any month of a row shows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from shared.contracts.kpi.targets import TargetDefinition
from tests.demo.reading import COUNCILS, HARBOROUGH, HINCKLEY, NORTH_WEST, read_exactly

if TYPE_CHECKING:
    from collections.abc import Mapping

# indicator: (year's target, April, December, March, sum of the twelve months)
PRINTED = {
    HINCKLEY: {
        "council-tax-in-year": ("98.1", "11.0", "84.7", "98.1", "719.2"),
        "combined-days": ("11", "8.3", "9.2", "7.8", "87.7"),
        "fraud-sanctions": ("6", "0", "0", "0", "6"),
        "nndr-in-year": ("98.8", "11.4", "84.8", "98.8", "725.7"),
        "hb-overpayments-recovered": ("36", "5", "26", "36", "234"),
        "new-claims-days": ("17", "18.1", "12.5", "13.2", "165.6"),
        "changes-days": ("7", "7.4", "8.6", "6.7", "77.9"),
    },
    HARBOROUGH: {
        "council-tax-in-year": ("98.6", "11.2", "85.0", "98.6", "724.1"),
        "combined-days": ("11", "8.9", "10.1", "7.9", "92.6"),
        "fraud-sanctions": ("4", "0", "0", "0", "4"),
        "nndr-in-year": ("99.2", "10.6", "82.6", "99.2", "707.7"),
        "hb-overpayments-recovered": ("31", "3", "24", "31", "200"),
        "new-claims-days": ("17", "17.4", "16.6", "16.3", "196.8"),
        "changes-days": ("7", "7.6", "9.1", "6.1", "78.7"),
    },
    NORTH_WEST: {
        "council-tax-in-year": ("97.8", "10.3", "83.6", "97.8", "709.4"),
        "combined-days": ("11", "9.6", "9.7", "7.5", "93.3"),
        "fraud-sanctions": ("4", "0", "0", "0", "4"),
        "nndr-in-year": ("99.0", "10.6", "84.2", "99.0", "717.2"),
        "hb-overpayments-recovered": ("34", "4", "26", "34", "245"),
        "new-claims-days": ("17", "17.3", "17.2", "13.0", "182.5"),
        "changes-days": ("7", "8.7", "8.7", "6.6", "82.6"),
    },
}
DECEMBER, MARCH = 8, 11


def targets(body: str) -> Mapping[str, Any]:
    """Return a council's targets of 2019/20."""
    return read_exactly(f"leicestershire/targets/2019-20/{body}.json")


@pytest.mark.parametrize("body", COUNCILS)
def test_each_council_has_the_eight_rows_of_its_table(body: str) -> None:
    assert set(targets(body)) == {*PRINTED[body], "sickness-days-per-fte"}


@pytest.mark.parametrize(
    ("body", "indicator"), [(body, name) for body in COUNCILS for name in PRINTED[body]]
)
def test_a_row_stands_as_the_plan_prints_it(body: str, indicator: str) -> None:
    target = targets(body)[indicator]
    annual, april, december, march, total = map(Decimal, PRINTED[body][indicator])

    profile = target["profile"]
    assert target["status"] == "confirmed"
    assert target["annual"] == annual
    assert len(profile) == 12
    assert (profile[0], profile[DECEMBER], profile[MARCH]) == (april, december, march)
    assert sum(profile) == total


@pytest.mark.parametrize("body", COUNCILS)
def test_sickness_is_to_be_confirmed_and_invents_no_number(body: str) -> None:
    target = targets(body)["sickness-days-per-fte"]

    assert (target["status"], target["annual"], target["profile"]) == ("tbc", None, None)


@pytest.mark.parametrize("body", COUNCILS)
def test_a_profile_of_combined_days_lies_between_its_parts(body: str) -> None:
    """36 months in all: a slip in typing any of them would soon leave the range."""
    rows = (targets(body)[name]["profile"] for name in ("changes-days", "combined-days"))
    new_claims = targets(body)["new-claims-days"]["profile"]

    for changes, combined, new in zip(*rows, new_claims, strict=True):
        assert changes < combined < new


@pytest.mark.parametrize("body", COUNCILS)
@pytest.mark.parametrize(
    "indicator", ["council-tax-in-year", "nndr-in-year", "hb-overpayments-recovered"]
)
def test_a_cumulative_profile_rises_to_the_years_target(body: str, indicator: str) -> None:
    target = targets(body)[indicator]

    assert target["profile"] == sorted(target["profile"])
    assert target["profile"][MARCH] == target["annual"]


def test_two_councils_have_the_same_fraud_months_as_printed() -> None:
    printed = [0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0]

    assert targets(HARBOROUGH)["fraud-sanctions"]["profile"] == printed
    assert targets(NORTH_WEST)["fraud-sanctions"]["profile"] == printed
    assert targets(HINCKLEY)["fraud-sanctions"]["profile"] == [0, 1, 2, 0, 1, 0, 0, 1, 0, 1, 0, 0]


def test_labels_differ_between_councils_as_printed() -> None:
    def labels(indicator: str) -> list[str]:
        return [targets(body)[indicator]["label"] for body in COUNCILS]

    assert labels("combined-days") == [
        "Combined benefit performance",
        "Combined benefits performance",
        "Combined benefits performance",
    ]
    assert labels("new-claims-days") == [
        "Processing of new claims",
        "Processing new claims",
        "Processing of new claims",
    ]
    assert labels("fraud-sanctions") == [
        "Number of successful fraud prosecution & sanctions",
        "Successful fraud prosecution & sanctions",
        "Number of successful fraud prosecution & sanctions",
    ]


@pytest.mark.parametrize("body", COUNCILS)
def test_every_target_is_one_the_api_takes_and_names_its_source(body: str) -> None:
    for document in targets(body).values():
        target = TargetDefinition.model_validate(document)
        assert target.rationale is not None
        assert target.rationale.startswith("Service Plan 2020/21, section 6")
