"""Registers over HTTP."""

from fastapi import Response

from services.risk.registers import queries, use_cases
from services.risk.registers.opening import OpenedAt, RiskWriter
from services.risk.registers.use_cases import RegisterAddress
from shared.contracts.answers import Page
from shared.contracts.risk.registers import Register, RegisterDefinition
from shared.contracts.risk.vocabulary import RegisterCode
from shared.contracts.values import BodyCode
from shared.web.asking import Asked
from shared.web.conditional import Seen, answer_changed
from shared.web.routing import OperationRouter, Reads, Writes

registers = OperationRouter(prefix="/v1/risk/bodies/{body}/registers", tags=["registers"])


@registers.get("")
async def list_registers(body: OpenedAt, reader: Reads, asked: Asked) -> Page[Register]:
    """List the registers that a body keeps, by code."""
    after = asked.after(str)
    found = await queries.registers_after(reader, body, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda version: (version.code,), show=queries.shown)


@registers.get("/{register}")
async def read_register(body: OpenedAt, register: RegisterCode, reader: Reads) -> Register:
    """Read a register as it stands, or as it was known at an instant."""
    return await use_cases.find_register(reader, RegisterAddress(body, register))


@registers.get("/{register}/versions")
async def list_register_versions(
    body: OpenedAt, register: RegisterCode, reader: Reads, asked: Asked
) -> Page[Register]:
    """List a register's versions, newest first."""
    at = RegisterAddress(body, register)
    await use_cases.find_register(reader, at)
    return await asked.versions(queries.versions_before, reader, *at, show=queries.shown)


@registers.put("/{register}", responses={201: {"model": Register}})
async def keep_register(
    body: BodyCode,
    register: RegisterCode,
    definition: RegisterDefinition,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: RiskWriter,
) -> Register:
    """Keep a register, for the first time (`If-None-Match: *`) or anew (`If-Match`).

    A change of its matrix gives its reason; assessments keep the matrix that they were made on.
    """
    at = RegisterAddress(body, register)
    kept, is_new = await use_cases.keep_register(tx, at, definition, seen, by=writer)
    return answer_changed(response, kept, is_new=is_new)
