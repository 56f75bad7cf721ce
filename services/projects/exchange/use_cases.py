"""What can be asked of a plan as a sheet."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from services.projects.exchange.besides import besides_of
from services.projects.exchange.deciding import Decided, Ground, decide, rejected
from services.projects.exchange.drafts import LISTS, problem
from services.projects.kept import queries
from services.projects.plans.trees import branches
from services.projects.views.gathering import gather
from services.projects.views.timelines import by_due_day
from shared.contracts.projects.exchange import PlanExport, PlanImport, PlanRow, PlanRowResult
from shared.contracts.rows import Counts, Mode, Outcome, Severity
from shared.journal import Event, content_hash, hold, record
from shared.refusals import BatchRejected, Fault, NothingAccepted
from shared.sheets.lists import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.projects.exchange.drafts import Draft
    from services.projects.kept.kinds import Address
    from services.projects.views.gathering import Look
    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.milestones import MilestoneContent
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown


class Terms(NamedTuple):
    """How an import is taken.

    Attributes:
        atomic: Whether either every row is kept or none.
        not_read: Sheets that came with the rows, and say nothing.
    """

    mode: Mode
    atomic: bool
    not_read: Sequence[str]


async def export_plan(reader: Reader, at: Address, as_known: AsKnown) -> PlanExport:
    """Return a plan's items and milestones as rows, and what is told beside them.

    Raises:
        NotFound: If there is no such plan, or was none by then.
    """
    look = await gather(reader, at)
    besides = await besides_of(reader, at, look)
    return PlanExport(
        body=at.body,
        plan=at.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        items=list(_rows(look)),
        **besides._asdict(),
    )


def _rows(look: Look) -> Iterator[PlanRow]:
    items = {item.item: item for item in look.items}
    for branch in branches(look.items):
        yield _row(items[branch.item])
        for milestone in sorted(look.of(branch.item), key=by_due_day):
            links = [f"{link.item}/{link.milestone}" for link in milestone.depends_on]
            yield _row(milestone, depends_on=joined(links), **_dates(milestone))


def _row(thing: ItemContent | MilestoneContent, **more: Any) -> PlanRow:
    said: dict[str, Any] = {name: getattr(thing, name, None) for name in PlanRow.model_fields}
    said |= {name: joined(said[name] or []) for name in LISTS}
    # As it is kept, unread: what was taken under an older contract is told all the same.
    return PlanRow.model_construct(**said | {"depends_on": None, "reason": None} | more)


def _dates(milestone: MilestoneContent) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for dated in milestone.dates:
        said |= {
            dated.kind.value: dated.current.as_written,
            f"{dated.kind}_starts": dated.current.starts,
            f"{dated.kind}_ends": dated.current.ends,
            f"{dated.kind}_baseline": dated.baseline.as_written,
            f"{dated.kind}_actual": dated.actual,
        }
    return said


async def import_plan(
    tx: Transaction, at: Address, drafts: Sequence[Draft], terms: Terms, *, by: Principal
) -> PlanImport:
    """Judge rows one by one, in their order, and keep what holds.

    A rehearsal is undone by whoever opened the transaction. A handful of statements, however many
    rows.

    Raises:
        NotFound: If there is no such plan.
        NothingAccepted: If every row is rejected.
        BatchRejected: If one is, and all or none were to be kept.
    """
    head = await hold(tx, at.body)
    look = await gather(tx, at)
    ground = Ground(
        look.plan,
        {item.item: item for item in look.items},
        {(one.item, one.milestone): one for one in look.milestones},
        head.recorded_at,
        by,
    )
    # All that it is judged on was read: a full sheet takes a second, in which others are answered.
    decided, result = await asyncio.to_thread(_judged, drafts, ground, terms)
    await _keep(tx, at, decided, result.counts, by=by)
    return result


def _judged(
    drafts: Sequence[Draft], ground: Ground, terms: Terms
) -> tuple[list[Decided], PlanImport]:
    """Return what becomes of each row, and what is answered.

    Raises:
        NothingAccepted, BatchRejected: If nothing is to be kept.
    """
    named = Counter(draft.name for draft in drafts if draft.name)
    decided = [
        _twice(draft) if draft.name and named[draft.name] > 1 else decide(draft, ground)
        for draft in drafts
    ]
    result = _result(decided, terms)
    _refuse(result, terms)
    return decided, result


def _twice(draft: Draft) -> Decided:
    detail = "Another row is of the same item or milestone."
    return rejected(draft, problem("duplicate_in_batch", detail, "item"))


async def _keep(
    tx: Transaction, at: Address, decided: Sequence[Decided], counts: Counts, *, by: Principal
) -> None:
    """Keep what the rows make, as one act."""
    versions = [one.version for one in decided if one.version is not None]
    if not versions:
        return
    await queries.append(tx, *versions)
    await record(
        tx,
        Event(
            body=at.body,
            act="plan.imported",
            subject=f"plans/{at.last}",
            by=by,
            content_hash=content_hash([[one.kind, one.path, one.content] for one in versions]),
            details={name: count for name, count in counts.model_dump().items() if count},
        ),
    )


def _result(decided: Sequence[Decided], terms: Terms) -> PlanImport:
    return PlanImport(
        mode=terms.mode,
        counts=Counts(**Counter(one.outcome.value for one in decided)),
        results=[
            PlanRowResult(
                row=one.draft.row,
                line=one.draft.line,
                item=one.draft.item,
                milestone=one.draft.milestone,
                outcome=one.outcome,
                problems=list(one.problems),
            )
            for one in decided
        ],
        not_read=list(terms.not_read),
    )


def _refuse(result: PlanImport, terms: Terms) -> None:
    """Refuse an import that keeps nothing, with every row's result in the problem."""
    refused = [row for row in result.results if row.outcome is Outcome.REJECTED]
    if len(refused) < len(result.results) and not (terms.atomic and refused):
        return
    told = result.model_dump(mode="json")
    faults = [
        Fault(one.code, one.detail, one.pointer, row=row.row, column=one.column)
        for row in refused
        for one in row.problems
        if one.severity is Severity.ERROR
    ]
    if len(refused) == len(result.results):
        raise NothingAccepted(errors=faults, extra=told)
    raise BatchRejected(errors=faults, extra=told)
