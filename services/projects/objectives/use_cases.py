"""What can be asked of objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.projects.kept import queries
from services.projects.kept.circles import leads_to
from services.projects.kept.councils import check_councils
from services.projects.kept.use_cases import find, keep, seen_now
from services.projects.objectives.kinds import OBJECTIVE
from services.projects.objectives.rules import read_letters
from shared.contracts.projects.objectives import MOST_OBJECTIVES, LetteredOutcome, Objective
from shared.contracts.projects.vocabulary import ObjectiveLevel
from shared.refusals import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.projects.kept.kinds import Address
    from shared.contracts.projects.objectives import ObjectiveDefinition
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition

_SERVICE, _CORPORATE = ObjectiveLevel.SERVICE, ObjectiveLevel.CORPORATE


async def find_objective(reader: Reader, at: Address) -> Objective:
    """Return an objective.

    Raises:
        NotFound: If the body keeps none of this code, or kept none at the reader's instant.
    """
    return await find(reader, OBJECTIVE, at)


async def objectives_of(reader: Reader, body: Address) -> dict[str, Objective]:
    """Return all objectives of a body, by code."""
    every = await queries.everything(reader, OBJECTIVE, body)
    return {each.objective: each for each in every}


async def keep_objective(
    tx: Transaction,
    at: Address,
    definition: ObjectiveDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Objective, bool]:
    """Keep an objective for the first time or anew; tell whether it is the first time.

    Raises:
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If the body has as many as it may.
        Invalid: If a parent is not there, or would make a circle, or is of a level below it;
            if it is of a council that there is not.
    """
    current = await seen_now(tx, OBJECTIVE, at, seen)
    others = await objectives_of(tx, at.above)
    if current is None and len(others) >= MOST_OBJECTIVES:
        message = f"A body has at most {MOST_OBJECTIVES} objectives."
        raise Conflict(message)
    check_councils({"/council": definition.council})
    if faults := list(_faults(at.last, definition, others)):
        raise Invalid(errors=faults)
    return await keep(tx, OBJECTIVE, at, _content(definition), current, by=by)


def _content(definition: ObjectiveDefinition) -> dict[str, Any]:
    said = definition.model_dump(mode="json")
    read = [(outcome, *read_letters(outcome.letter)) for outcome in definition.outcomes]
    outcomes = [
        LetteredOutcome(letter=letter, as_written=outcome.letter, text=outcome.text)
        for outcome, [letter], _ in read
    ]
    return said | {
        "parents": sorted(set(definition.parents)),
        "owners": list(dict.fromkeys(definition.owners)),
        "indicators": sorted(set(definition.indicators)),
        "risks": sorted(set(definition.risks)),
        "outcomes": [outcome.model_dump(mode="json") for outcome in outcomes],
        "flags": [flag.model_dump(mode="json") for _, _, flags in read for flag in flags],
    }


def _faults(
    code: str, definition: ObjectiveDefinition, others: Mapping[str, Objective]
) -> Iterator[Fault]:
    """Yield what is wrong with how an objective is to stand to the body's others.

    A corporate one serves no service's: our choice, so that the thread runs one way.
    """
    for place, parent in enumerate(definition.parents):
        at = f"/parents/{place}"
        if parent == code:
            continue  # a circle, as is told below
        if parent not in others:
            yield Fault("unknown_objective", "is no objective that the body keeps", pointer=at)
        elif definition.level is _CORPORATE and others[parent].level is _SERVICE:
            yield Fault("level_below", "is a service's, and this one corporate", pointer=at)
    served = {other.objective: other.parents for other in others.values()}
    if any(leads_to(each, code, lambda on: served.get(on, ())) for each in definition.parents):
        yield Fault("parent_circle", "would make the objective serve itself", pointer="/parents")
    if definition.level is _SERVICE and any(
        code in other.parents for other in others.values() if other.level is _CORPORATE
    ):
        yield Fault("level_below", "a corporate objective serves this one", pointer="/level")
