"""Proving an edition: what is frozen against its hashes, the audit, and the versions themselves.

It is composed again as it was when it was frozen: of its subject as known at its instant, with
hidden what was hidden by then. What was hidden since is compared so, and told to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import DBAPIError

from shared.contracts.editions import (
    EditionDifference,
    EditionDiscrepancy,
    EditionDoubt,
    EditionProof,
)
from shared.editions import queries
from shared.editions.courses import beside
from shared.editions.dossier import content_anew, documents_of, place_of
from shared.editions.states import State
from shared.editions.tables import Act
from shared.journal.vouching import vouched
from shared.publication import Finding, compare, stored_release
from shared.publication.composition import FIRST
from shared.refusals import NotFound
from shared.storage.failures import is_unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from shared.editions.courses import Course
    from shared.editions.dossier import Content
    from shared.editions.publisher import Publisher
    from shared.editions.tables import EditionActed, EditionProposed
    from shared.journal.vouching import Vouched
    from shared.publication import Document, Verdict
    from shared.storage.sessions import Reader

_A_MOMENT: Final = timedelta(microseconds=1)
_UNREADABLE: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""Whoever changes rows may leave what nobody can read."""


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition, composed again.

    Attributes:
        then: As it was frozen; None if that cannot be read any more.
        now: As it may be told today; None if it cannot be.
    """

    then: Content | None
    now: Content | None

    def is_told(self, kind: str) -> bool:
        """Return whether what a document says may be told as it was frozen."""
        return _said(self.then).get(kind) == _said(self.now).get(kind)


async def verify_edition(
    reader: Reader, publisher: Publisher, body: str, edition: UUID
) -> EditionProof:
    """Compose a frozen edition again, as known and hidden when it was frozen, and compare.

    The reader ends before pictures are drawn.

    Raises:
        NotFound: If there is no such edition, or nothing of it is frozen yet.
        Unavailable: If its pictures cannot be drawn just now.
    """
    course, state, scheduled = await _frozen(reader, body, edition)
    stored = await stored_release(reader, body, edition)
    subject = f"editions/{edition}"
    witness = await vouched(reader, body, f"edition.{Act.SCHEDULED}", subject)
    composed = await _composed(reader, publisher, course.proposed, scheduled)
    await reader.end()  # pictures take their time
    anew = await _documents(publisher, course.proposed, composed)
    made_by = _made_by(witness)
    but_for = publisher.compositions.said_anew_since(made_by)
    verdict = compare(stored, [] if anew is None else anew, but_for=but_for)
    found = [*verdict.findings] if anew is not None else _without_recomputed(verdict)
    found += _audited(witness, verdict, scheduled)
    is_over = state in {State.CANCELLED, State.WITHDRAWN}
    return EditionProof(
        edition=edition,
        holds=not found,
        frozen_at=scheduled.recorded_at,
        known_at=course.proposed.known_at,
        manifest_hash=verdict.manifest_hash,
        recorded_hash=witness.entry.content_hash if witness else None,
        recomputed=[one.kind for one in anew or () if one.kind not in (but_for or ())],
        composed_by=made_by,
        note=publisher.compositions.how_compared(made_by),
        findings=[
            _shown(one, values_told=not is_over and composed.is_told(_kind(one))) for one in found
        ],
    )


async def _frozen(reader: Reader, body: str, edition: UUID) -> tuple[Course, State, EditionActed]:
    """Return a frozen edition, where it stands, and the act that froze it."""
    proposed = await queries.edition(reader, body, edition)
    if proposed is None:
        message = "There is no edition of this id."
        raise NotFound(message)
    others = await beside(reader, place_of(proposed))
    course = next(one for one in others.courses if one.proposed.id == edition)
    scheduled = course.act(Act.SCHEDULED)
    if scheduled is None:
        message = "Nothing of it is frozen: it was never scheduled."
        raise NotFound(message)
    return course, others.state_of(course, await reader.now()), scheduled


async def _composed(
    reader: Reader, publisher: Publisher, proposed: EditionProposed, scheduled: EditionActed
) -> Composed:
    """Return an edition as it was frozen, and as it may be told today."""
    with reader.as_it_stood(scheduled.recorded_at - _A_MOMENT):
        then = await _content(reader, publisher, proposed)
    # Once the database could not read something, it answers nothing more in this transaction.
    return Composed(then, await _content(reader, publisher, proposed) if then else None)


async def _content(
    reader: Reader, publisher: Publisher, proposed: EditionProposed
) -> Content | None:
    """Return what an edition says; None if that cannot be read."""
    try:
        return await content_anew(reader, publisher, proposed)
    except _UNREADABLE:
        return None
    except DBAPIError as error:
        if is_unreadable(error):
            return None
        raise


async def _documents(
    publisher: Publisher, proposed: EditionProposed, composed: Composed
) -> Sequence[Document] | None:
    """Return what would have been frozen; None if that cannot be read."""
    if composed.then is None:
        return None
    try:
        return await documents_of(publisher, proposed, composed.then)
    except _UNREADABLE:
        return None


def _made_by(witness: Vouched | None) -> int:
    """Return the composition that froze an edition, as the audit has it; at first it did not."""
    made_by = witness.entry.details.get("composed_by") if witness else None
    return made_by if isinstance(made_by, int) else FIRST


def _without_recomputed(verdict: Verdict) -> list[Finding]:
    """Return what the frozen bytes say alone, and that what they came from cannot be read."""
    own = [one for one in verdict.findings if one.code != "not_recomputed"]
    return [*own, Finding("unreadable")]


def _audited(witness: Vouched | None, verdict: Verdict, scheduled: EditionActed) -> list[Finding]:
    """Return what speaks in the audit against what was frozen."""
    if witness is None:
        return [Finding("not_in_audit")]
    hashes = {witness.entry.content_hash, verdict.manifest_hash, scheduled.manifest_hash}
    return [] if witness.is_intact and len(hashes) == 1 else [Finding("audit_differs")]


def _shown(finding: Finding, *, values_told: bool) -> EditionDiscrepancy:
    return EditionDiscrepancy(
        code=EditionDoubt(finding.code),
        address=list(finding.address),
        values_told=values_told,
        differences=[
            EditionDifference(
                pointer=one.pointer,
                frozen=one.frozen if values_told else None,
                recomputed=one.recomputed if values_told else None,
            )
            for one in finding.differences
        ],
    )


def _kind(finding: Finding) -> str:
    return finding.address[0] if finding.address else ""


def _said(content: Content | None) -> Mapping[str, Any]:
    return {} if content is None else content.composed.said
