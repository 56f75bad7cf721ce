"""What is kept of money and staff, as kinds."""

from __future__ import annotations

from typing import Final

from services.projects.kept.kinds import Kind
from services.projects.money import sums
from services.projects.plans.kinds import PLAN
from shared.contracts.projects.budgets import Budget, BudgetCode, Staffing, StaffingCode
from shared.contracts.projects.savings import Saving, SavingCode

SAVING: Final = Kind("saving", "a saving", {**PLAN.parts, "saving": SavingCode}, Saving)
BUDGET: Final = Kind(
    "budget", "a budget", {**PLAN.parts, "budget": BudgetCode}, Budget, sums.follow
)
STAFFING: Final = Kind(
    "staffing", "a number of staff", {**PLAN.parts, "staffing": StaffingCode}, Staffing
)
