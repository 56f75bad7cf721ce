"""What can be asked of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.kpi.indicators import queries
from shared.contracts.kpi.indicators import Indicator, IndicatorDefinition
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Fault, Invalid, NotFound
from shared.security.scopes import OPERATOR

if TYPE_CHECKING:
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


async def find_indicator(reader: Reader, code: str) -> Indicator:
    """Return an indicator.

    Raises:
        NotFound: If there is none of this code, or was none at the reader's instant.
    """
    found = await queries.indicator(reader, code)
    if found is None:
        message = "There is no indicator of this code."
        raise NotFound(message)
    return found


async def define_indicator(
    tx: Transaction,
    code: str,
    definition: IndicatorDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Indicator, bool]:
    """Define an indicator anew or for the first time; tell whether it is the first time.

    The same definition again makes no version.

    Raises:
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Invalid: If it is pooled from an indicator that there is not, or from itself.
    """
    head = await hold(tx, OPERATOR)
    current = await queries.indicator(tx, code)
    seen.check(current)
    await _check_parts(tx, code, definition)
    if current is not None and _definition_of(current) == definition:
        return current, False
    defined = await queries.append_version(tx, code, definition, head.recorded_at)
    await record(
        tx,
        Event(
            body=OPERATOR,
            act="indicator.defined",
            subject=f"indicators/{code}",
            by=by,
            content_hash=content_hash(definition.model_dump(mode="json")),
        ),
    )
    return defined, current is None


async def _check_parts(tx: Transaction, code: str, definition: IndicatorDefinition) -> None:
    known = {part.code: part for part in await queries.indicators(tx)}
    faults = [
        Fault("unknown_indicator", "there is no indicator of this code", f"/pooled_from/{place}")
        for place, part in enumerate(definition.pooled_from)
        if part == code or part not in known
    ]
    faults += [
        Fault("unlike_parts", "a part has another unit or accumulation", f"/pooled_from/{place}")
        for place, part in enumerate(definition.pooled_from)
        if part in known
        and (known[part].unit, known[part].accumulation, known[part].frequency)
        != (definition.unit, definition.accumulation, definition.frequency)
    ]
    if faults:
        raise Invalid(errors=faults)


def _definition_of(indicator: Indicator) -> IndicatorDefinition:
    return IndicatorDefinition(**indicator.model_dump(exclude={"code", "recorded_at"}))
