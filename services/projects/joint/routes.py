"""Joint working over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from services.projects.joint import communicating, consulting, deciding, grouping
from services.projects.joint.kinds import COMMENT, COMMUNICATION, CONSULTATION, DECISION, GROUP
from services.projects.kept import queries
from services.projects.kept.kinds import Address
from services.projects.kept.places import ProjectsWriter, read_at, written_at
from services.projects.kept.routes import Operations
from services.projects.plans.kinds import PLAN
from services.projects.plans.use_cases import find_item, find_plan
from shared.contracts.answers import Page
from shared.contracts.projects.communications import (
    Communication,
    CommunicationApprovalText,
    CommunicationContent,
    CommunicationDefinition,
    SteeringGroupDefinition,
)
from shared.contracts.projects.consultations import (
    ConsultationComment,
    ConsultationCommentText,
    PlanConsultationDefinition,
)
from shared.contracts.projects.decisions import DecisionDefinition, DecisionTable
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked, KnownAt
from shared.web.callers import Allowed
from shared.web.conditional import Seen, tag_of
from shared.web.routing import OperationRouter, Reads, Writes

_PLAN = "/v1/projects/bodies/{body}/plans/{plan}"

tables = OperationRouter(prefix=f"{_PLAN}/decisions", tags=["joint"])
decisions = OperationRouter(prefix=f"{_PLAN}/items/{{item}}/decisions", tags=["joint"])
consultations = OperationRouter(prefix=f"{_PLAN}/consultations", tags=["joint"])
communications = OperationRouter(prefix=f"{_PLAN}/communications", tags=["joint"])
groups = OperationRouter(prefix=f"{_PLAN}/groups", tags=["joint"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]
ReadConsultation = Annotated[Address, Depends(read_at(CONSULTATION.parts))]
WrittenConsultation = Annotated[Address, Depends(written_at(CONSULTATION.parts))]
WrittenCommunication = Annotated[Address, Depends(written_at(COMMUNICATION.parts))]
ProjectsApprover = Annotated[Principal, Depends(Allowed(Scope.PROJECTS_APPROVE))]

Operations(
    DECISION,
    DecisionDefinition,
    deciding.keep_decision,
    "item_decision",
    "item_decisions",
    "what councils say of an item",
    above=find_item,
).add_to(decisions)

Operations(
    CONSULTATION,
    PlanConsultationDefinition,
    consulting.keep_consultation,
    "plan_consultation",
    "plan_consultations",
    "the consultations of a plan",
    above=find_plan,
).add_to(consultations)

Operations(
    COMMUNICATION,
    CommunicationDefinition,
    communicating.keep_communication,
    "communication",
    "communications",
    "the communications of a plan",
    above=find_plan,
    whole=communicating.with_actions,
    whole_answer=Communication,
).add_to(communications)

Operations(
    GROUP,
    SteeringGroupDefinition,
    grouping.keep_group,
    "steering_group",
    "steering_groups",
    "the groups of a plan",
    above=find_plan,
).add_to(groups)


@tables.get("")
async def read_decision_table(at: ReadPlan, reader: Reads, known_at: KnownAt) -> DecisionTable:
    """Read what each council says of each scoping item, who has yet to say, and what all agree."""
    return await deciding.read_decisions(reader, at, known_at)


@consultations.get("/{consultation}/comments")
async def list_consultation_comments(
    at: ReadConsultation, reader: Reads, asked: Asked
) -> Page[ConsultationComment]:
    """List the comments on a consultation, newest first."""
    await consulting.find_consultation(reader, at)
    return await asked.versions(queries.versions_before, reader, COMMENT, at, show=COMMENT.shown)


@consultations.post("/{consultation}/comments", status_code=201)
async def comment_plan_consultation(
    at: WrittenConsultation, comment: ConsultationCommentText, tx: Writes, writer: ProjectsWriter
) -> ConsultationComment:
    """Comment on what was circulated. A comment after the deadline is kept, and marked late."""
    return await consulting.comment_consultation(tx, at, comment, by=writer)


@communications.post("/{communication}/approve")
async def approve_communication(
    at: WrittenCommunication,
    approval: CommunicationApprovalText,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: ProjectsApprover,
) -> Communication:
    """Approve a communication for a council, as its nominated representative.

    Whoever wrote it, or ever changed it, does not: by client or by holder.
    """
    after = await communicating.approve_communication(tx, at, approval, seen, by=approver)
    return await _answered(response, after, tx, approver)


@communications.post("/{communication}/release")
async def release_communication(
    at: WrittenCommunication,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: ProjectsApprover,
) -> Communication:
    """Release a communication that is approved, at its embargo or after it."""
    after = await communicating.release_communication(tx, at, seen, by=approver)
    return await _answered(response, after, tx, approver)


async def _answered(
    response: Response, after: CommunicationContent, tx: Writes, by: Principal
) -> Communication:
    response.headers["ETag"] = tag_of(after)
    return await communicating.with_actions(tx, after, by=by)
