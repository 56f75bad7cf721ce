"""What becomes of a row that holds: created, restated, or unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from services.kpi.submissions.drafts import error
from services.kpi.submissions.explanations import why_it_says_nothing
from shared.contracts.kpi.submissions import Outcome, Severity
from shared.refusals import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from services.kpi.submissions.drafts import Draft
    from services.kpi.submissions.plausibility import Doubt
    from shared.contracts.kpi.submissions import RowResult


CHANGES: Final = frozenset({Outcome.CREATED, Outcome.RESTATED})
"""Outcomes of rows that make a version."""


class Known(Protocol):
    """A figure as it stands."""

    @property
    def numerator(self) -> Decimal | None: ...  # noqa: D102
    @property
    def denominator(self) -> Decimal | None: ...  # noqa: D102
    @property
    def value(self) -> Decimal | None: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def explanation(self) -> str | None: ...  # noqa: D102


def decide(draft: Draft, current: Known | None) -> Draft:
    """Return *draft* with its outcome, given the figure that stands.

    Content is what a figure says: its numbers and its status. Where it comes from, and the words
    around it, make no new version by themselves; so a nightly post of the same figures is
    unchanged, whatever its `source_revision`. A restatement gives its reason.
    """
    assert draft.sent is not None  # noqa: S101 - a row that could not be read is rejected before
    if current is None:
        return draft._replace(outcome=Outcome.CREATED)
    sent = draft.sent
    stands = (current.numerator, current.denominator, current.value, current.status)
    if stands == (sent.numerator, sent.denominator, draft.value, sent.status):
        return _unchanged(draft, current)
    if sent.reason is None:
        detail = "The figure differs from the one that stands; say why in 'reason'."
        return draft.rejected(error(draft.place, "reason_missing", detail, column="reason"))
    return draft._replace(outcome=Outcome.RESTATED)


def _unchanged(draft: Draft, current: Known) -> Draft:
    said = draft.sent and draft.sent.explanation
    if said is None or said == current.explanation:
        return draft._replace(outcome=Outcome.UNCHANGED)
    detail = (
        "Nothing was stored: the figure is the one that stands, and words alone don't change it."
    )
    note = error(
        draft.place, "explanation_not_kept", detail, column="explanation", severity=Severity.NOTE
    )
    return draft._replace(outcome=Outcome.UNCHANGED, problems=(note,))


def settle(draft: Draft, doubts: Sequence[Doubt]) -> Draft:
    """Return a doubtful row as held, unless it comes with an explanation that says something."""
    assert draft.sent is not None  # noqa: S101 - it was decided
    why = why_it_says_nothing(draft.sent.explanation)
    severity = Severity.NOTE if why is None else Severity.NEEDS_EXPLANATION
    settled = draft.noted(
        *(
            error(
                draft.place,
                doubt.code,
                doubt.detail,
                column=doubt.column,
                expected=doubt.expected,
                found=doubt.found,
                severity=severity,
            )
            for doubt in doubts
        )
    )
    if why is None:
        return settled
    code = "explanation_missing"
    if draft.sent.explanation is not None:
        code = "explanation_says_nothing"
    asked = error(draft.place, code, why, column="explanation", severity=severity)
    return settled.noted(asked)._replace(outcome=Outcome.HELD)


def content_of(drafts: Iterable[Draft]) -> list[Mapping[str, Any]]:
    """Return what a submission changes or has held, by natural key, for its hash."""
    changed = [
        {
            "indicator": draft.indicator,
            "period": draft.period,
            "numerator": draft.sent.numerator,
            "denominator": draft.sent.denominator,
            "value": draft.value,
            "basis": draft.basis,
            "status": draft.sent.status,
            "reason": draft.sent.reason,
            "explanation": draft.sent.explanation,
        }
        | ({"held": True} if draft.outcome is Outcome.HELD else {})
        for draft in drafts
        if draft.sent is not None and draft.outcome in CHANGES | {Outcome.HELD}
    ]
    return sorted(changed, key=lambda figure: (str(figure["indicator"]), str(figure["period"])))


def faults_of_row(result: RowResult) -> list[Fault]:
    """Return a rejected row's problems as every reader of problem documents knows them."""
    return [
        Fault(problem.code, problem.detail, problem.pointer, row=result.row, column=problem.column)
        for problem in result.problems
        if problem.severity is Severity.ERROR
    ]
