"""Rows and the world they are judged by. Name only what matters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from services.kpi.submissions.checks import Suggestions, World, judge
from services.kpi.submissions.drafts import Draft
from services.kpi.submissions.reading import drafts_of_json
from shared.contracts.kpi.indicators import Indicator
from tests.suite import indicator

COUNCIL: Final = "E07000132"
PARTNERSHIP: Final = "leicestershire"
DAYS: Final = {"unit": "days", "polarity": "lower", "accumulation": "average"}
PLAIN: Final = {"denominator_is_debit": False, "numerator_may_be_negative": False}
COUNT: Final = {"unit": "count", "accumulation": "count", "denominator_label": None}


def defined(code: str, **different: Any) -> Indicator:
    """An indicator as it stands: the in-year collection rate, unless told."""
    return Indicator(
        code=code, recorded_at=datetime(2019, 4, 1, tzinfo=UTC), **indicator(**different)
    )


INDICATORS: Final = {
    one.code: one
    for one in (
        defined("council-tax-in-year"),
        defined("new-claims-days", **DAYS, **PLAIN),
        defined("changes-days", **DAYS, **PLAIN),
        defined("combined-days", **DAYS, **PLAIN, pooled_from=["new-claims-days", "changes-days"]),
        defined("fraud-sanctions", **COUNT, **PLAIN),
        defined("satisfaction", accumulation="annual", frequency="annual", **PLAIN),
        defined("receipts", **COUNT | {"unit": "gbp"}, frequency="quarterly"),
    )
}


def world(**different: Any) -> World:
    """What rows are judged by on 1 February 2020, for who may submit for whom it takes."""
    usual: dict[str, Any] = {
        "granted": {COUNCIL, PARTNERSHIP, "E07000201", "E07000245", "E07000999"},
        "partnerships": {PARTNERSHIP},
        "indicators": INDICATORS,
        "suggestions": Suggestions(INDICATORS),
        "today": date(2020, 2, 1),
    }
    return World(**usual | different)


def row(**sent: Any) -> Draft:
    """A row as it was read: council tax at January 2020, unless told; None leaves a field out."""
    figure = {
        "body": COUNCIL,
        "indicator": "council-tax-in-year",
        "period": "2019-20-M10",
        "numerator": 3,
        "denominator": 4,
    }
    said = {name: value for name, value in (figure | sent).items() if value is not None}
    (draft,) = drafts_of_json([said], None)
    return draft


def judged(**sent: Any) -> Draft:
    """That row, judged in that world."""
    return judge(row(**sent), world())


def codes(draft: Draft) -> list[tuple[str, str | None]]:
    """What is wrong with a row: code and column of each problem."""
    return [(problem.code, problem.column) for problem in draft.problems]
