"""What ends a figure's wait, and what that makes of the submission that it came with."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from services.kpi.approval.queries import append_act, append_held
from services.kpi.approval.vocabulary import ActOnSubmission, Fate
from services.kpi.submissions import queries
from services.kpi.submissions.standings import standings_of
from shared.journal import Event, Told, content_hash, hold, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.kpi.approval.queries import Waiting
    from services.kpi.submissions.decided import Decided
    from services.kpi.submissions.states import Stand
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction

DECISIONS: Final = frozenset({ActOnSubmission.APPROVED, ActOnSubmission.REJECTED})
"""Acts that may change which figures are approved, and of which listeners are told."""


def act_name(act: ActOnSubmission) -> str:
    """Return what an act is called in the audit, and as an event."""
    return f"submission.{act}"


async def amend(
    tx: Transaction, decided: Decided, replaced: Sequence[Waiting], *, by: Principal
) -> None:
    """End the wait of held figures, in whose place another value came.

    The submissions that they came with change by that; whoever had seen one has seen another.
    Where the other value is held itself, its own version says so.
    """
    body = decided.body
    held_anew = decided.held_anew()
    by_submission = sorted(replaced, key=lambda one: one.submission)
    received = await queries.received(tx, body, {one.submission for one in replaced})
    standings = await standings_of(tx, body, received, by=by)
    for submission, rows in groupby(by_submission, key=lambda one: one.submission):
        ended = list(rows)
        await end_wait(tx, [one for one in ended if one.key not in held_anew], Fate.REPLACED)
        figures = [{"indicator": one.indicator, "period": one.period} for one in ended]
        await act_on(tx, standings[submission].stand, ActOnSubmission.AMENDED, figures, by=by)


async def end_wait(tx: Transaction, rows: Sequence[Waiting], fate: Fate) -> None:
    """Keep what became of held figures of one body, at the instant that this transaction holds."""
    if rows:
        head = await hold(tx, rows[0].body)
        await append_held(
            tx, [row._replace(fate=fate, recorded_at=head.recorded_at) for row in rows]
        )


async def act_on(
    tx: Transaction,
    stand: Stand,
    act: ActOnSubmission,
    figures: Sequence[dict[str, Any]] = (),
    *,
    by: Principal,
    reason: str | None = None,
) -> str:
    """Keep an act on a submission, leave its trace, and return the content hash that it bears.

    An act that changes the content makes a new hash, of the one before and of what changed.
    """
    head = await hold(tx, stand.body)
    bears = stand.content_hash
    if act in {ActOnSubmission.EXPLAINED, ActOnSubmission.AMENDED}:
        bears = content_hash({"before": bears, str(act): list(figures)})
    await append_act(
        tx,
        {
            "body": stand.body,
            "submission": stand.id,
            "recorded_at": head.recorded_at,
            "act": act,
            "content_hash": bears,
            "client": by.client,
            "holder": by.holder,
            "reason": reason,
            "figures": list(figures),
        },
    )
    event = Event(
        body=stand.body,
        act=act_name(act),
        subject=f"submissions/{stand.id}",
        by=by,
        content_hash=bears,
        details={"figures": len(figures)} if figures else {},
    )
    if act in DECISIONS:
        event = Told.of(event, payload={"submission": str(stand.id)})
    await record(tx, event)
    return bears
