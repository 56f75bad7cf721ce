"""Contributions and the golden thread over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from services.projects.kept.kinds import Address
from services.projects.kept.places import read_at
from services.projects.kept.routes import Operations
from services.projects.objectives.kinds import OBJECTIVE
from services.projects.plans.kinds import ITEM, PLAN
from services.projects.plans.use_cases import find_item
from services.projects.threads import contributing, following
from services.projects.threads.kinds import CONTRIBUTIONS
from services.projects.threads.sheets import matrix_table
from shared.contracts.projects.threads import (
    ContributionMatrix,
    ContributionsDefinition,
    ItemThread,
    ObjectiveThread,
)
from shared.web.asking import KnownAt
from shared.web.formats import TABLE_TOO, FormatAsked, in_format
from shared.web.routing import OperationRouter, Reads

_BODY = "/v1/projects/bodies/{body}"
contributions = OperationRouter(
    prefix=f"{_BODY}/plans/{{plan}}/items/{{item}}/contributions", tags=["objectives"]
)
threads = OperationRouter(prefix=_BODY, tags=["objectives"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]
ReadItem = Annotated[Address, Depends(read_at(ITEM.parts))]
ReadObjective = Annotated[Address, Depends(read_at(OBJECTIVE.parts))]

Operations(
    CONTRIBUTIONS,
    ContributionsDefinition,
    contributing.keep_contributions,
    "contributions",
    above=find_item,
).add_to(contributions)


@threads.get("/plans/{plan}/contributions", response_model=ContributionMatrix, responses=TABLE_TOO)
async def read_contribution_matrix(
    at: ReadPlan, reader: Reads, known_at: KnownAt, written: FormatAsked, response: Response
) -> ContributionMatrix | Response:
    """Read what each item of a plan says of each objective, with its flags, also as a table."""
    matrix = await contributing.read_contribution_matrix(reader, at, known_at)
    await reader.end()  # a workbook takes its time
    name = f"{at.last}-contributions"
    return await in_format(written, matrix, table=matrix_table, name=name, beside=response)


@threads.get("/objectives/{objective}/thread")
async def read_objective_thread(
    at: ReadObjective, reader: Reads, known_at: KnownAt
) -> ObjectiveThread:
    """Read all that serves an objective: other objectives, items, their indicators and risks."""
    return await following.read_objective_thread(reader, at, known_at)


@threads.get("/plans/{plan}/items/{item}/thread")
async def read_item_thread(at: ReadItem, reader: Reads, known_at: KnownAt) -> ItemThread:
    """Read what an item is for: the objectives that it contributes to, and those they serve."""
    return await following.read_item_thread(reader, at, known_at)
