"""What can be asked of joint working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.projects.joint.kinds import COMMENT, COMMUNICATION, CONSULTATION, DECISION, GROUP
from services.projects.joint.notices import last_for_comments
from services.projects.joint.opinions import councils, rows
from services.projects.joint.parties import awaited, is_nominated, withdrawn
from services.projects.joint.states import LIFE, Stand, state_with
from services.projects.kept import queries
from services.projects.kept.use_cases import find, keep, seen_now
from services.projects.plans.trees import branches
from services.projects.plans.use_cases import (
    find_item,
    find_plan,
    item_to_report_on,
    items_of,
    seen_in_plan,
)
from shared.contracts.projects.communications import (
    Communication,
    CommunicationApproval,
    CommunicationContent,
    CommunicationState,
)
from shared.contracts.projects.consultations import PlanConsultationDefinition
from shared.contracts.projects.decisions import DecisionTable
from shared.contracts.values import instant_text
from shared.journal import hold
from shared.refusals import Conflict, Fault, Invalid
from shared.web.conditional import tag_of

if TYPE_CHECKING:
    from datetime import datetime

    from services.projects.kept.kinds import Address
    from shared.contracts.projects.communications import (
        CommunicationApprovalText,
        CommunicationDefinition,
        SteeringGroup,
        SteeringGroupDefinition,
    )
    from shared.contracts.projects.consultations import (
        ConsultationComment,
        ConsultationCommentText,
        PlanConsultation,
    )
    from shared.contracts.projects.decisions import DecisionDefinition, ItemDecision
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown
    from shared.web.conditional import Precondition

_OUTSIDE: Final = {"body", "recorded_at", "recorded_by", *COMMUNICATION.parts}


async def keep_decision(
    tx: Transaction,
    at: Address,
    definition: DecisionDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[ItemDecision, bool]:
    """Keep what a council says of an item; tell whether it is the first time.

    Raises:
        NotFound: If there is no such item.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If the item was removed.
    """
    await hold(tx, at.body)
    await find_item(tx, at.above)
    current = await seen_now(tx, DECISION, at, seen)
    await item_to_report_on(tx, at.above, by=by)
    return await keep(tx, DECISION, at, definition.model_dump(mode="json"), current, by=by)


async def read_decisions(reader: Reader, at: Address, as_known: AsKnown) -> DecisionTable:
    """Return what each council says of each scoping item of a plan.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, at)
    items = {item.item: item for item in await items_of(reader, at)}
    said = [d for d in await queries.everything(reader, DECISION, at) if d.item in items]
    groups = await queries.everything(reader, GROUP, at)
    columns = councils(said, awaited=awaited(groups), withdrawn=withdrawn(groups))
    in_order = [items[branch.item] for branch in branches(items.values())]
    return DecisionTable(
        body=at.body,
        plan=at.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        councils=columns,
        rows=rows(in_order, said, columns),
    )


async def keep_consultation(
    tx: Transaction,
    at: Address,
    definition: PlanConsultationDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[PlanConsultation, bool]:
    """Keep a consultation; tell whether it is the first time. Short notice is only flagged.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
    """
    current = await seen_in_plan(tx, CONSULTATION, at, seen)
    content = definition.model_dump(mode="json") | {"asked": _once(definition.asked)}
    return await keep(tx, CONSULTATION, at, content, current, by=by)


async def find_consultation(reader: Reader, at: Address) -> PlanConsultation:
    """Return a consultation.

    Raises:
        NotFound: If the plan has none of this name, or had none at the reader's instant.
    """
    return await find(reader, CONSULTATION, at)


async def comment_consultation(
    tx: Transaction, at: Address, comment: ConsultationCommentText, *, by: Principal
) -> ConsultationComment:
    """Append a comment, and say whether it is late, and whether its council was asked.

    Raises:
        NotFound: If there is no such consultation.
    """
    head = await hold(tx, at.body)
    about = await find_consultation(tx, at)
    asked = {name: getattr(about, name) for name in PlanConsultationDefinition.model_fields}
    deadline = last_for_comments(PlanConsultationDefinition(**asked))
    content = comment.model_dump(mode="json") | {
        "version": about.version,
        "was_asked": comment.council in about.asked,
        "deadline": None if deadline is None else instant_text(deadline),
        "is_late": None if deadline is None else head.recorded_at >= deadline,
    }
    said, _ = await keep(tx, COMMENT, at, content, None, by=by, act="said")
    return said


async def keep_group(
    tx: Transaction,
    at: Address,
    definition: SteeringGroupDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[SteeringGroup, bool]:
    """Keep a group of a plan; tell whether it is the first time.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
    """
    current = await seen_in_plan(tx, GROUP, at, seen)
    return await keep(tx, GROUP, at, definition.model_dump(mode="json"), current, by=by)


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
    """
    current = await seen_in_plan(tx, COMMUNICATION, at, seen)
    said = definition.model_dump(mode="json") | {"approval_of": _once(definition.approval_of)}
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
        Conflict: If it is approved or released, or this council has approved it.
        Invalid: If this council is not asked, or nobody of this name stands for it.
    """
    current, now = await _communication_now(tx, at, seen)
    LIFE.check("approve", Stand.of(current, now), by=by)
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
        "approvals": [each.model_dump(mode="json") for each in (*current.approvals, given)],
        "state": state_with(current.approval_of, [*approved, approval.council]),
    }
    return await _changed(tx, at, current, change, act="approved", by=by)


async def release_communication(
    tx: Transaction, at: Address, seen: Precondition, *, by: Principal
) -> CommunicationContent:
    """Release a communication: once it is approved, and not before its embargo.

    Raises:
        NotFound: If there is no such communication.
        PreconditionRequired, PreconditionFailed: If the caller has not seen how it stands.
        Conflict: If it is not approved, was released, or is under embargo.
    """
    current, now = await _communication_now(tx, at, seen)
    target = LIFE.check("release", Stand.of(current, now), by=by).target
    change = {"state": target, "released_at": instant_text(now)}
    return await _changed(tx, at, current, change, act="released", by=by)


def with_actions(
    communication: CommunicationContent, *, by: Principal, now: datetime
) -> Communication:
    """Return a communication with what *by* may do with it now."""
    said = {name: getattr(communication, name) for name in CommunicationContent.model_fields}
    actions = LIFE.allowed_actions(Stand.of(communication, now), by=by)
    return Communication(**said, allowed_actions=actions)


async def _communication_now(
    tx: Transaction, at: Address, seen: Precondition
) -> tuple[CommunicationContent, datetime]:
    head = await hold(tx, at.body)
    current = await find(tx, COMMUNICATION, at)
    seen.check_content(tag_of(current).strip('"'))
    return current, head.recorded_at


async def _changed(
    tx: Transaction,
    at: Address,
    current: CommunicationContent,
    change: dict[str, Any],
    *,
    act: str,
    by: Principal,
) -> CommunicationContent:
    content = current.model_dump(mode="json", exclude=_OUTSIDE) | change
    after, _ = await keep(tx, COMMUNICATION, at, content, current, by=by, act=act)
    return after


def _once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _wrong(code: str, detail: str, pointer: str) -> Invalid:
    return Invalid(errors=[Fault(code, detail, pointer=pointer)])
