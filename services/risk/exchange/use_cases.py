"""What can be asked of a register as a sheet."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from services.risk.assessments.scoring import matrices_of
from services.risk.exchange.besides import besides_of
from services.risk.exchange.deciding import Decided, Ground, decide, rejected
from services.risk.exchange.drafts import problem
from services.risk.exchange.standing import standing_in
from services.risk.registers.days import day_asked
from services.risk.registers.use_cases import find_register
from services.risk.risks.ahead import as_frozen
from services.risk.risks.parts import Eyes
from services.risk.risks.queries import in_any_case, risks_in
from services.risk.risks.use_cases import REGISTER_FULL, another_case
from shared.contracts.risk.exchange import RegisterExport, RiskImport, RiskRowResult
from shared.contracts.risk.registers import MOST_RISKS
from shared.contracts.rows import Counts, Mode, Outcome, Severity
from shared.journal import Event, content_hash, hold, record
from shared.refusals import BatchRejected, Fault, NothingAccepted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.risk.exchange.drafts import Draft
    from services.risk.exchange.standing import Standing
    from services.risk.registers.use_cases import RegisterAddress
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown


class Terms(NamedTuple):
    """How an import is taken.

    Attributes:
        atomic: Whether either every row is kept or none.
        reason: Why scores change, where a row doesn't say.
        not_read: Sheets that came with the rows, and say nothing.
    """

    mode: Mode
    atomic: bool
    reason: str | None
    not_read: Sequence[str]


async def export_risks(
    reader: Reader, at: RegisterAddress, eyes: Eyes, as_known: AsKnown
) -> RegisterExport:
    """Return a register's risks as rows, and what is told beside them.

    The reader stands at the instant already.

    Raises:
        NotFound: If there is no such register, or was none by then.
    """
    await find_register(reader, at)
    standing = await standing_in(reader, at.body, register=at.register)
    today = await day_asked(reader, reader.known_at, None)
    besides = await besides_of(reader, at.body, list(standing), eyes, on=today)
    return RegisterExport(
        body=at.body,
        register_code=at.register,
        known_at=as_known.known_at,
        settled=as_known.settled,
        items=[one.row(eyes) for one in standing.values()],
        **besides._asdict(),
    )


async def import_risks(
    tx: Transaction,
    at: RegisterAddress,
    drafts: Sequence[Draft],
    terms: Terms,
    *,
    by: Principal,
) -> RiskImport:
    """Judge rows one by one, and keep what holds. What is answered says no field of a risk.

    A rehearsal is undone by whoever opened the transaction.

    The key of a row is its risk's reference. A handful of statements, however many rows.

    Raises:
        NotFound: If there is no such register.
        NothingAccepted: If every row is rejected.
        BatchRejected: If one is, and all or none were to be kept.
        Conflict: If an edition that is frozen goes on telling what one of them hides.
    """
    head = await hold(tx, at.body)
    register = await find_register(tx, at)
    named = {draft.reference for draft in drafts if draft.reference}
    standing = await standing_in(tx, at.body, references=named)
    alike = await in_any_case(tx, at.body, named - standing.keys())
    assessed = [version for one in standing.values() for version in one.assessed.values()]
    matrices = await matrices_of(tx, at.body, assessed)
    eyes = Eyes.of(by, at.body)
    ground = Ground(register, matrices, head.recorded_at, eyes, by, terms.reason, alike)
    room = MOST_RISKS - await risks_in(tx, at.body, at.register)
    # All that it is judged on was read: a full sheet takes a second, in which others are answered.
    decided, result = await asyncio.to_thread(_judged, drafts, standing, ground, room, terms)
    await _keep(tx, at, decided, result.counts, by=by)
    return result


def _judged(
    drafts: Sequence[Draft],
    standing: Mapping[str, Standing],
    ground: Ground,
    room: int,
    terms: Terms,
) -> tuple[list[Decided], RiskImport]:
    """Return what becomes of each row, and what is answered.

    Args:
        room: How many more risks the register holds.

    Raises:
        NothingAccepted, BatchRejected: If nothing is to be kept.
    """
    named = Counter(_name(draft, standing) for draft in drafts if draft.reference)
    decided = _within(
        room,
        (
            _taken(draft, named[_name(draft, standing)], standing, ground)
            or decide(draft, standing.get(draft.reference or ""), ground)
            for draft in drafts
        ),
    )
    result = _result(decided, terms)
    _refuse(result, terms)
    return decided, result


def _name(draft: Draft, standing: Mapping[str, Standing]) -> tuple[str, bool]:
    """Return what no other row is of: a risk that stands, or in whatever case one that is new.

    Of those that stand some may differ by case alone, from before that was refused.
    """
    reference = draft.reference or ""
    stands = reference in standing
    return reference if stands else reference.lower(), stands


def _taken(
    draft: Draft, rows: int, standing: Mapping[str, Standing], ground: Ground
) -> Decided | None:
    """Reject a row of a risk that is another's: another row's, or in another case one that stands.

    Args:
        rows: How many are of it.
    """
    if rows > 1:
        return _twice(draft)
    name, is_there = _name(draft, standing)
    if is_there or name not in ground.alike:
        return None
    detail = another_case(ground.alike[name])
    return rejected(draft, problem("reference_taken", detail, "reference"))


def _within(room: int, decided: Iterable[Decided]) -> list[Decided]:
    """Reject the new risks for which the register has no room."""
    kept: list[Decided] = []
    for one in decided:
        room -= one.outcome is Outcome.CREATED
        is_too_much = one.outcome is Outcome.CREATED and room < 0
        kept.append(_too_much(one.draft) if is_too_much else one)
    return kept


def _too_much(draft: Draft) -> Decided:
    return rejected(draft, problem("register_full", REGISTER_FULL, "reference"))


def _twice(draft: Draft) -> Decided:
    detail = "Another row has the same reference, or one that differs by case alone."
    return rejected(draft, problem("duplicate_in_batch", detail, "reference"))


async def _keep(
    tx: Transaction,
    at: RegisterAddress,
    decided: Iterable[Decided],
    counts: Counts,
    *,
    by: Principal,
) -> None:
    """Keep what the rows make, as one act.

    Raises:
        Conflict: If an edition that is frozen goes on telling what one of them hides.
    """
    versions = [version for one in decided for version in one.versions]
    if not versions:
        return
    async with as_frozen(tx, at.body, {version.reference for version in versions}):
        await tx.append(*versions)
    kept = [
        {column.key: getattr(version, column.key) for column in version.__table__.columns}
        for version in versions
    ]
    await record(
        tx,
        Event(
            body=at.body,
            act="risks.imported",
            subject=f"registers/{at.register}/risks",
            by=by,
            content_hash=content_hash(kept),
            details={name: count for name, count in counts.model_dump().items() if count},
        ),
    )


def _result(decided: Sequence[Decided], terms: Terms) -> RiskImport:
    counted = Counter(one.outcome.value for one in decided)
    return RiskImport(
        mode=terms.mode,
        counts=Counts(**counted),
        results=[
            RiskRowResult(
                row=one.draft.row,
                line=one.draft.line,
                reference=one.draft.reference,
                outcome=one.outcome,
                problems=list(one.problems),
            )
            for one in decided
        ],
        not_read=list(terms.not_read),
    )


def _refuse(result: RiskImport, terms: Terms) -> None:
    """Refuse an import that keeps nothing, with every row's result in the problem."""
    rejected_ = result.counts.rejected
    if rejected_ < len(result.results) and not (terms.atomic and rejected_):
        return
    told = result.model_dump(mode="json")
    faults = [
        Fault(one.code, one.detail, one.pointer, row=row.row, column=one.column)
        for row in result.results
        if row.outcome is Outcome.REJECTED
        for one in row.problems
        if one.severity is Severity.ERROR
    ]
    if rejected_ == len(result.results):
        raise NothingAccepted(errors=faults, extra=told)
    raise BatchRejected(errors=faults, extra=told)
