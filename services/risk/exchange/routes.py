"""A register as a sheet over HTTP: out, and in again."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Query, Response

from services.risk.exchange import use_cases
from services.risk.exchange.besides import sheets_beside
from services.risk.exchange.drafts import Draft
from services.risk.exchange.reading import FORM, drafts_of_json, drafts_of_sheet
from services.risk.exchange.use_cases import Terms
from services.risk.registers.opening import OpenedAt, RiskReader, RiskWriter
from services.risk.registers.use_cases import RegisterAddress
from services.risk.risks.parts import Eyes
from shared.contracts.risk.exchange import RegisterExport, RiskImport, RiskRows
from shared.contracts.risk.vocabulary import RegisterCode
from shared.contracts.rows import Mode
from shared.contracts.values import BodyCode, Paragraph
from shared.sheets.writing import Table
from shared.web.asking import KnownAt
from shared.web.formats import TABLE_TOO, FormatAsked, in_format
from shared.web.payloads import CSV, JSON, XLSX, JsonOrSheet, Payload, sheet_of
from shared.web.routing import OperationRouter, Reads, Writes

exchange = OperationRouter(
    prefix="/v1/risk/bodies/{body}/registers/{register}/risks", tags=["exchange"]
)

_EXAMPLE_CSV: Final = (
    "reference,title,owners,current_likelihood,current_impact,current_reason\r\n"
    "R1,Loss of the software provider,LB; SC,3,4,\r\n"
)
_PAYLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/RiskRows"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            CSV: {"schema": {"type": "string", "format": "binary"}, "example": _EXAMPLE_CSV},
        },
    }
}


@exchange.get("", response_model=RegisterExport, responses=TABLE_TOO)
async def export_risks(
    body: OpenedAt,
    register: RegisterCode,
    reader: Reads,
    caller: RiskReader,
    as_known: KnownAt,
    written: FormatAsked,
) -> RegisterExport | Response:
    """Export a register: all that its risks and their newest assessments say, a row for each.

    As CSV or XLSX it can be changed and imported again. A workbook has sheets beside, of controls
    and actions, reviews and acceptances, which are there to be read alone.
    """
    at = RegisterAddress(body, register)
    found = await use_cases.export_risks(reader, at, Eyes.of(caller, body), as_known)
    await reader.end()  # a workbook takes its time
    return await in_format(written, found, table=_table, name=f"risks-{body}-{register}")


@exchange.post(
    "",
    status_code=201,
    responses={200: {"model": RiskImport, "description": "What a commit would have done"}},
    openapi_extra=_PAYLOAD,
)
async def import_risks(
    body: BodyCode,
    register: RegisterCode,
    payload: JsonOrSheet,
    tx: Writes,
    writer: RiskWriter,
    response: Response,
    mode: Annotated[
        Mode, Query(description="`validate` judges every row and stores nothing.")
    ] = Mode.COMMIT,
    reason: Annotated[
        Paragraph | None, Query(description="Why scores change, where a row doesn't say.")
    ] = None,
    *,
    atomic: Annotated[bool, Query(description="Keep either every row or none.")] = False,
) -> RiskImport:
    """Import risks of a register; each row is judged by itself and told its outcome.

    The key is the reference. A risk that is new is `created`; the same again is `unchanged`, even
    if the matrix has changed since; another is `restated`. A bad row is `rejected`, with its
    problems by row and column. A score changes for a reason: the row's, if it is another than the
    one that stands, or `reason`. A column that the file lacks leaves what stands as it is; an empty
    cell clears it. An export can be sent back as it is; a row of it that would undo what was
    recorded after its `recorded_at` is `rejected`.
    """
    if mode is Mode.VALIDATE:
        response.status_code = 200
    drafts, not_read = await _drafts(payload)
    at = RegisterAddress(body, register)
    terms = Terms(mode, atomic, reason, not_read)
    return await use_cases.import_risks(tx, at, drafts, terms, by=writer)


async def _drafts(payload: Payload) -> tuple[list[Draft], Sequence[str]]:
    """Return the rows of a payload, read beside other requests, and its sheets that say nothing."""
    if payload.media_type in {CSV, XLSX}:
        sheet = await sheet_of(payload, FORM)
        drafts = await asyncio.to_thread(drafts_of_sheet, sheet)
        return drafts, await asyncio.to_thread(sheet.not_read)
    return await asyncio.to_thread(lambda: drafts_of_json(payload.read_as(RiskRows).items)), ()


def _table(found: RegisterExport) -> Table:
    return replace(FORM.table_of(found.items), beside=sheets_beside(found))
