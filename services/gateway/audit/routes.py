"""The audit over HTTP, for whoever holds `audit:read` on the body in question."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator, Field

from services.gateway.audit.asking import AuditedServices, Heard, Question
from shared.contracts.answers import Page
from shared.contracts.audit import AuditEntry, ChainStatus, ChainVerification
from shared.contracts.gateway.audit import (
    Audit,
    AuditSection,
    AuditVerification,
    VerifiedSection,
    VerifiedStatus,
)
from shared.contracts.values import BodyCode
from shared.request_ids import REQUEST_ID
from shared.web.asking import MOST_ITEMS, USUAL_ITEMS, KnownAt, plain_digits
from shared.web.audit import AuditReader, Which, check_auditor
from shared.web.routing import OperationRouter

router = OperationRouter(prefix="/v1/audit", tags=["audit"])


async def _audited(
    body: Annotated[
        BodyCode,
        Query(description="A council, a partnership, or `operator` for what belongs to neither."),
    ],
    reader: AuditReader,
) -> str:
    check_auditor(reader, body)
    return body


async def _services(request: Request) -> AuditedServices:
    services: AuditedServices = request.app.state.audited
    return services


Audited = Annotated[str, Depends(_audited)]
Services = Annotated[AuditedServices, Depends(_services)]


@router.get("")
async def read_audit(
    body: Audited,
    request: Request,
    by: AuditReader,
    services: Services,
    _which: Which,
    _at: KnownAt,
    limit: Annotated[
        int,
        Field(ge=1, le=MOST_ITEMS),
        BeforeValidator(plain_digits),
        Query(description="The most entries of each service."),
    ] = USUAL_ITEMS,
) -> Audit:
    """Read what was done to a body in each service, newest first."""
    asked = {name: value for name, value in request.query_params.items() if name != "body"}
    asked["limit"] = str(limit)
    at = f"/bodies/{body}/audit"
    heard = await services.ask(_question(request, by, f"{at}?{urlencode(asked)}"), Page[AuditEntry])
    return Audit(body=body, sections=[_entries(part, at, asked) for part in heard])


@router.get("/verify")
async def verify_audit(
    body: Audited, request: Request, by: AuditReader, services: Services
) -> AuditVerification:
    """Verify a body's chain in each service, from its beginning, as far as one answer takes it."""
    at = f"/bodies/{body}/audit/verify"
    heard = await services.ask(_question(request, by, at), ChainVerification)
    sections = [_verification(part, at) for part in heard]
    return AuditVerification(body=body, status=_overall(sections), sections=sections)


def _question(request: Request, by: AuditReader, path: str) -> Question:
    return Question(path, by, request.headers.get(REQUEST_ID.decode(), ""))


def _entries(part: Heard[Page[AuditEntry]], at: str, asked: dict[str, str]) -> AuditSection:
    page = part.told
    going_on = None
    if page and page.next_cursor:
        query = urlencode(asked | {"cursor": page.next_cursor})
        going_on = f"/v1/{part.service}{at}?{query}"
    return AuditSection(
        service=part.service,
        status=part.status,
        as_of=part.as_of,
        reason=part.reason,
        next=going_on,
        entries=page.items if page else None,
    )


def _verification(part: Heard[ChainVerification], at: str) -> VerifiedSection:
    told = part.told
    going_on = None
    if told and told.status is ChainStatus.INTACT_SO_FAR:
        going_on = f"/v1/{part.service}{at}?after={told.reached}"
    return VerifiedSection(
        service=part.service,
        status=part.status,
        as_of=part.as_of,
        reason=part.reason,
        next=going_on,
        verification=told,
    )


def _overall(sections: list[VerifiedSection]) -> VerifiedStatus:
    found = {part.verification.status if part.verification else None for part in sections}
    if ChainStatus.BROKEN in found:
        return VerifiedStatus.BROKEN
    return VerifiedStatus.INTACT if found == {ChainStatus.INTACT} else VerifiedStatus.INCOMPLETE
