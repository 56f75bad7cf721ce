"""Real receipts by quarter: from thousands of pounds as published to pounds as posted."""

from __future__ import annotations

import csv
from typing import Final

import pytest

from demo.contents import batches
from demo.receipts import financial_quarter, receipts_by_body
from shared.contracts.kpi.submissions import FigureSent
from shared.contracts.kpi.vocabulary import FigureStatus
from shared.councils.reference import find_council
from tests.demo.reading import DEMO

FOREST_HEATH: Final = "E07000201"
WEST_SUFFOLK: Final = "E07000245"
TABLE: Final = DEMO / "council-tax-receipts" / "council_tax_receipts_quarterly.csv"


def posted() -> dict[str, list[FigureSent]]:
    """Return what is posted of each council, as the API reads it: an empty cell says nothing."""
    return {
        batch.body: [
            FigureSent.model_validate({name: cell for name, cell in row.items() if cell})
            for row in csv.DictReader(batch.content.decode().splitlines())
        ]
        for batch in batches()
        if batch.told.startswith("receipts of ")
    }


def published() -> list[dict[str, str]]:
    """Return the table's rows."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("April to June 2010 (Q1)", "2010-11-Q1"),
        ("October to December 2010 (Q3)", "2010-11-Q3"),
        ("January to March 2011 (Q4)", "2010-11-Q4"),
        ("January to March 2000 (Q4)", "1999-00-Q4"),
    ],
)
def test_a_quarter_is_the_financial_years(written: str, period: str) -> None:
    assert financial_quarter(written) == period


@pytest.mark.parametrize(
    "written", ["January to March 2011 (Q1)", "April to June 2010", "Q1 2010", ""]
)
def test_a_quarter_that_contradicts_itself_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is no quarter"):
        financial_quarter(written)


def test_a_year_of_dartford_has_the_size_that_it_names_itself() -> None:
    """12,979 + 12,640 + 12,546 + 5,787 = 43,952 thousand pounds in 2010/11.

    In its award submission of 2011 the council collects "£43.5 million in council tax" a year: the
    same size by another source, so neither pounds nor thousands are taken for the other.
    """
    year = [row for row in posted()["E07000107"] if row.period.startswith("2010-11")]

    assert sum(row.numerator or 0 for row in year) == 43_952_000


def test_all_that_is_published_is_posted_and_nothing_where_there_was_no_council() -> None:
    """52 quarters of 14 councils, of which 16 of Forest Heath and 36 of West Suffolk are [z]."""
    found = posted()

    assert len(found) == 14
    assert sum(map(len, found.values())) == 14 * 52 - 16 - 36
    assert sum(row.numerator or 0 for rows in found.values() for row in rows) == 1000 * sum(
        int(row["receipts_gbp_k"]) for row in published() if row["receipts_gbp_k"] != "[z]"
    )
    periods = {body: [row.period for row in rows] for body, rows in found.items()}
    assert (periods[FOREST_HEATH][0], periods[FOREST_HEATH][-1]) == ("2010-11-Q1", "2018-19-Q4")
    assert (periods[WEST_SUFFOLK][0], periods[WEST_SUFFOLK][-1]) == ("2019-20-Q1", "2022-23-Q4")


def test_forest_heath_ends_where_west_suffolk_begins() -> None:
    """By the reference list of councils, which has it from elsewhere."""
    before, after = find_council(FOREST_HEATH), find_council(WEST_SUFFOLK)

    assert before is not None
    assert after is not None
    assert before.successors == (WEST_SUFFOLK,)
    assert (str(before.end), str(after.start)) == ("2019-03-31", "2019-04-01")


def test_what_is_not_available_is_posted_as_that_and_not_as_zero() -> None:
    """The table has no [x] so far; a later edition may."""
    row = {"gss_code": "E07000107", "quarter": "April to June 2010 (Q1)", "receipts_gbp_k": "[x]"}

    [line] = csv.DictReader(receipts_by_body([row])["E07000107"].decode().splitlines())

    assert (line["numerator"], line["status"]) == ("", FigureStatus.NOT_AVAILABLE)


def test_an_amount_that_is_none_is_not_guessed_at() -> None:
    row = {"gss_code": "E07000107", "quarter": "April to June 2010 (Q1)", "receipts_gbp_k": "[c]"}

    with pytest.raises(ValueError, match=r"\[c\]"):
        receipts_by_body([row])
