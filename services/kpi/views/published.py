"""Scorecards and series as they were published: frozen, for anyone.

A scorecard is answered in the very bytes that were frozen. A series is put together from the frozen
rows of each period, and so may come from several publications; each row names its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from services.kpi.views.use_cases import periods_of
from shared.calendar.periods import Period, PeriodType
from shared.contracts.kpi.performance import ScorecardRow, View
from shared.contracts.kpi.vocabulary import Rag
from shared.publication import (
    LEFT_OUT,
    NOTHING,
    PublishedRow,
    canonical_json,
    document_by_anyone,
    rows_by_anyone,
    standing,
)
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from shared.storage.public import Public
    from shared.web.asking import AsKnown

SCORECARD: Final = "scorecard"
"""The kind of document; its key is `<body>/<period>`."""


_MISSING: Final = {
    "left_out": LEFT_OUT,
    "not_published": "Nothing is published for this period.",
    "withdrawn": "What was published for this period was withdrawn.",
}
_SAME_IN_A_YEAR: Final = ("indicator", "title", "unit", "decimals", "polarity", "accumulation")
"""What rows of one indicator share, so that one can say it for a period without a row."""


async def published_scorecard(
    public: Public, body: str, period: Period, as_known: AsKnown, release: UUID | None
) -> bytes:
    """Return a body's newest public scorecard of a period, byte for byte.

    Raises:
        NotFound: If nothing is published.
        Withdrawn: If it was taken back.
        FutureInstant: If the instant lies ahead.
    """
    until = await as_known.published_by(public)
    found = await document_by_anyone(
        public, SCORECARD, f"{body}/{period}", release=release, known_at=until
    )
    return standing(found).content


async def published_series(
    public: Public,
    body: str,
    indicator: str,
    year: Period,
    by: PeriodType | None,
    as_known: AsKnown,
    release: UUID | None,
) -> bytes:
    """Return one indicator of a body through a year as published, in canonical JSON.

    Raises:
        NotFound: If nothing is published.
        Withdrawn: If all of it was taken back.
        FutureInstant: If the instant lies ahead.
    """
    until = await as_known.published_by(public)
    found = await rows_by_anyone(
        public, body, indicator, _span(year), release=release, known_at=until
    )
    card = await _scorecard_beside(public, found)
    rows = {row.period: json.loads(row.document) for row in found if row.document}
    gone = {row.period: "left_out" if row.is_left_out else "withdrawn" for row in found}
    step = by or min((Period.parse(period).type for period in gone), key=list(PeriodType).index)
    return canonical_json(
        {
            "body": body,
            "body_name": card["body_name"],
            "indicator": indicator,
            "year": str(year),
            "view": View.PUBLISHED,
            "known_at": as_known.known_at,
            "settled": True,
            "method": card["method"],
            "rows": _complete(rows, gone, map(str, periods_of(year, step))),
        }
    )


def _span(year: Period) -> tuple[str, str]:
    """Return the first and the last period of a year, as their text sorts."""
    return str(year), str(year.months[-1].quarter)


async def _scorecard_beside(public: Public, found: Sequence[PublishedRow]) -> Mapping[str, Any]:
    """Return the scorecard of the newest row: it says what rows don't, such as the body's name.

    Raises:
        NotFound: If there is no row, or the newest was left out by a correction.
        Withdrawn: If none of them stands.
    """
    if not found:
        raise NotFound(NOTHING)
    newest = max(found, key=lambda row: (bool(row.document), row.publish_at, row.period))
    if newest.is_left_out:
        raise NotFound(LEFT_OUT, extra={"publication": str(newest.release)})
    key = f"{newest.subject}/{newest.period}"
    beside = await document_by_anyone(public, SCORECARD, key, release=newest.release)
    said: Mapping[str, Any] = json.loads(standing(beside).content)
    return said


def _complete(
    rows: Mapping[str, dict[str, Any]], gone: Mapping[str, str], periods: Iterable[str]
) -> list[Mapping[str, Any]]:
    """Return a row for each period; one without figures says why."""
    fields: dict[str, Any] = dict.fromkeys(ScorecardRow.model_fields)
    sibling = next(iter(rows.values()))
    # A row of years ago lacks what came later.
    return [
        fields | (rows.get(period) or _empty(gone.get(period, "not_published"), period, sibling))
        for period in periods
    ]


def _empty(code: str, period: str, sibling: Mapping[str, Any]) -> dict[str, Any]:
    return (
        {name: sibling[name] for name in _SAME_IN_A_YEAR}
        | {"period": period, "rag": Rag.NONE, "ytd_rag": Rag.NONE, "approval": "none"}
        | {"flags": [], "missing": [{"code": code, "detail": _MISSING[code], "body": None}]}
    )
