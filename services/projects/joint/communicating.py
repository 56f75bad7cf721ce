"""What can be asked of communications: to write them, approve them and release them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.projects.joint.kinds import COMMUNICATION, GROUP
from services.projects.joint.parties import is_nominated
from services.projects.joint.states import LIFE, Stand, state_with
from services.projects.kept import queries
from services.projects.kept.councils import check_councils
from services.projects.kept.days import check_been
from services.projects.kept.kinds import Address
from services.projects.kept.use_cases import KEPT, keep, keep_step, stands_as_seen
from services.projects.plans.use_cases import seen_in_plan
from shared.contracts.projects.communications import (
    Communication,
    CommunicationApproval,
    CommunicationContent,
    CommunicationState,
)
from shared.journal import hold
from shared.refusals import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.contracts.projects.communications import (
        CommunicationApprovalText,
        CommunicationDefinition,
    )
    from shared.security.hands import Hand
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


async def keep_communication(
    tx: Transaction,
    at: Address,
    definition: CommunicationDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[CommunicationContent, bool]:
    """Keep a communication; tell whether it is the first time. A change voids its approvals.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If it was released.
        Invalid: If it needs the approval of a council that there is not.
    """
    current = await seen_in_plan(tx, COMMUNICATION, at, seen)
    check_councils({f"/approval_of/{i}": code for i, code in enumerate(definition.approval_of)})
    approval_of = list(dict.fromkeys(definition.approval_of))
    said = definition.model_dump(mode="json") | {"approval_of": approval_of}
    life: dict[str, Any] = {"state": CommunicationState.DRAFT, "approvals": [], "released_at": None}
    if current is not None:
        now = (await hold(tx, at.body)).recorded_at
        LIFE.check("change", Stand.of(current, now), by=by)
        before = current.model_dump(mode="json", include={*said, *life})
        if all(before[name] == told for name, told in said.items()):
            life = {name: before[name] for name in life}
    return await keep(tx, COMMUNICATION, at, said | life, current, by=by)


async def approve_communication(
    tx: Transaction,
    at: Address,
    approval: CommunicationApprovalText,
    seen: Precondition,
    *,
    by: Principal,
) -> CommunicationContent:
    """Approve a communication for a council, as its nominated representative does.

    Raises:
        NotFound: If there is no such communication.
        PreconditionRequired, PreconditionFailed: If the caller has not seen how it stands.
        Conflict: If it is approved or released, or this council has approved it, or *by* wrote it:
            two people look, or nobody has.
        Invalid: If there is no such council, or it is not asked, or nobody of this name stands for
            it, or it was given on a day that is to come, or absurd.
    """
    current = await stands_as_seen(tx, COMMUNICATION, at, seen)
    now = (await hold(tx, at.body)).recorded_at
    LIFE.check("approve", Stand.of(current, now, await _writers(tx, at)), by=by)
    check_councils({"/council": approval.council})
    check_been(approval.given_on, now, "/given_on")
    approved = [given.council for given in current.approvals]
    if approval.council in approved:
        message = "This council has approved it already."
        raise Conflict(message)
    if current.approval_of and approval.council not in current.approval_of:
        raise _wrong("not_asked", "is none of the councils that approve it", "/council")
    if not is_nominated(
        await queries.everything(tx, GROUP, at.above), approval.council, approval.representative
    ):
        detail = "is not named by a group of this plan as the council's nominated representative"
        raise _wrong("not_nominated", detail, "/representative")
    given = CommunicationApproval(**dict(approval), recorded_at=now, recorded_by=by.holder)
    change = {
        "approvals": [*current.approvals, given],
        "state": state_with(current.approval_of, [*approved, approval.council]),
    }
    after = current.model_copy(update=change)
    return await keep_step(tx, COMMUNICATION, at, after, by=by, act="approved")


async def release_communication(
    tx: Transaction, at: Address, seen: Precondition, *, by: Principal
) -> CommunicationContent:
    """Release a communication: once it is approved, and not before its embargo.

    Raises:
        NotFound: If there is no such communication.
        PreconditionRequired, PreconditionFailed: If the caller has not seen how it stands.
        Conflict: If it is not approved, was released, or is under embargo.
    """
    current = await stands_as_seen(tx, COMMUNICATION, at, seen)
    now = (await hold(tx, at.body)).recorded_at
    target = LIFE.check("release", Stand.of(current, now), by=by).target
    after = current.model_copy(update={"state": target, "released_at": now})
    return await keep_step(tx, COMMUNICATION, at, after, by=by, act="released")


async def with_actions(
    reader: Reader, communication: CommunicationContent, *, by: Principal
) -> Communication:
    """Return a communication with what *by* may do with it now."""
    at = Address(communication.body, (communication.plan, communication.communication))
    stand = Stand.of(communication, await reader.now(), await _writers(reader, at))
    said = {name: getattr(communication, name) for name in CommunicationContent.model_fields}
    return Communication(**said, allowed_actions=LIFE.allowed_actions(stand, by=by))


async def _writers(reader: Reader, at: Address) -> Sequence[Hand]:
    return await queries.hands_of(reader, COMMUNICATION, at, KEPT)


def _wrong(code: str, detail: str, pointer: str) -> Invalid:
    return Invalid(errors=[Fault(code, detail, pointer=pointer)])
