"""Positions and delivery confidence over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Response

from services.projects.kept import queries
from services.projects.kept.days import DayAsked
from services.projects.kept.kinds import Address
from services.projects.kept.places import ProjectsWriter, read_at, written_at
from services.projects.plans.kinds import ITEM, PLAN
from services.projects.plans.use_cases import find_item
from services.projects.positions import use_cases
from services.projects.positions.kinds import CONFIDENCE, POSITION
from shared.calendar.periods import Period
from shared.contracts.answers import Page
from shared.contracts.projects.positions import (
    ConfidenceSaid,
    ConfidenceText,
    PlanConfidence,
    PlanPositions,
    Position,
    PositionText,
)
from shared.contracts.values import PeriodText
from shared.web.asking import Asked, KnownAt
from shared.web.routing import OperationRouter, Reads, Writes

_PLAN = "/v1/projects/bodies/{body}/plans/{plan}"
of_items = OperationRouter(prefix=f"{_PLAN}/items/{{item}}", tags=["positions"])
of_plans = OperationRouter(prefix=_PLAN, tags=["positions"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]
ReadItem = Annotated[Address, Depends(read_at(ITEM.parts))]
WrittenItem = Annotated[Address, Depends(written_at(ITEM.parts))]


@of_items.get("/positions")
async def list_positions(
    at: ReadItem,
    reader: Reads,
    asked: Asked,
    period: Annotated[PeriodText | None, Query(description="Drafts for this period alone.")] = None,
) -> Page[Position]:
    """List every draft of an item's positions: by period, and of each the last draft first."""
    await find_item(reader, at)
    below = at if period is None else at.below(period)
    before = asked.after_key(str, datetime.fromisoformat)
    found = await queries.versions_by_name(reader, POSITION, below, before, limit=asked.look_ahead)
    return asked.page(found, key=queries.name_and_instant, show=POSITION.shown)


@of_items.post("/positions", status_code=201, responses={200: {"model": Position}})
async def draft_position(
    at: WrittenItem, text: PositionText, tx: Writes, response: Response, writer: ProjectsWriter
) -> Position:
    """Say how an item stands in a period: the next draft, beside those before.

    The same words again by the same client make no draft, and are answered with 200.
    """
    drafted, is_new = await use_cases.draft_position(tx, at, text, by=writer)
    response.status_code = 201 if is_new else 200
    return drafted


@of_items.get("/confidence")
async def list_confidence(at: ReadItem, reader: Reads, asked: Asked) -> Page[ConfidenceSaid]:
    """List all that was said of how sure an item's owner is: the last day first."""
    await find_item(reader, at)
    before = asked.after_key(str, datetime.fromisoformat)
    found = await queries.versions_by_name(reader, CONFIDENCE, at, before, limit=asked.look_ahead)
    return asked.page(found, key=queries.name_and_instant, show=CONFIDENCE.shown)


@of_items.post("/confidence", status_code=201, responses={200: {"model": ConfidenceSaid}})
async def assess_confidence(
    at: WrittenItem, text: ConfidenceText, tx: Writes, response: Response, writer: ProjectsWriter
) -> ConfidenceSaid:
    """Say how sure an item's owner is that it will be delivered, on a day, and why.

    The same again by the same client is kept once, and is answered with 200.
    """
    assessed, is_new = await use_cases.assess_confidence(tx, at, text, by=writer)
    response.status_code = 201 if is_new else 200
    return assessed


@of_plans.get("/positions")
async def read_plan_positions(
    at: ReadPlan, reader: Reads, known_at: KnownAt, period: PeriodText
) -> PlanPositions:
    """Read the last draft of each item's position in a period, and which are missing."""
    return await use_cases.read_plan_positions(reader, at, Period.parse(period), known_at)


@of_plans.get("/confidence")
async def read_plan_confidence(
    at: ReadPlan, reader: Reads, known_at: KnownAt, on: DayAsked
) -> PlanConfidence:
    """Read how sure the owners of a plan's items are, with the roll-up and its rule."""
    return await use_cases.read_plan_confidence(reader, at, on, known_at)
