"""What can be asked of contributions: to say them, and to see them as a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.projects.kept import queries
from services.projects.kept.kinds import Address
from services.projects.kept.use_cases import keep, seen_now
from services.projects.objectives.rules import read_letters
from services.projects.objectives.use_cases import objectives_of
from services.projects.plans.trees import branches
from services.projects.plans.use_cases import find_plan, item_to_report_on, items_of
from services.projects.threads.kinds import CONTRIBUTIONS
from services.projects.threads.rules import amiss, in_order
from shared.contracts.projects.threads import (
    Contribution,
    ContributionMatrix,
    Contributions,
    MatrixItem,
    MatrixObjective,
    MatrixOutcome,
)
from shared.contracts.projects.vocabulary import Contributes
from shared.journal import hold
from shared.refusals import Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.contracts.projects.items import Branch
    from shared.contracts.projects.objectives import Objective
    from shared.contracts.projects.threads import ContributionsDefinition, ContributionText
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown
    from shared.web.conditional import Precondition

_OF_OTHERS: Final = frozenset({"unknown_outcome", "no_outcome_named", "outcome_without_yes"})
"""Flags that hang on how the objective stands: they are told anew at each reading of a matrix."""


async def keep_contributions(
    tx: Transaction,
    at: Address,
    definition: ContributionsDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Contributions, bool]:
    """Keep what an item contributes to, for the first time or anew; tell which.

    Raises:
        NotFound: If there is no such item.
        Conflict: If it was removed.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Invalid: If an objective is none that the body keeps.
    """
    await hold(tx, at.body)
    await item_to_report_on(tx, at, by=by)
    current = await seen_now(tx, CONTRIBUTIONS, at, seen)
    objectives = await objectives_of(tx, Address(at.body))
    faults = [
        Fault(
            "unknown_objective",
            "is no objective that the body keeps",
            pointer=f"/contributions/{place}/objective",
        )
        for place, sent in enumerate(definition.contributions)
        if sent.objective not in objectives
    ]
    if faults:
        raise Invalid(errors=faults)
    said = [_said(sent, objectives[sent.objective]) for sent in definition.contributions]
    content: dict[str, Any] = {
        "contributions": [each.model_dump(mode="json") for each in said],
        "note": definition.note,
    }
    return await keep(tx, CONTRIBUTIONS, at, content, current, by=by)


def _said(sent: ContributionText, objective: Objective) -> Contribution:
    letters, folded = read_letters(sent.outcomes)
    written = sent.outcomes if isinstance(sent.outcomes, str) else ",".join(sent.outcomes)
    return Contribution(
        objective=sent.objective,
        contributes=sent.contributes,
        outcomes=letters,
        as_written=written or None,
        note=sent.note,
        flags=[*folded, *amiss(sent.contributes, letters, objective)],
    )


async def contributions_of(reader: Reader, plan: Address) -> dict[str, Contributions]:
    """Return what each item of a plan contributes to, by item."""
    every = await queries.everything(reader, CONTRIBUTIONS, plan)
    return {each.item: each for each in every}


async def read_contribution_matrix(
    reader: Reader, plan: Address, as_known: AsKnown
) -> ContributionMatrix:
    """Return what each item of a plan says of each objective that one of them names.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, plan)
    tree = branches(await items_of(reader, plan))
    said = await contributions_of(reader, plan)
    objectives = await objectives_of(reader, Address(plan.body))
    named = {c.objective for b in tree if b.item in said for c in said[b.item].contributions}
    columns = in_order(objectives[code] for code in named if code in objectives)
    rows = [_row(branch, said.get(branch.item), columns) for branch in tree]
    return ContributionMatrix(
        body=plan.body,
        plan=plan.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        objectives=[_column(place, objective, rows) for place, objective in enumerate(columns)],
        items=rows,
    )


def _row(branch: Branch, said: Contributions | None, columns: Sequence[Objective]) -> MatrixItem:
    own = {each.objective: each for each in said.contributions} if said else {}
    return MatrixItem(
        item=branch.item,
        title=branch.title,
        depth=branch.depth,
        note=said.note if said else None,
        contributions=[_cell(objective, own) for objective in columns],
    )


def _cell(objective: Objective, own: Mapping[str, Contribution]) -> Contribution:
    found = own.get(objective.objective)
    if found is None:
        return Contribution(
            objective=objective.objective,
            contributes=Contributes.NOT_STATED,
            outcomes=[],
            as_written=None,
            note=None,
            flags=[],
        )
    lasting = [flag for flag in found.flags if flag.code not in _OF_OTHERS]
    now = amiss(found.contributes, found.outcomes, objective)
    return found.model_copy(update={"flags": [*lasting, *now]})


def _column(place: int, objective: Objective, rows: Iterable[MatrixItem]) -> MatrixObjective:
    cells = [(row.item, row.contributions[place]) for row in rows]
    serving = [(item, cell) for item, cell in cells if cell.contributes is Contributes.YES]
    return MatrixObjective(
        objective=objective.objective,
        level=objective.level,
        number=objective.number,
        title=objective.title,
        outcomes=[
            MatrixOutcome(
                letter=outcome.letter,
                text=outcome.text,
                items=[item for item, cell in serving if outcome.letter in cell.outcomes],
            )
            for outcome in objective.outcomes
        ],
    )
