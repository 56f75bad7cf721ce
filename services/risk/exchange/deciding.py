"""What becomes of a row: a risk that is new, one that changes, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.risk.assessments.use_cases import assessed_version, faults_of
from services.risk.exchange.drafts import assessment_of, definition_of, nothing_to_leave, problem
from services.risk.exchange.standing import said_in
from services.risk.risks.parts import completed, only_hides
from services.risk.risks.states import LIFE
from services.risk.risks.use_cases import (
    RiskAddress,
    as_kept,
    defined_version,
    faults_in,
    text_hidden,
)
from shared.calendar.working_days import day_in_london
from shared.contracts.risk.exchange import HIDDEN_CELL
from shared.contracts.risk.vocabulary import AssessmentKind, HiddenText, RiskState
from shared.contracts.rows import Outcome, Severity
from shared.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from services.risk.assessments.tables import AssessmentVersion
    from services.risk.exchange.drafts import Draft
    from services.risk.exchange.standing import Standing
    from services.risk.risks.parts import Eyes
    from services.risk.risks.tables import RiskVersion, TextHidden
    from shared.contracts.risk.registers import Register
    from shared.contracts.rows import RowProblem
    from shared.refusals import Fault
    from shared.security.principal import Principal

    Kept = RiskVersion | AssessmentVersion | TextHidden

_MOVES: Final = "A risk is closed, reopened or materialised by an operation of its own."
_STAYS: Final = (
    "What was said before becomes Part 2 by holders of risk:confidential alone, and stays so."
)
_SINCE: Final = "It was changed after this sheet was made: export again, and change that."
_HIDES: Final = "What is told of a step becomes Part 2 by an operation of its own."


@dataclass(frozen=True, slots=True)
class Ground:
    """What every row of an import is judged on.

    Attributes:
        matrices: The registers that the assessments were made on which stand, as each was.
        reason: Why scores change, where a row doesn't say.
        alike: Risks that stand and of which a new row's reference differs by case alone, by their
            references in small letters.
    """

    register: Register
    matrices: Mapping[tuple[str, datetime], Register]
    recorded_at: datetime
    eyes: Eyes
    by: Principal
    reason: str | None
    alike: Mapping[str, str]

    @property
    def today(self) -> date:
        """The day in London on which it is taken."""
        return day_in_london(self.recorded_at)

    def made_on(self, version: AssessmentVersion) -> Register:
        """Return the register on whose matrix an assessment was made, in this import or before."""
        return self.matrices.get((version.register, version.matrix), self.register)


@dataclass(frozen=True, slots=True)
class Decided:
    """A row, what becomes of it, and the versions that it makes."""

    draft: Draft
    outcome: Outcome
    problems: Sequence[RowProblem] = ()
    versions: Sequence[Kept] = field(default=())


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
    told = [*_state(draft, standing, ground.eyes)]
    version, wrong = _defined(draft, standing, ground)
    told += wrong
    made, wrong = _assessed(draft, standing, ground)
    told += wrong
    hidden, wrong = _hidden(draft, standing, made, ground)
    told += wrong
    defined = [version] if version else []
    versions: Sequence[Kept] = [*defined, *made, *hidden]
    is_wrong = any(one.severity is Severity.ERROR for one in told)
    if (is_wrong or versions) and _is_stale(draft, standing):
        # Whatever else is wrong with it may come of that.
        return rejected(draft, problem("changed_since", _SINCE, "recorded_at"))
    if is_wrong:
        return rejected(draft, *told)
    if standing is None:
        return Decided(draft, Outcome.CREATED, told, versions)
    outcome = Outcome.RESTATED if versions else Outcome.UNCHANGED
    return Decided(draft, outcome, told, versions)


def _is_stale(draft: Draft, standing: Standing | None) -> bool:
    """Tell whether a row is of a moment before what stands; one that names none is of now."""
    moment = draft.sent.recorded_at if draft.sent else None
    return moment is not None and standing is not None and moment < standing.recorded_at


def _state(draft: Draft, standing: Standing | None, eyes: Eyes) -> Iterator[RowProblem]:
    assert draft.sent is not None  # noqa: S101 - checked before
    state = standing.risk.state if standing else RiskState.OPEN
    if draft.sent.state not in (None, state):
        yield problem("state_not_taken", _MOVES, "state")
    is_hidden = standing is not None and standing.risk.state_reason_is_confidential
    reason = standing.risk.state_reason if standing else None
    left = HIDDEN_CELL if standing else None
    if draft.sent.state_reason not in (None, left, said_in(eyes, reason, is_hidden=is_hidden)):
        yield problem("state_not_taken", _MOVES, "state_reason")
    if draft.sent.state_reason_is_confidential not in (None, is_hidden):
        yield problem("state_not_taken", _HIDES, "state_reason_is_confidential")


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
    hides = current is not None and only_hides(whole, current)
    why = None if hides or current is None else LIFE.refusal("change", current, by=ground.by)
    if why is not None:
        return None, [problem("wrong_state", why.detail, None)]
    if faults := faults_in(whole, current, today=ground.today):
        return None, [_told(fault) for fault in faults]
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
        shown = said_in(ground.eyes, before.reason, is_hidden=before.reason_is_confidential)
    reason = getattr(draft.sent, f"{kind}_reason")
    if before is None and reason == HIDDEN_CELL:
        return None, [nothing_to_leave(f"{kind}_reason")]
    is_anew = reason not in (None, shown, HIDDEN_CELL)
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
    beside = [(one, ground.made_on(one)) for one in stand.values()]
    return assessed_version(at, text, ground.register, beside, ground.recorded_at, by=ground.by), ()


def _hidden(
    draft: Draft, standing: Standing | None, made: Sequence[AssessmentVersion], ground: Ground
) -> tuple[Sequence[TextHidden], Sequence[RowProblem]]:
    """Return which reasons that were given before a row makes Part 2, and what it can't do so."""
    hidden: list[TextHidden] = []
    told: list[RowProblem] = []
    anew = {AssessmentKind(version.kind) for version in made}
    for kind, before in (standing.assessed if standing else {}).items():
        column = f"{kind}_reason_is_confidential"
        flag = getattr(draft.sent, column)
        if kind in anew or before.reason is None or flag in (None, before.reason_is_confidential):
            continue
        if flag and ground.eyes.see_all:
            at = RiskAddress(before.body, before.reference)
            what, said_at = HiddenText(f"{kind}_reason"), before.recorded_at
            hidden.append(text_hidden(at, what, said_at, ground.recorded_at, by=ground.by))
        else:
            told.append(problem("part_2_not_kept", _STAYS, column, severity=Severity.NOTE))
    return hidden, told


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
