"""Real council tax receipts by quarter: published in thousands of pounds, posted in pounds."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INDICATOR: Final = "council-tax-receipts"

NO_COUNCIL: Final = "[z]"
"""What is published where the council did not exist in the quarter: nothing is posted for it."""
NOT_AVAILABLE: Final = "[x]"

_COLUMNS: Final = ("body", "indicator", "period", "numerator", "status", "explanation")
_QUARTER: Final = re.compile(r"(?P<months>[A-Z][a-z]+ to [A-Z][a-z]+) (?P<year>\d{4}) \((Q[1-4])\)")
_MONTHS: Final = {
    "April to June": "Q1",
    "July to September": "Q2",
    "October to December": "Q3",
    "January to March": "Q4",
}
_SAID: Final = "Published in thousands of pounds by MHCLG"


def receipts_by_body(published: Iterable[Mapping[str, str]]) -> Mapping[str, bytes]:
    """Return each council's receipts, as `POST /v1/kpi/submissions` takes a CSV.

    Args:
        published: Rows of the table: `gss_code`, `quarter` and `receipts_gbp_k`.

    Raises:
        ValueError: If a quarter or an amount is none.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    for row in published:
        if row["receipts_gbp_k"] != NO_COUNCIL:
            rows.setdefault(row["gss_code"], []).append(_figure(row))
    return {body: _as_csv(figures) for body, figures in rows.items()}


def financial_quarter(written: str) -> str:
    """Return `2010-11-Q4` for `January to March 2011 (Q4)`: the year begins in April."""
    read = _QUARTER.fullmatch(written)
    if read is None or _MONTHS.get(read["months"]) != read[3]:
        raise ValueError(f"{written!r} is no quarter")
    first = int(read["year"]) - (read[3] == "Q4")
    return f"{first}-{(first + 1) % 100:02d}-{read[3]}"


def _figure(row: Mapping[str, str]) -> dict[str, str]:
    amount = row["receipts_gbp_k"]
    is_there = amount != NOT_AVAILABLE
    return {
        "body": row["gss_code"],
        "indicator": INDICATOR,
        "period": financial_quarter(row["quarter"]),
        "numerator": str(int(amount) * 1000) if is_there else "",
        "status": "final" if is_there else "not_available",
        "explanation": _SAID if is_there else "Published as not available by MHCLG",
    }


def _as_csv(figures: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(figures)
    return text.getvalue().encode()
