"""What can be asked of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.kpi.indicators.use_cases import find_indicator
from services.kpi.partnerships.use_cases import find_body
from services.kpi.targets import queries
from services.kpi.targets.rules import (
    definition_of,
    faults_of_numbers,
    faults_of_target,
    flags_of,
)
from services.kpi.targets.tables import TargetVersion
from shared.calendar.periods import Period
from shared.councils.reference import find_council
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from shared.contracts.kpi.targets import Target, TargetDefinition
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


class TargetAddress(NamedTuple):
    """Whose target, for which year, of which indicator."""

    body: str
    year: str
    indicator: str


async def find_target(reader: Reader, at: TargetAddress) -> Target:
    """Return a body's own target.

    Raises:
        NotFound: If it has set none, or had set none at the reader's instant.
    """
    found = await queries.target(reader, *at)
    if found is None:
        message = "The body has set no target for this indicator and year."
        raise NotFound(message)
    return found


async def set_target(
    tx: Transaction,
    at: TargetAddress,
    definition: TargetDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Target, bool]:
    """Set a body's target; tell whether it is the first. The same again makes no version.

    Raises:
        NotFound: If there is no such body or indicator.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Invalid: If it is a number that no figure may be, a strict profile breaks its rule, a change
            gives no rationale of its own, or the council does not exist in that year.
    """
    await find_body(tx, at.body)
    indicator = await find_indicator(tx, at.indicator)
    head = await hold(tx, at.body)
    current = await queries.target(tx, *at)
    seen.check(current)
    if current is not None and definition_of(current) == definition:
        return current, False
    flags = flags_of(definition, indicator)
    faults = faults_of_numbers(definition, indicator) + faults_of_target(
        definition,
        current,
        flags,
        council=find_council(at.body),
        year=Period.parse(at.year),
    )
    if faults:
        raise Invalid(errors=faults)
    said = definition.model_dump(mode="json")
    kept = await queries.append_version(
        tx,
        TargetVersion(
            **at._asdict(),
            **said | {"annual": definition.annual, "profile": definition.profile},
            recorded_at=head.recorded_at,
            flags=[flag.model_dump() for flag in flags],
            set_by=by.client,
            set_by_holder=by.holder,
        ),
    )
    await record(
        tx,
        Event(
            body=at.body,
            act="target.set",
            subject=f"targets/{at.year}/{at.indicator}",
            by=by,
            content_hash=content_hash(said),
        ),
    )
    return kept, current is None
