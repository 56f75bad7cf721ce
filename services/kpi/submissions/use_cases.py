"""What can be asked of submissions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from services.kpi.submissions import queries
from services.kpi.submissions.checks import judge
from services.kpi.submissions.drafts import in_turns
from services.kpi.submissions.keeping import counted
from services.kpi.submissions.outcomes import faults_of_row
from services.kpi.submissions.taking import Intake, Taken, take
from services.kpi.submissions.worlds import world_of
from shared.contracts.kpi.submissions import BatchResult, Mode, Outcome
from shared.refusals import BatchRejected, Forbidden, Invalid, NotFound, NothingAccepted
from shared.security.scopes import Scope
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from services.kpi.submissions.drafts import Draft
    from services.kpi.submissions.keeping import Source
    from services.kpi.submissions.tables import SubmissionReceived
    from shared.contracts.kpi.submissions import RowResult
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction


@dataclass(frozen=True, slots=True)
class Terms:
    """How a batch is to be taken."""

    mode: Mode
    atomic: bool


async def submit_figures(
    tx: Transaction, rows: Iterable[Draft], source: Source, terms: Terms, *, by: Principal
) -> BatchResult:
    """Judge a batch row by row and keep what holds, as one submission per body.

    Raises:
        Forbidden: If the caller may write none of the bodies that the rows name.
        NothingAccepted: If every row is rejected.
        BatchRejected: If one is, and the batch is atomic.
        Invalid: If there are no rows.
    """
    drafts = [draft async for draft in in_turns(rows)]
    if not drafts:
        message = "The batch has no figures."
        raise Invalid(message)
    granted = by.bodies(Scope.KPI_SUBMIT)
    named = {draft.body for draft in drafts if draft.body}
    if named and not named & granted:
        raise nothing_granted()
    codes = {draft.indicator for draft in drafts if draft.indicator}
    world = await world_of(tx, granted, bodies=named, codes=codes)
    batch = Intake(new_id(), source, by, world)
    judged = [judge(draft, world) async for draft in in_turns(drafts)]
    taken: list[Taken] = []
    # In sorted order, so that two batches over the same bodies never wait for each other.
    by_body = sorted(judged, key=lambda draft: draft.body or "")
    for body, of_body in groupby(by_body, key=lambda draft: draft.body or ""):
        taken.append(await take(tx, body, list(of_body), [], batch))
    return answer(batch, terms, taken)


def answer(batch: Intake, terms: Terms, taken: Iterable[Taken]) -> BatchResult:
    """Return what became of a batch.

    Raises:
        NothingAccepted: If every row is rejected.
        BatchRejected: If one is, and the batch is atomic.
    """
    counts: Counter[Outcome] = Counter()
    results: list[RowResult] = []
    submissions = []
    for part in taken:
        counts += part.counts
        results += part.results
        if part.submission is not None and terms.mode is Mode.COMMIT:
            submissions.append(part.submission)
    result = BatchResult.model_construct(
        batch=batch.id,
        mode=terms.mode,
        counts=counted(counts),
        submissions=submissions,
        results=sorted(results, key=lambda told: told.row),
    )
    _refuse(result, terms, rows=counts.total())
    return result


def _refuse(result: BatchResult, terms: Terms, *, rows: int) -> None:
    """Refuse a batch that keeps nothing, with every row's result in the problem."""
    rejected = result.counts.rejected
    if rejected < rows and not (terms.atomic and rejected):
        return
    told = result.model_dump(mode="json", include={"mode", "counts", "results"})
    faults = [fault for row in result.results for fault in faults_of_row(row)]
    if rejected == rows:
        raise NothingAccepted(errors=faults, extra=told)
    raise BatchRejected(errors=faults, extra=told)


def nothing_granted() -> Forbidden:
    """Return the refusal of a batch that names only bodies which the caller may not write."""
    message = f"This needs the scope {Scope.KPI_SUBMIT} on the body of at least one row."
    return Forbidden(message)


async def find_submission(reader: Reader, body: str, submission_id: UUID) -> SubmissionReceived:
    """Return a submission of a body.

    Raises:
        NotFound: If there is none of this id.
    """
    found = await queries.submission(reader, body, submission_id)
    if found is None:
        message = "There is no submission of this id."
        raise NotFound(message)
    return found
