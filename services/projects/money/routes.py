"""Money and staff over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from services.projects.kept.kinds import Address
from services.projects.kept.places import read_at
from services.projects.kept.routes import Operations
from services.projects.money import use_cases
from services.projects.money.kinds import BUDGET, SAVING, STAFFING
from services.projects.plans.kinds import PLAN
from services.projects.plans.use_cases import find_plan
from shared.contracts.projects.budgets import BudgetDefinition, StaffingDefinition
from shared.contracts.projects.savings import Recurrence, SavingDefinition, SavingsSummary
from shared.web.asking import KnownAt
from shared.web.routing import OperationRouter, Reads

_PLAN = "/v1/projects/bodies/{body}/plans/{plan}"

savings = OperationRouter(prefix=f"{_PLAN}/savings", tags=["money"])
summaries = OperationRouter(prefix=f"{_PLAN}/savings-summary", tags=["money"])
budgets = OperationRouter(prefix=f"{_PLAN}/budgets", tags=["money"])
staffing = OperationRouter(prefix=f"{_PLAN}/staffing", tags=["money"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]

Operations(
    SAVING,
    SavingDefinition,
    use_cases.keep_saving,
    "saving",
    "savings",
    "the savings of a plan",
    above=find_plan,
).add_to(savings)

Operations(
    BUDGET,
    BudgetDefinition,
    use_cases.keep_budget,
    "budget",
    "budgets",
    "the budgets of a plan",
    above=find_plan,
).add_to(budgets)

Operations(
    STAFFING,
    StaffingDefinition,
    use_cases.keep_staffing,
    "staffing",
    "staffings",
    "the numbers of staff that a plan has",
    above=find_plan,
).add_to(staffing)


@summaries.get("")
async def read_savings_summary(
    at: ReadPlan,
    reader: Reads,
    known_at: KnownAt,
    recurrence: Annotated[
        Recurrence | None, Query(description="Only those that are made once, or each year.")
    ] = None,
    cashable: Annotated[
        bool | None,
        Query(
            description="Only those that are cashable, or are not. Of which it is not told, they "
            "are neither."
        ),
    ] = None,
) -> SavingsSummary:
    """Read what the savings of a plan come to, planned and achieved, by year and council.

    Those that come from an item which was removed are left out.
    """
    return await use_cases.read_summary(
        reader, at, known_at, recurrence=recurrence, cashable=cashable
    )
