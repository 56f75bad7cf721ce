"""Milestones over HTTP."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.projects.kept import queries
from services.projects.kept.kinds import Address
from services.projects.kept.places import ProjectsWriter, read_at, written_at
from services.projects.kept.routes import Operations
from services.projects.milestones import changes, use_cases, whole_plans
from services.projects.milestones.kinds import MILESTONE
from services.projects.milestones.sheets import changes_table
from services.projects.plans.kinds import PLAN
from services.projects.plans.use_cases import find_item, find_plan
from shared.contracts.answers import Page
from shared.contracts.projects.changes import PlanChanges
from shared.contracts.projects.dependencies import PlanDependencies
from shared.contracts.projects.kept import StepReason
from shared.contracts.projects.milestones import (
    Completing,
    Milestone,
    MilestoneContent,
    MilestoneDefinition,
    Redating,
)
from shared.contracts.values import Day
from shared.security.principal import Principal
from shared.web.answering import answer_working
from shared.web.asking import Asked, KnownAt
from shared.web.conditional import Seen, tag_of
from shared.web.formats import TABLE_TOO, FormatAsked
from shared.web.routing import OperationRouter, Reads, Writes

milestones = OperationRouter(
    prefix="/v1/projects/bodies/{body}/plans/{plan}/items/{item}/milestones", tags=["milestones"]
)
of_plans = OperationRouter(prefix="/v1/projects/bodies/{body}/plans/{plan}", tags=["milestones"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]
WrittenMilestone = Annotated[Address, Depends(written_at(MILESTONE.parts))]

Operations(
    MILESTONE,
    MilestoneDefinition,
    use_cases.keep_milestone,
    "milestone",
    "milestones",
    "the milestones and activities of an item",
    above=find_item,
    whole=use_cases.with_actions,
    whole_answer=Milestone,
).add_to(milestones)


@of_plans.get("/milestones")
async def list_milestones_of_plan(
    at: ReadPlan, reader: Reads, asked: Asked
) -> Page[MilestoneContent]:
    """List the milestones and activities of all items of a plan, by item and name.

    Those that were removed are among them, and say so.
    """
    await find_plan(reader, at)
    last = asked.after(str)
    found = await queries.kept_after(reader, MILESTONE, at, last, limit=asked.look_ahead)
    return asked.page(
        found, key=lambda version: (version.path.split("/", 1)[1],), show=MILESTONE.shown
    )


@of_plans.get("/dependencies")
async def read_plan_dependencies(
    at: ReadPlan, reader: Reads, known_at: KnownAt
) -> PlanDependencies:
    """Read how far each milestone of a plan has slipped, and how far others knock it on.

    The working days between two baselines are kept: a milestone is implied for so many after the
    one that it waits for, as that is planned now or has come about.
    """
    return await whole_plans.read_dependencies(reader, at, known_at)


@of_plans.get("/changes", response_model=PlanChanges, responses=TABLE_TOO)
async def read_plan_changes(
    at: ReadPlan,
    reader: Reads,
    known_at: KnownAt,
    written: FormatAsked,
    begins: Annotated[Day, Query(alias="from", description="The first day, in London.")],
    ends: Annotated[
        Day | None, Query(alias="to", description="The last day; today, if left out.")
    ] = None,
) -> PlanChanges | Response:
    """Read what became of a plan: new, changed, deleted, late and completed milestones, and items.

    Both days are counted. What is late is so on the last day. Each re-dating is told with its
    reason, and each date with its baseline and its total slippage. As CSV or XLSX it has a row for
    each date of a milestone; a workbook has a sheet beside, of each re-dating.
    """
    shown = await changes.read_changes(reader, at, begins, ends, known_at)
    await reader.end()  # a workbook takes its time
    name = f"changes-{at.body}-{at.last}-{shown.starts}-{shown.ends}"
    return await answer_working(written, shown, table=changes_table, name=name)


@milestones.post("/{milestone}/redate")
async def redate_milestone(
    at: WrittenMilestone,
    to: Redating,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: ProjectsWriter,
) -> Milestone:
    """Move a date, and say why. The baseline stays, and the move is told from then on."""
    after = await use_cases.redate_milestone(tx, at, to, seen, by=writer)
    return await _answer(response, after, tx, writer)


@milestones.post("/{milestone}/complete")
async def complete_milestone(
    at: WrittenMilestone,
    said: Completing,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: ProjectsWriter,
) -> Milestone:
    """Say that a date was met, or that all is done, and what shows it. Nothing infers it."""
    after = await use_cases.complete_milestone(tx, at, said, seen, by=writer)
    return await _answer(response, after, tx, writer)


@milestones.post("/{milestone}/reopen")
async def reopen_milestone(
    at: WrittenMilestone,
    why: StepReason,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: ProjectsWriter,
) -> Milestone:
    """Take back what was said last: that it is done, or that its interim date was met."""
    after = await use_cases.take_step(tx, at, "reopen", why.reason, seen, by=writer)
    return await _answer(response, after, tx, writer)


@milestones.post("/{milestone}/remove")
async def remove_milestone(
    at: WrittenMilestone,
    why: StepReason,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: ProjectsWriter,
) -> Milestone:
    """Remove a milestone from its plan. It is kept, and told of as removed, and can be restored."""
    after = await use_cases.take_step(tx, at, "remove", why.reason, seen, by=writer)
    return await _answer(response, after, tx, writer)


@milestones.post("/{milestone}/restore")
async def restore_milestone(
    at: WrittenMilestone,
    why: StepReason,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: ProjectsWriter,
) -> Milestone:
    """Put a milestone back into its plan, as it stood before it was removed."""
    after = await use_cases.take_step(tx, at, "restore", why.reason, seen, by=writer)
    return await _answer(response, after, tx, writer)


async def _answer(
    response: Response, after: MilestoneContent, tx: Writes, by: Principal
) -> Milestone:
    response.headers["ETag"] = tag_of(after)
    return await use_cases.with_actions(tx, after, by=by)
