"""What became of a register's risks between two instants, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.risk.views.comparing import compared
from shared.contracts.risk.views import MovementStep, RiskMovement, StepKind
from shared.contracts.risk.vocabulary import AssessmentKind, RiskState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from services.risk.risks.parts import Eyes
    from services.risk.views.gathering import Entry, Scored, Snapshot

CURRENT: Final = AssessmentKind.CURRENT


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment that was made in between, in a register."""

    reference: str
    register: str
    kind: AssessmentKind
    recorded_at: datetime
    scored: Scored
    reason: str | None
    reason_is_confidential: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a risk stood from an instant on: in which register, and in which state."""

    reference: str
    recorded_at: datetime
    register: str
    state: RiskState
    reason: str | None
    reason_is_confidential: bool
    title: str


@dataclass(frozen=True, slots=True)
class Between:
    """All that was recorded in between, each oldest first, by risk.

    Attributes:
        known_before: The risks that were there at its beginning, in whatever register.
    """

    assessed: Mapping[str, Sequence[Assessed]]
    stood: Mapping[str, Sequence[Stood]]
    known_before: Collection[str]


_BY_STATE: Final = {
    RiskState.OPEN: StepKind.REOPENED,
    RiskState.CLOSED: StepKind.CLOSED,
    RiskState.MATERIALISED: StepKind.MATERIALISED,
}


def movements(
    before: Snapshot | None, after: Snapshot, between: Between, eyes: Eyes
) -> list[RiskMovement]:
    """Return the risks to which something happened in the register, by reference.

    One that came and left in between is among them, and stood there at neither end.
    """
    old = before.entries if before else {}
    register = after.register.register_code
    found = []
    for reference in sorted(old.keys() | after.entries.keys() | between.stood.keys()):
        was, now = old.get(reference), after.entries.get(reference)
        stood = between.stood.get(reference, ())
        assessed = [one for one in between.assessed.get(reference, ()) if one.register == register]
        is_new = reference not in between.known_before
        steps = [
            *_standings(was, stood, register, eyes, is_new=is_new),
            *_assessments(was, assessed, eyes),
        ]
        if steps:
            steps.sort(key=lambda step: (step.recorded_at, step.step))
            known = now or was
            title = known.risk.title if known else _title(stood, register)
            found.append(_movement(reference, title, was, now, steps))
    return found


def _title(stood: Sequence[Stood], register: str) -> str:
    """Return what a risk was called while it was in a register; a title is always Part 1."""
    return [one.title for one in stood if one.register == register][-1]


def _movement(
    reference: str, title: str, was: Entry | None, now: Entry | None, steps: list[MovementStep]
) -> RiskMovement:
    went = compared(_current(was), _current(now))
    return RiskMovement(
        reference=reference,
        title=title,
        state_before=was.risk.state if was else None,
        state_after=now.risk.state if now else None,
        before=was.score(CURRENT) if was else None,
        after=now.score(CURRENT) if now else None,
        direction=went.direction,
        not_compared=went.not_compared,
        steps=steps,
    )


def _current(entry: Entry | None) -> Scored | None:
    return entry.scores.get(CURRENT) if entry else None


def _standings(
    was: Entry | None, stood: Sequence[Stood], register: str, eyes: Eyes, *, is_new: bool
) -> Iterator[MovementStep]:
    """Yield each change of a risk's state, and of whether it is in this register."""
    is_here, state = was is not None, was.risk.state if was else None
    for one in stood:
        if (one.register == register) != is_here:
            is_here = not is_here
            kind = StepKind.MOVED_AWAY
            if is_here:
                kind = StepKind.ADDED if is_new else StepKind.MOVED_HERE
            yield _step(kind, one.recorded_at)
        elif is_here and one.state is not state:
            reason = eyes.text(one.reason, is_hidden=one.reason_is_confidential)
            yield _step(_BY_STATE[one.state], one.recorded_at, reason=reason)
        state, is_new = one.state, False


def _assessments(
    was: Entry | None, assessed: Sequence[Assessed], eyes: Eyes
) -> Iterator[MovementStep]:
    """Yield each assessment, beside the one of its kind before it."""
    standing = dict(was.scores) if was else {}
    for one in assessed:
        before = standing.get(one.kind)
        standing[one.kind] = one.scored
        yield MovementStep(
            step=StepKind.ASSESSED,
            recorded_at=one.recorded_at,
            kind=one.kind,
            before=before.score if before else None,
            after=one.scored.score,
            reason=eyes.text(one.reason, is_hidden=one.reason_is_confidential),
        )


def _step(kind: StepKind, recorded_at: datetime, *, reason: str | None = None) -> MovementStep:
    return MovementStep(
        step=kind, recorded_at=recorded_at, kind=None, before=None, after=None, reason=reason
    )
