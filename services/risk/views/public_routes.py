"""Public editions over HTTP: anyone reads them, and sees nothing before its hour."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from services.risk.views import publications as use_cases
from shared.contracts.answers import Page
from shared.contracts.risk.editions import (
    RegisterPublication,
    RegisterPublicationContents,
    RegisterVerification,
)
from shared.contracts.risk.vocabulary import RegisterCode
from shared.contracts.values import BodyCode, PeriodText
from shared.web.asking import Asked, KnownAt
from shared.web.callers import Anyone
from shared.web.routing import OperationRouter, PublicReads

publications = OperationRouter(prefix="/v1/risk/bodies/{body}/publications", tags=["publications"])

_ANY_DOCUMENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The bytes that were published, in the media type that they were."}
}


@publications.get("")
async def list_register_publications(
    body: BodyCode, public: PublicReads, asked: Asked, as_known: KnownAt, _: Anyone
) -> Page[RegisterPublication]:
    """List the registers that a body has published, newest first. Nobody needs a key for it."""
    after: Any = asked.after_key(datetime.fromisoformat, UUID)
    found = await use_cases.list_publications(
        public, body, as_known, limit=asked.look_ahead, after=after
    )
    return asked.page(found, key=lambda shown: (shown.publish_at, shown.id), show=lambda s: s)


@publications.get("/{edition_id}")
async def read_register_publication(
    body: BodyCode, edition_id: UUID, public: PublicReads, _: Anyone
) -> RegisterPublicationContents:
    """Read one public edition: what it holds, what it corrects, and whether it was withdrawn."""
    return await use_cases.read_publication(public, body, edition_id)


@publications.get(
    "/{edition_id}/documents/{kind}/{register}/{period}",
    response_model=dict[str, Any],
    responses=_ANY_DOCUMENT,
)
async def read_register_document(
    body: BodyCode,
    edition_id: UUID,
    kind: Annotated[str, Path(pattern="^[a-z][a-z-]{0,39}$", examples=["register"])],
    register: RegisterCode,
    period: PeriodText,
    public: PublicReads,
    _: Anyone,
) -> Response:
    """Read a document of a public edition, byte for byte as it was published and hashed.

    The publication's `documents` name each one's `kind`, and its `key`: `<register>/<quarter>`.
    """
    key = f"{register}/{period}"
    found = await use_cases.read_part(public, body, edition_id, kind, key)
    return Response(found.content, media_type=found.media_type)


@publications.get("/{edition_id}/verify")
async def verify_register_publication(
    body: BodyCode, edition_id: UUID, public: PublicReads, _: Anyone
) -> RegisterVerification:
    """Hash all that a public edition holds anew, and compare it with what was published."""
    return await use_cases.verify_publication(public, body, edition_id)
