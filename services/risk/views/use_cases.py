"""What can be asked of a register as a whole, as it is worked on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from services.risk.prompts.gathering import signals_at
from services.risk.registers.days import day_asked
from services.risk.registers.rules import have_same_scales
from services.risk.reviews.standings import standings_in
from services.risk.views import queries
from services.risk.views.gathering import gather, scored_versions
from services.risk.views.mapping import heat_map
from services.risk.views.moments import instant_of
from services.risk.views.moving import Assessed, Between, Stood, movements
from services.risk.views.ranking import late_things, top_risks, unscored
from services.risk.views.rows import Earlier, rows_of
from services.risk.views.sight import Sight
from shared.contracts.risk.views import Movement, Overdue, TopRisks
from shared.contracts.risk.vocabulary import AssessmentKind, RiskState
from shared.refusals import Fault, Invalid, NotFound
from shared.web.asking import AsKnown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from typing import TypeVar

    from services.risk.registers.use_cases import RegisterAddress
    from services.risk.risks.parts import Eyes
    from services.risk.views.gathering import Snapshot
    from services.risk.views.moments import Moment
    from shared.contracts.risk.views import HeatMapShown, RegisterRow
    from shared.storage.sessions import Reader

    Recorded = TypeVar("Recorded", Assessed, Stood)


@dataclass(frozen=True, slots=True)
class Question:
    """Which register is asked about, of which instant and day, and since when it moved.

    The reader stands at the instant already.
    """

    at: RegisterAddress
    eyes: Eyes
    as_known: AsKnown = field(default_factory=AsKnown)
    on: date | None = None
    since: Moment | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A register as it was asked about."""

    snapshot: Snapshot
    sight: Sight
    scored_on: date
    earlier: Earlier | None
    rows: Sequence[RegisterRow]

    @property
    def heat_map(self) -> HeatMapShown:
        """Where its open risks stand: on the day of the scores, whatever day things are due on."""
        return heat_map(self.snapshot, replace(self.sight, on=self.scored_on), self.earlier)


async def look(reader: Reader, question: Question) -> Look:
    """Return a register as it was asked about.

    Raises:
        NotFound: If there is no such register, or was none by then.
        FutureInstant: If movement is asked for from an instant ahead.
    """
    day = await day_asked(reader, reader.known_at, question.on)
    snapshot = await gather(reader, question.at, question.eyes)
    earlier = None
    if question.since is not None:
        until = reader.known_at or await reader.now()
        since = instant_of(question.since, until, parameter="from")
        earlier = Earlier(since, await _as_of(reader, question, since))
    due = await standings_in(reader, question.at.body, snapshot.cases, on=day)
    shown = [entry.risk for entry in snapshot.entries.values()]
    signals = await signals_at(reader, question.at.body, shown, question.eyes)
    return Look(
        snapshot,
        Sight(on=day, known_at=question.as_known.known_at, settled=question.as_known.settled),
        await day_asked(reader, reader.known_at, None),
        earlier,
        rows_of(snapshot, due, signals, earlier),
    )


async def read_top_risks(reader: Reader, question: Question, limit: int) -> TopRisks:
    """Return the open risks with the highest current scores."""
    seen = await look(reader, question)
    said = seen.sight.of(seen.snapshot.register)
    return TopRisks(**said, items=top_risks(seen.rows, limit), unscored=unscored(seen.rows))


async def read_overdue(reader: Reader, question: Question) -> Overdue:
    """Return what is late in a register on a day."""
    seen = await look(reader, question)
    said = seen.sight.of(seen.snapshot.register)
    return Overdue(**said, items=late_things(seen.rows, seen.sight.on))


async def read_movement(
    reader: Reader, question: Question, begins: Moment, ends: Moment | None
) -> Movement:
    """Return what became of a register's risks from one instant to another.

    Raises:
        NotFound: If there is no such register, or was none at the end.
        FutureInstant: If one of the two lies ahead.
        Invalid: If the end comes before the beginning.
    """
    now = await reader.now()
    start = instant_of(begins, now, parameter="from")
    end = None if ends is None else instant_of(ends, now, parameter="to")
    if end is not None and end < start:
        fault = Fault("ends_before_it_begins", "comes before 'from'", parameter="to")
        raise Invalid(errors=[fault])
    as_known = AsKnown(end)
    await as_known.apply(reader)
    after = await gather(reader, question.at, question.eyes)
    before = Earlier(start, await _as_of(reader, question, start))
    return await movement_between(reader, question, before, after, as_known)


async def movement_between(
    reader: Reader, question: Question, earlier: Earlier, after: Snapshot, until: AsKnown
) -> Movement:
    """Return what became of a register's risks since *earlier* to the reader's instant, *until*."""
    start, before = earlier.since, earlier.snapshot
    between = await _between(reader, question.at, start, before, after)
    matrix = before.register.matrix if before else after.register.matrix
    return Movement(
        body=question.at.body,
        register_code=question.at.register,
        title=after.register.title,
        begins=start,
        ends=until.known_at,
        settled=until.settled,
        matrix_changed=not have_same_scales(matrix, after.register.matrix),
        risks=movements(before, after, between, question.eyes),
    )


async def _as_of(reader: Reader, question: Question, instant: datetime) -> Snapshot | None:
    """Return the register as it was at another instant; None if it was not there."""
    with reader.as_known(instant):
        try:
            return await gather(reader, question.at, question.eyes)
        except NotFound:
            return None


async def _between(
    reader: Reader, at: RegisterAddress, since: datetime, before: Snapshot | None, after: Snapshot
) -> Between:
    body = at.body
    passed = await queries.references_since(reader, *at, since)
    references = {*after.entries, *(before.entries if before else ()), *passed}
    versions = await queries.versions_since(reader, body, references, since)
    assessed = await queries.assessments_since(reader, body, references, since)
    scored = await scored_versions(reader, body, assessed)
    with reader.as_known(since):
        known_before = await queries.references_known(reader, body, references)
    return Between(
        _by_reference(
            Assessed(
                one.reference,
                one.register,
                AssessmentKind(one.kind),
                one.recorded_at,
                what,
                one.reason,
                one.reason_is_confidential,
            )
            for one, what in zip(assessed, scored, strict=True)
        ),
        _by_reference(
            Stood(
                one.reference,
                one.recorded_at,
                one.register,
                RiskState(one.state),
                one.state_reason,
                one.state_reason_is_confidential,
                one.definition["title"],
            )
            for one in versions
        ),
        known_before,
    )


def _by_reference(recorded: Iterable[Recorded]) -> Mapping[str, Sequence[Recorded]]:
    """Return what was recorded, by risk, in the order that it has."""
    ordered = sorted(recorded, key=lambda one: one.reference)
    return {
        reference: list(those)
        for reference, those in groupby(ordered, key=lambda one: one.reference)
    }
