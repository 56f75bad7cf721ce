"""The dates of a row: what it says of them, what they mean, and which of them move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from services.projects.exchange.drafts import problem
from services.projects.milestones import rules
from services.projects.milestones.use_cases import in_plan
from shared.contracts.projects.milestones import PlannedDate
from shared.contracts.projects.timescales import SEND_DAYS
from shared.contracts.projects.vocabulary import DateKind
from shared.refusals import Invalid
from shared.sheets.problems import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.projects.exchange.drafts import Draft
    from shared.contracts.projects.milestones import MilestoneContent, TypedDate
    from shared.contracts.projects.plans import Plan
    from shared.contracts.rows import RowProblem

BY_ITSELF: Final = "It is removed, restored, completed or reopened by an operation of its own."
_BASELINE_STAYS: Final = "A baseline never moves."
_NO_BASELINE_YET: Final = (
    "The date is new: its baseline is what is planned now. Empty this cell, or "
    "write the baseline as the date, and move it afterwards with a reason."
)
REASON_MISSING: Final = "A date moves for a reason: say why in the column reason."
_NEVER_CLEARED: Final = "A date is not cleared; remove the milestone, or move the date and say why."


def dates_of(
    draft: Draft, current: MilestoneContent | None, plan: Plan
) -> list[PlannedDate] | tuple[RowProblem, ...]:
    """Return the dates that a row tells of, each as it is meant, or what is wrong with them."""
    assert draft.sent is not None  # noqa: S101 - checked before
    dates: list[PlannedDate] = []
    told: list[RowProblem] = []
    for kind in DateKind:
        if kind not in draft.present:
            continue
        written = getattr(draft.sent, kind)
        stands = rules.date_of(current, kind) if current else None
        if written is None:
            if stands is not None:
                told.append(problem("date_stays", _NEVER_CLEARED, kind))
            continue
        said: dict[str, Any] = {"as_written": written}
        for end in ("starts", "ends"):
            said[end] = getattr(draft.sent, f"{kind}_{end}")
        is_untold = said["starts"] is None and said["ends"] is None
        if stands is not None and is_untold and stands.current.as_written == written:
            said = stands.current.model_dump()  # what stands already means what it meant
        try:
            one = PlannedDate.model_validate({"kind": kind, "planned": said})
            planned = in_plan(plan, one.planned, f"/{kind}")
            dates.append(one.model_copy(update={"planned": planned}))
        except ValidationError as failure:
            if stands is not None and (left := _left_over(draft, kind, said, stands)):
                told += left
                continue
            found = problems_of(failure, {"planned": "date_unclear"})
            told += [problem(one.code, _in_columns(one.detail, kind), kind) for one in found]
        except Invalid as refused:
            told += [
                problem(fault.code, _in_columns(fault.detail, kind), kind)
                for fault in refused.errors
            ]
    return tuple(told) if told else dates


def _in_columns(detail: str, kind: DateKind) -> str:
    """Return what is wrong with a document's date in words of a sheet, which has columns for it."""
    return detail.replace(SEND_DAYS, f"write what is meant in {kind}_starts and {kind}_ends")


def _left_over(
    draft: Draft, kind: DateKind, said: dict[str, Any], stands: TypedDate
) -> list[RowProblem]:
    """Return what is wrong with a date that was changed beside its days, left as exported."""
    days = {end: getattr(stands.current, end) for end in ("starts", "ends")}
    if said["as_written"] == stands.current.as_written or days != {end: said[end] for end in days}:
        return []
    cells = " and ".join(f"{kind}_{end}" for end, day in days.items() if day)
    detail = f"The date was changed, and {cells} still tell of the one before: empty them."
    told = [problem("days_left_over", detail, kind)]
    if draft.sent is None or draft.sent.reason is None:
        told.append(problem("reason_missing", REASON_MISSING, "reason"))
    return told


def not_taken(draft: Draft, current: MilestoneContent | None) -> Iterator[RowProblem]:
    """Yield what a row says of dates that no sheet changes, if it is not as it stands."""
    for kind in DateKind:
        stands = rules.date_of(current, kind) if current else None
        baseline, actual = (getattr(draft.sent, f"{kind}_{of}") for of in ("baseline", "actual"))
        planned = stands.baseline.as_written if stands else getattr(draft.sent, kind)
        if baseline not in (None, planned):
            detail = _BASELINE_STAYS if stands else _NO_BASELINE_YET
            yield problem("baseline_stays", detail, f"{kind}_baseline")
        if actual not in (None, stands.actual if stands else None):
            yield problem("state_not_taken", BY_ITSELF, f"{kind}_actual")
        for end in ("starts", "ends"):
            if getattr(draft.sent, f"{kind}_{end}") and getattr(draft.sent, kind) is None:
                detail = "Write the date itself, too, as it is to be read."
                yield problem("date_missing", detail, f"{kind}_{end}")


def moves(one: PlannedDate, current: MilestoneContent | None) -> bool:
    """Return whether a date that stands is planned for other days by a row."""
    stands = rules.date_of(current, one.kind) if current else None
    return stands is not None and not rules.same(one.planned, stands.current)
