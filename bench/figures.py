"""What is posted and read: real councils, indicators made for the run, months that have ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bench.suite import Suite

ONE: Final = ("E07000107",)
FORTY: Final = tuple(
    f"E07{number:06}" for first, last in ((84, 94), (105, 133)) for number in range(first, last + 1)
)
"""Districts of Hampshire, Kent, Lancashire and Leicestershire, all older than the years below."""

YEARS: Final = tuple(range(2005, 2025))
"""In which the financial years begin: each of their months has ended."""

MONTHS: Final = tuple(
    f"{year}-{(year + 1) % 100:02}-M{month:02}" for year in YEARS for month in range(1, 13)
)
SCOPES: Final = ("kpi:read", "kpi:submit", "kpi:target")
HEADER: Final = "body,indicator,period,numerator,denominator,value,status,reason,explanation"

_RATE: Final = {
    "title": "Council tax collected in year",
    "unit": "percent",
    "decimals": 1,
    "polarity": "higher",
    "accumulation": "snapshot",  # figures that rise and fall, and none is held for it
    "frequency": "monthly",
    "numerator_label": "Receipts for this year",
    "denominator_label": "Net collectable debit of the full year",
    "formula": "100 x receipts / net collectable debit",
}


def officer(suite: Suite, bodies: tuple[str, ...]) -> dict[str, str]:
    """Return the headers of a key that does all that is done to the KPIs of these bodies."""
    return suite.key({scope: list(bodies) for scope in SCOPES})


def define_indicators(suite: Suite, count: int) -> list[str]:
    """Define so many indicators, and return their codes."""
    codes = [f"bench-rate-{number:04}" for number in range(count)]
    for code in codes:
        suite.make("PUT", f"/v1/kpi/indicators/{code}", _RATE)
    return codes


def figure(number: int) -> dict[str, Any]:
    """Return the numbers of the figure with this number; neighbours differ."""
    return {"numerator": 1_000_000 + number % 900_000 + 0.25, "denominator": 67_210_000.5}


def rows(bodies: tuple[str, ...], indicators: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield natural keys, body by body, as a finance system would write them."""
    for body in bodies:
        for indicator in indicators:
            for month in MONTHS:
                yield body, indicator, month
