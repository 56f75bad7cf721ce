"""A plan as a sheet over HTTP: out, and in again."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from services.projects.exchange import use_cases
from services.projects.exchange.besides import sheets_beside
from services.projects.exchange.drafts import FORM, Draft, drafts_of_json, drafts_of_sheet
from services.projects.exchange.use_cases import Terms
from services.projects.kept.kinds import Address
from services.projects.kept.places import ProjectsWriter, read_at, written_at
from services.projects.plans.kinds import PLAN
from shared.contracts.projects.exchange import PlanExport, PlanImport, PlanRows
from shared.contracts.rows import Mode
from shared.sheets.writing import Table
from shared.web.asking import KnownAt
from shared.web.formats import TABLE_TOO, FormatAsked, in_format
from shared.web.payloads import CSV, JSON, XLSX, JsonOrSheet, Payload, sheet_of
from shared.web.routing import OperationRouter, Reads, Writes

exchange = OperationRouter(prefix="/v1/projects/bodies/{body}/plans/{plan}/rows", tags=["exchange"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]
WrittenPlan = Annotated[Address, Depends(written_at(PLAN.parts))]

_EXAMPLE_CSV: Final = (
    "item,milestone,title,owners,due,reason\r\n"
    "R5a,,Improve claim processing performance.,KH,,\r\n"
    "R5a,m1,Average is 13 days,KH,30 September 2009,Three officers start in August\r\n"
)
_PAYLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/PlanRows"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            CSV: {"schema": {"type": "string", "format": "binary"}, "example": _EXAMPLE_CSV},
        },
    }
}


@exchange.get("", response_model=PlanExport, responses=TABLE_TOO)
async def export_plan(
    at: ReadPlan, reader: Reads, as_known: KnownAt, written: FormatAsked
) -> PlanExport | Response:
    """Export a plan: a row for each item and each of its milestones.

    As CSV or XLSX it can be changed and imported again. A workbook has sheets beside, of sections,
    positions, savings, budgets and staffing, which are there to be read alone.
    """
    found = await use_cases.export_plan(reader, at, as_known)
    await reader.end()  # a workbook takes its time
    return await in_format(written, found, table=_table, name=f"plan-{at.body}-{at.last}")


@exchange.post(
    "",
    status_code=201,
    responses={200: {"model": PlanImport, "description": "What a commit would have done"}},
    openapi_extra=_PAYLOAD,
)
async def import_plan(
    at: WrittenPlan,
    payload: JsonOrSheet,
    tx: Writes,
    writer: ProjectsWriter,
    response: Response,
    mode: Annotated[
        Mode, Query(description="`validate` judges every row and stores nothing.")
    ] = Mode.COMMIT,
    *,
    atomic: Annotated[bool, Query(description="Keep either every row or none.")] = False,
) -> PlanImport:
    """Import items and milestones of a plan; each row is judged by itself and told its outcome.

    The key is item and milestone. What is new is `created`; the same again is `unchanged`; another
    is `restated`. A bad row is `rejected`, with its problems by row and column. A date moves for
    the row's `reason`, and its baseline stays. A milestone comes after its item, if that is new. A
    column that the file lacks leaves what stands as it is; an empty cell clears it. An export can
    be sent back as it is; a row of it that would undo what was recorded after its `recorded_at` is
    `rejected`.
    """
    if mode is Mode.VALIDATE:
        response.status_code = 200
    drafts, not_read = await _drafts(payload)
    terms = Terms(mode, atomic, not_read)
    return await use_cases.import_plan(tx, at, drafts, terms, by=writer)


async def _drafts(payload: Payload) -> tuple[list[Draft], Sequence[str]]:
    """Return the rows of a payload, read beside other requests; and the sheets that are not."""
    if payload.media_type in {CSV, XLSX}:
        sheet = await sheet_of(payload, FORM)
        drafts = await asyncio.to_thread(drafts_of_sheet, sheet)
        return drafts, await asyncio.to_thread(sheet.not_read)
    return await asyncio.to_thread(lambda: drafts_of_json(payload.read_as(PlanRows).items)), ()


def _table(found: PlanExport) -> Table:
    return replace(FORM.table_of(found.items), beside=sheets_beside(found))
