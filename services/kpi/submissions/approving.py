"""Explaining, approving and rejecting a submission: each bound to the content that was seen."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from services.kpi.approval.vocabulary import ActOnSubmission, Fate
from services.kpi.figures.queries import append_versions, versions_of
from services.kpi.submissions import queries
from services.kpi.submissions.amending import act_on, end_wait
from services.kpi.submissions.explanations import why_it_says_nothing
from services.kpi.submissions.restoring import restored
from services.kpi.submissions.standings import standings_of
from services.kpi.submissions.states import LIFE
from shared.journal import hold
from shared.refusals import Fault, Invalid, NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from services.kpi.approval.queries import Waiting
    from services.kpi.submissions.queries import Received
    from services.kpi.submissions.standings import SubmissionStanding
    from shared.contracts.kpi.submissions import Explanations, ExplanationSent
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction
    from shared.web.conditional import Precondition


async def explain_figures(
    tx: Transaction,
    body: str,
    submission: UUID,
    said: Explanations,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Explain figures that a submission has held; each is kept from now on.

    Raises:
        NotFound: If there is no such submission.
        Conflict: If nothing of it is held.
        Invalid: If a figure is none that it holds, or its explanation says nothing.
        PreconditionFailed: If the caller has seen another content.
    """
    received, standing = await _opened(tx, body, submission, seen, "explain", by=by)
    held = {
        one.key: one for one in standing.waiting if one.is_held and one.submission == submission
    }
    if faults := _faults(said, held):
        raise Invalid(errors=faults)
    head = await hold(tx, body)
    explained = [
        held[one.indicator, one.period]._replace(explanation=one.explanation)
        for one in said.explanations
    ]
    source = await queries.source_of(tx, body, received.id)
    alike = {**source, "body": body, "recorded_at": head.recorded_at, "submission": submission}
    figures = [one.own for one in sorted(explained, key=lambda one: one.key)]
    await append_versions(tx, alike, figures)
    await end_wait(tx, explained, Fate.EXPLAINED)
    told = [one.model_dump(mode="json") for one in said.explanations]
    await act_on(tx, standing.stand, ActOnSubmission.EXPLAINED, told, by=by)


async def approve_submission(
    tx: Transaction, body: str, submission: UUID, seen: Precondition, *, by: Principal
) -> None:
    """Approve what was submitted, exactly as it stands.

    Raises:
        NotFound: If there is no such submission.
        Conflict: If rows are still held, it was decided already, or the caller had a hand in it:
            two people look, or nobody has.
        PreconditionFailed: If the caller has seen another content.
    """
    _, standing = await _opened(tx, body, submission, seen, "approve", by=by)
    await act_on(tx, standing.stand, ActOnSubmission.APPROVED, by=by)


async def reject_submission(
    tx: Transaction, body: str, submission: UUID, seen: Precondition, *, reason: str, by: Principal
) -> None:
    """Reject what was submitted, and restore what stood before.

    A figure that a later submission restated since stays as it is.

    Raises:
        NotFound: If there is no such submission.
        Conflict: If it was decided already.
        PreconditionFailed: If the caller has seen another content.
    """
    _, standing = await _opened(tx, body, submission, seen, "reject", by=by)
    head = await hold(tx, body)
    instants = [standing.received_at, *(act["recorded_at"] for act in standing.acts)]
    versions = await versions_of(tx, body, submission, instants)
    rejected = await queries.rejected_of(tx, body, {one.submission for one in versions})
    back = restored(versions, submission, rejected | {submission})
    for source, figures in groupby(back, key=lambda one: one.source):
        alike = {**source.columns(), "body": body, "recorded_at": head.recorded_at}
        await append_versions(tx, alike, [one.says for one in figures])
    held = [one for one in standing.waiting if one.is_held and one.submission == submission]
    await end_wait(tx, held, Fate.REJECTED)
    figures_back: list[dict[str, Any]] = [
        {"indicator": one.says[0], "period": one.says[1]} for one in back
    ]
    await act_on(tx, standing.stand, ActOnSubmission.REJECTED, figures_back, by=by, reason=reason)


async def _opened(
    tx: Transaction,
    body: str,
    submission: UUID,
    seen: Precondition,
    step: str,
    *,
    by: Principal,
) -> tuple[Received, SubmissionStanding]:
    """Return a submission as it stands, under its body's lock, if *by* may take the step."""
    await hold(tx, body)
    received = await queries.received(tx, body, [submission])
    if not received:
        message = "There is no submission of this id."
        raise NotFound(message)
    standing = (await standings_of(tx, body, received, by=by))[submission]
    seen.check_content(standing.stand.content_hash)
    LIFE.check(step, standing.stand, by=by)
    return received[0], standing


def _faults(said: Explanations, held: dict[tuple[str, str], Waiting]) -> list[Fault]:
    faults = []
    told: set[tuple[str, str]] = set()
    for number, one in enumerate(said.explanations):
        at = f"/explanations/{number}"
        if (one.indicator, one.period) in told:
            faults.append(Fault("duplicate", "The same figure is explained twice.", at))
        told.add((one.indicator, one.period))
        if fault := _fault(one, at, held):
            faults.append(fault)
    return faults


def _fault(one: ExplanationSent, at: str, held: dict[tuple[str, str], Waiting]) -> Fault | None:
    if (one.indicator, one.period) not in held:
        return Fault("not_held", "The submission holds no such figure.", at)
    if why := why_it_says_nothing(one.explanation):
        return Fault("explanation_says_nothing", why, f"{at}/explanation")
    return None
