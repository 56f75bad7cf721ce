"""What the projects service publishes: plans, by quarter."""

from __future__ import annotations

from typing import Final

from services.projects.editions.composing import compose_plan
from services.projects.editions.composition import COMPOSITIONS
from services.projects.views.published import PLAN
from shared.contracts.projects.editions import (
    PlanEdition,
    PlanEditionSent,
    PlanEditionSummary,
    PlanEditionText,
    PlanPublication,
    PlanPublicationContents,
    PlanVerification,
    PublishedPlan,
)
from shared.contracts.projects.reports import PlanReport
from shared.contracts.projects.timelines import Timeline
from shared.contracts.projects.vocabulary import PlanCode
from shared.editions import EditionContracts, Publisher
from shared.security.scopes import Scope

PLANS: Final = Publisher(
    service="projects",
    called=PLAN,
    code=PlanCode,
    contracts=EditionContracts(
        sent=PlanEditionSent,
        summary=PlanEditionSummary,
        edition=PlanEdition,
        text=PlanEditionText,
        publication=PlanPublication,
        contents=PlanPublicationContents,
        verification=PlanVerification,
    ),
    reads=Scope.PROJECTS_READ,
    writes=Scope.PROJECTS_WRITE,
    approves=Scope.PROJECTS_APPROVE,
    compose=compose_plan,
    compositions=COMPOSITIONS,
    edition="plan_edition",
    proposal="Propose to publish a plan of a quarter: its text, its items with who, when, position "
    "and confidence, its report and its timeline.\n\nIt shows them as known at an instant, and "
    "nothing that is recorded later changes it. Removed items, notes, evidence, links and the "
    "reasons of re-datings and of confidence are no part of it.",
    part=PublishedPlan | PlanReport | Timeline | PlanEditionText,
)
