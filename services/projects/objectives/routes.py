"""Objectives over HTTP."""

from services.projects.kept.routes import Operations
from services.projects.objectives import use_cases
from services.projects.objectives.kinds import OBJECTIVE
from shared.contracts.projects.objectives import ObjectiveDefinition
from shared.web.routing import OperationRouter

objectives = OperationRouter(prefix="/v1/projects/bodies/{body}/objectives", tags=["objectives"])

Operations(
    OBJECTIVE,
    ObjectiveDefinition,
    use_cases.keep_objective,
    "objective",
    "objectives",
    "the objectives that a body keeps",
).add_to(objectives)
