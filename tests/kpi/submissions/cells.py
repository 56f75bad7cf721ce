"""Rows as a file may hold them, right and wrong in every way that we know, for Hypothesis."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from services.kpi.submissions.reading import COLUMNS
from tests.kpi.submissions.rows import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable

Cells = dict[str, str]

ENDED: Final = "E07000201"
"""Forest Heath, whose last day was 31 March 2019."""

MINE: Final = "mine"
"""Stands for the council whose figures these are."""

BODIES: Final = (*[MINE] * 12, "", "E07000999", "E06000022", ENDED, "nobody at all")
PERIODS: Final = (
    *["2019-20-M09", "2019-20-M10", "2019/20 M10", "2019-20-Q3", "2018/19", " 2019-20-M09 "],
    *["2019-20", "2099-00-M01", "Dec-16", ""],
)
NUMBERS: Final = (
    *["", "0", "-0", "3", "3.00", " 4 ", "-2.5", "62834112.45", "67210000", "007", "0.01"],
    *["999999999.99", "1000000000", "999999999999.99", "-999999999999", "123456789012345"],
    *["1234567890123.45", "1234567890123456", "0.123456789", "1e3", "1_000", "NaN", "1.", "½"],
)
STATUSES: Final = (*[""] * 5, "final", "provisional", "estimated", "not_available", "Final", "x")
TEXTS: Final = (
    *[""] * 6,
    *["Bank file came late", "Counted again", "  padded  ", "e\u0301", "x" * 4_000, "x" * 4_001],
    *["bell\x07", "a\tb", "a\nb", "a\r\nb", r"\N", "back\\slash", '"quoted", and more', "=1+1"],
)

_MONTHS: Final = ("2019-20-M09", "2019-20-M10", "2019-20-M09", "2019-20-M10", "2019/20 M10")
_RATIO: Final = (("3", "4"), ("3.00", "4.0"), ("6", "8"), ("62834112.45", "67210000.00"))
_COUNT: Final = (("3", ""), ("3.0", ""), ("5", ""))
_SOUND: Final = {
    "council-tax-in-year": (_MONTHS, (*_RATIO, ("-2.5", "4"))),
    "new-claims-days": (_MONTHS, _RATIO),
    "changes-days": (_MONTHS, _RATIO),
    "combined-days": (_MONTHS, _RATIO),
    "fraud-sanctions": (_MONTHS, _COUNT),
    "satisfaction": (("2018-19", "2018/19"), _RATIO),
    "receipts": (("2019-20-Q3", "2019/20 Q2"), (*_COUNT, ("-7.5", ""))),
}
"""Of each indicator: for when it is reported, and how its numbers may stand.

They are few, so that a later batch speaks of the same figures again, and sometimes says the same.
"""


def _rows(indicator: str) -> st.SearchStrategy[Cells]:
    """Draw rows that may well be right."""
    periods, numbers = _SOUND[indicator]
    components = st.sampled_from(numbers).map(
        lambda two: {"numerator": two[0], "denominator": two[1]}
    )
    nothing = {"numerator": "", "denominator": ""}
    others = st.sampled_from(
        [{"value": "75"}, {"value": "75.0000004"}, {"status": "not_available"}]
    )
    words = st.sampled_from(["", "", "Bank file came late", "Counted again"])
    return st.builds(
        lambda period, status, reason, explanation, numbers: (
            {
                "body": MINE,
                "indicator": indicator,
                "period": period,
                "value": "",
                "status": status,
                "reason": reason,
                "explanation": explanation,
            }
            | numbers
        ),
        st.sampled_from(periods),
        st.sampled_from(["", "", "", "final", "provisional"]),
        words,
        words,
        components | components | components | others.map(lambda other: nothing | other),
    )


_WILD: Final[Mapping[str, st.SearchStrategy[str]]] = {
    "body": st.sampled_from(BODIES),
    "indicator": st.sampled_from([*INDICATORS, "combined-dais", "x\ty"]),
    "period": st.sampled_from(PERIODS),
    "numerator": st.sampled_from(NUMBERS) | st.decimals(-(10**9), 10**12, places=2).map(str),
    "denominator": st.sampled_from(NUMBERS) | st.decimals(-(10**9), 10**12, places=2).map(str),
    "value": st.sampled_from(["", "85", "85.0000005", "-1", "1e2"]),
    "status": st.sampled_from(STATUSES),
    "reason": st.sampled_from(TEXTS),
    "explanation": st.sampled_from(TEXTS),
}


def _wilder(rows: st.SearchStrategy[Cells], *columns: str) -> st.SearchStrategy[Cells]:
    wild = st.fixed_dictionaries({column: _WILD[column] for column in columns})
    return st.builds(lambda row, cells: _fitted(row | cells), rows, wild)


def _fitted(cells: Cells) -> Cells:
    """Keep an ended council's rows after its end: what it had before is nobody's in these tests."""
    return cells | {"period": "2019-20-M10"} if cells["body"] == ENDED else cells


_MAY_BE_RIGHT: Final = st.sampled_from(sorted(_SOUND)).flatmap(_rows)
ROWS: Final = st.one_of(
    _MAY_BE_RIGHT,
    _MAY_BE_RIGHT,
    st.sampled_from(sorted(_WILD)).flatmap(lambda column: _wilder(_MAY_BE_RIGHT, column)),
    _wilder(_MAY_BE_RIGHT, *_WILD),
).filter(lambda cells: any(cell.strip() for cell in cells.values()))
"""A row by column, an empty cell where nothing is said.

Half of them are sound by themselves, a quarter has one wild cell, a quarter is wild throughout.
"""


def of_body(cells: Iterable[Cells], body: str) -> list[Cells]:
    """Return the same rows with *body* for whose they are."""
    return [row | {"body": body} if row["body"] == MINE else row for row in cells]


def as_csv(cells: Iterable[Mapping[str, str]]) -> bytes:
    """Return rows as a CSV file."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(cells)
    return file.getvalue().encode()


def as_json(cells: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Return the same rows as a batch in JSON has them."""
    stripped = [{column: cell.strip() for column, cell in row.items()} for row in cells]
    return [{column: cell for column, cell in row.items() if cell} for row in stripped]
