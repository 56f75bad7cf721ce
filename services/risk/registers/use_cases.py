"""What can be asked of registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.risk.registers import queries
from services.risk.registers.rules import USUAL_MATRIX, colours_of
from services.risk.registers.tables import RegisterVersion
from shared.contracts.risk.registers import MOST_REGISTERS, RegisterDefinition
from shared.journal import Event, content_hash, hold, record
from shared.pictures.palette import are_distinct_in_grey
from shared.refusals import Conflict, Fault, Invalid, NotFound

if TYPE_CHECKING:
    from shared.contracts.risk.registers import Register
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


class RegisterAddress(NamedTuple):
    """Whose register, and which."""

    body: str
    register: str


async def find_register(reader: Reader, at: RegisterAddress) -> Register:
    """Return a register.

    Raises:
        NotFound: If the body keeps none of this code, or kept none at the reader's instant.
    """
    found = await queries.register(reader, *at)
    if found is None:
        message = "There is no register of this code."
        raise NotFound(message)
    return found


async def keep_register(
    tx: Transaction,
    at: RegisterAddress,
    definition: RegisterDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Register, bool]:
    """Keep a register for the first time or anew; tell whether it is the first time.

    The same again makes no version. Assessments that were made keep the matrix they were made on.

    Raises:
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If the body has as many as it may.
        Invalid: If the matrix of a register changes and nobody says why, or says no more than why
            it stands as it does; or if in grey the colours of two of its bands look alike.
    """
    head = await hold(tx, at.body)
    current = await queries.register(tx, *at)
    seen.check(current)
    if current is None and len(await queries.registers(tx, at.body)) >= MOST_REGISTERS:
        message = f"A body has at most {MOST_REGISTERS} registers."
        raise Conflict(message)
    matrix = definition.matrix or USUAL_MATRIX
    whole = definition.model_copy(update={"matrix": matrix})
    if current is not None:
        if whole == _definition_of(current):
            return current, False
        if matrix != current.matrix and (fault := _fault_of_reason(definition.reason, current)):
            raise Invalid(errors=[fault])
    if not are_distinct_in_grey(colours_of(matrix)):
        message = "in grey two bands look alike: each must be darker than the one below it"
        raise Invalid(errors=[Fault("alike_in_grey", message, pointer="/matrix/bands")])
    kept = await queries.append_version(
        tx,
        RegisterVersion(
            body=at.body,
            code=at.register,
            recorded_at=head.recorded_at,
            definition=whole.model_dump(mode="json"),
        ),
    )
    await record(
        tx,
        Event(
            body=at.body,
            act="register.kept",
            subject=f"registers/{at.register}",
            by=by,
            content_hash=content_hash(kept.model_dump(mode="json")),
        ),
    )
    return kept, current is None


def _fault_of_reason(reason: str | None, current: Register) -> Fault | None:
    """Return what is wrong with why a matrix changes: what was read is not the reason to change."""
    if reason is None:
        return Fault("reason_missing", "a matrix changes for a reason", pointer="/reason")
    if reason == current.reason:
        message = "is the reason of the register as it stands; say why the matrix changes now"
        return Fault("reason_repeated", message, pointer="/reason")
    return None


def _definition_of(register: Register) -> RegisterDefinition:
    kept = register.model_dump(exclude={"body", "register_code", "recorded_at"})
    return RegisterDefinition(**kept)
