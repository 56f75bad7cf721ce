"""What becomes of a row: a risk that is new, one that changes, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.risk.assessments.use_cases import assessed_version, faults_of
from services.risk.exchange.drafts import assessment_of, definition_of, problem
from services.risk.risks.parts import completed
from services.risk.risks.states import LIFE
from services.risk.risks.use_cases import RiskAddress, as_kept, defined_version
from shared.calendar.working_days import day_in_london
from shared.contracts.risk.vocabulary import AssessmentKind, RiskState
from shared.contracts.rows import Outcome, Severity
from shared.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from services.risk.assessments.tables import AssessmentVersion
    from services.risk.exchange.drafts import Draft
    from services.risk.exchange.standing import Standing
    from services.risk.risks.parts import Eyes
    from services.risk.risks.tables import RiskVersion
    from shared.contracts.risk.registers import Register
    from shared.contracts.rows import RowProblem
    from shared.refusals import Fault
    from shared.security.principal import Principal

_MOVES: Final = "A risk is closed, reopened or materialised by an operation of its own."


@dataclass(frozen=True, slots=True)
class Ground:
    """What every row of an import is judged on.

    Attributes:
        reason: Why scores change, where a row doesn't say.
    """

    register: Register
    recorded_at: datetime
    eyes: Eyes
    by: Principal
    reason: str | None

    @property
    def today(self) -> date:
        """The day in London on which it is taken."""
        return day_in_london(self.recorded_at)


@dataclass(frozen=True, slots=True)
class Decided:
    """A row, what becomes of it, and the versions that it makes."""

    draft: Draft
    outcome: Outcome
    problems: Sequence[RowProblem] = ()
    versions: Sequence[RiskVersion | AssessmentVersion] = field(default=())


def rejected(draft: Draft, *problems: RowProblem) -> Decided:
    """Return a row that is not kept."""
    return Decided(draft, Outcome.REJECTED, (*draft.problems, *problems))


def decide(draft: Draft, standing: Standing | None, ground: Ground) -> Decided:
    """Return what becomes of a row, given the risk of its reference as it stands."""
    if draft.sent is None:
        return rejected(draft)
    if standing is not None and standing.risk.register_code != ground.register.register_code:
        detail = "It stands in another register; move it there by changing the risk itself."
        return rejected(draft, problem("in_another_register", detail, "reference"))
    told = [*_state(draft, standing)]
    version, wrong = _defined(draft, standing, ground)
    told += wrong
    made, wrong = _assessed(draft, standing, ground)
    told += wrong
    if any(one.severity is Severity.ERROR for one in told):
        return rejected(draft, *told)
    versions: list[RiskVersion | AssessmentVersion] = [*([version] if version else []), *made]
    if standing is None:
        return Decided(draft, Outcome.CREATED, told, versions)
    outcome = Outcome.RESTATED if versions else Outcome.UNCHANGED
    return Decided(draft, outcome, told, versions)


def _state(draft: Draft, standing: Standing | None) -> Iterator[RowProblem]:
    assert draft.sent is not None  # noqa: S101 - checked before
    state = standing.risk.state if standing else RiskState.OPEN
    if draft.sent.state not in (None, state):
        yield problem("state_not_taken", _MOVES, "state")
    stands = standing.risk.state_reason if standing else None
    if draft.sent.state_reason not in (None, stands):
        yield problem("state_not_taken", _MOVES, "state_reason")


def _defined(
    draft: Draft, standing: Standing | None, ground: Ground
) -> tuple[RiskVersion | None, Sequence[RowProblem]]:
    """Return the version that a row makes of its risk, if it changes anything, or what is wrong."""
    current = standing.risk if standing else None
    shown = ground.eyes.shown(current) if current else None
    made = definition_of(draft, shown, ground.register.register_code)
    if isinstance(made, tuple):
        return None, made
    try:
        whole = completed(made, current, ground.eyes)
    except Invalid as hidden:
        return None, [_told(fault) for fault in hidden.errors]
    kept = as_kept(whole, ground.register)
    if current is not None and kept == current.model_dump(mode="json", include={*kept}):
        return None, ()
    if current is not None and (why := LIFE.refusal("change", current, by=ground.by)):
        return None, [problem("wrong_state", why.detail, None)]
    at = RiskAddress(ground.register.body, draft.reference or "")
    return defined_version(at, kept, current, ground.recorded_at, by=ground.by), ()


def _assessed(
    draft: Draft, standing: Standing | None, ground: Ground
) -> tuple[Sequence[AssessmentVersion], Sequence[RowProblem]]:
    """Return the assessments that a row makes, and what is wrong with them or not kept."""
    stand = dict(standing.assessed) if standing else {}
    made: list[AssessmentVersion] = []
    told: list[RowProblem] = []
    for kind in AssessmentKind:
        version, wrong = _assessment(draft, kind, stand, standing, ground)
        told += wrong
        if version is not None:
            stand[kind] = version
            made.append(version)
    return made, told


def _assessment(
    draft: Draft,
    kind: AssessmentKind,
    stand: Mapping[AssessmentKind, AssessmentVersion],
    standing: Standing | None,
    ground: Ground,
) -> tuple[AssessmentVersion | None, Sequence[RowProblem]]:
    before = stand.get(kind)
    was = (before.likelihood, before.impact) if before else (None, None)
    said = _steps(draft, kind, was)
    shown = None
    if before is not None:
        shown = ground.eyes.text(before.reason, is_hidden=before.reason_is_confidential)
    reason = getattr(draft.sent, f"{kind}_reason")
    is_anew = reason not in (None, shown)
    if said == was:
        return None, [_not_kept(kind)] if is_anew else ()
    if standing is not None and (why := LIFE.refusal("assess", standing.risk, by=ground.by)):
        return None, [problem("wrong_state", why.detail, f"{kind}_likelihood")]
    stood = before.assessed if before else None
    text = assessment_of(draft, kind, said, reason if is_anew else ground.reason, stood)
    if isinstance(text, tuple):
        return None, text
    if faults := faults_of(text, ground.register, before, today=ground.today):
        return None, [_told(fault, f"{kind}_") for fault in faults]
    at = RiskAddress(ground.register.body, draft.reference or "")
    beside = list(stand.values())
    return assessed_version(at, text, ground.register, beside, ground.recorded_at, by=ground.by), ()


def _steps(
    draft: Draft, kind: AssessmentKind, was: tuple[int | None, int | None]
) -> tuple[int | None, int | None]:
    """Return likelihood and impact as a row has them; what it leaves out stays."""
    likelihood, impact = (
        getattr(draft.sent, column) if column in draft.present else stands
        for column, stands in zip((f"{kind}_likelihood", f"{kind}_impact"), was, strict=True)
    )
    return likelihood, impact


def _not_kept(kind: AssessmentKind) -> RowProblem:
    detail = "The score is the one that stands, and a reason alone makes no assessment."
    return problem("reason_not_kept", detail, f"{kind}_reason", severity=Severity.NOTE)


def _told(fault: Fault, before: str = "") -> RowProblem:
    """Return a fault of a document as one of a row, by the column that its field is."""
    return problem(fault.code, fault.detail, before + (fault.pointer or "").removeprefix("/"))
