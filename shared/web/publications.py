"""Publications over HTTP: anyone reads them, and sees nothing before its hour."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from shared.contracts.answers import Page
from shared.contracts.values import BodyCode, PeriodText
from shared.publication.telling import Teller, read_part
from shared.web.asking import Asked, KnownAt
from shared.web.callers import Anyone
from shared.web.routing import OperationRouter, PublicReads

_ANY_DOCUMENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The bytes that were published, in the media type that they were."}
}


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where a service's publications are read.

    Attributes:
        service: As it stands in addresses: `risk`.
        teller: How it tells of them.
        publication: What one is called in the names of operations.
        document: What a document of one is called there.
        identifier: The name of a publication's id in addresses.
        subject: The name, in addresses, of whose or which thing's document it is.
        code: The type of that.
        kind: An example of a document's kind.
        part: The models that a document may be, for the description.
    """

    service: str
    teller: Teller[Any, Any, Any]
    publication: str
    document: str
    identifier: str
    subject: str
    code: Any
    kind: str
    part: Any = dict[str, Any]


def publications_router(outlet: Outlet) -> OperationRouter:
    """Return the operations by which anyone reads what a service has published."""
    router = OperationRouter(
        prefix=f"/v1/{outlet.service}/bodies/{{body}}/publications", tags=["publications"]
    )
    _add_list(router, outlet)
    _add_publication(router, outlet)
    _add_document(router, outlet)
    return router


def _add_list(router: OperationRouter, outlet: Outlet) -> None:
    async def list_publications(
        body: BodyCode, public: PublicReads, asked: Asked, as_known: KnownAt, _: Anyone
    ) -> Page[Any]:
        """List what a body has published, newest first. Nobody needs a key for it."""
        after: Any = asked.after_key(datetime.fromisoformat, UUID)
        until = await as_known.published_by(public)
        found = await outlet.teller.list_publications(
            public, body, until, limit=asked.look_ahead, after=after
        )
        return asked.page(found, key=lambda shown: (shown.publish_at, shown.id), show=lambda s: s)

    router.add_api_route(
        "",
        list_publications,
        name=f"list_{outlet.publication}s",
        response_model=page_of(outlet.teller.publication),
    )


def _add_publication(router: OperationRouter, outlet: Outlet) -> None:
    named = Path(alias=outlet.identifier)

    async def read_publication(
        body: BodyCode, publication: Annotated[UUID, named], public: PublicReads, _: Anyone
    ) -> Any:
        """Read one publication: what it holds, what it corrects, and whether it was withdrawn."""
        return await outlet.teller.read_publication(public, body, publication)

    async def verify_publication(
        body: BodyCode, publication: Annotated[UUID, named], public: PublicReads, _: Anyone
    ) -> Any:
        """Hash all that a publication holds anew, and compare it with what was published."""
        return await outlet.teller.verify_publication(public, body, publication)

    at = f"/{{{outlet.identifier}}}"
    router.add_api_route(
        at,
        read_publication,
        name=f"read_{outlet.publication}",
        response_model=outlet.teller.contents,
    )
    router.add_api_route(
        f"{at}/verify",
        verify_publication,
        name=f"verify_{outlet.publication}",
        response_model=outlet.teller.verification,
    )


def _add_document(router: OperationRouter, outlet: Outlet) -> None:
    async def read_document(
        body: BodyCode,
        publication: Annotated[UUID, Path(alias=outlet.identifier)],
        kind: Annotated[str, Path(pattern="^[a-z][a-z-]{0,39}$", examples=[outlet.kind])],
        subject: str,
        period: PeriodText,
        public: PublicReads,
        _: Anyone,
    ) -> Response:
        key = f"{subject}/{period}"
        found = await read_part(public, body, publication, kind, key)
        return Response(found.content, media_type=found.media_type)

    # The framework reads a parameter's type here, and a checker takes no variable for one.
    read_document.__annotations__["subject"] = Annotated[outlet.code, Path(alias=outlet.subject)]
    router.add_api_route(
        f"/{{{outlet.identifier}}}/documents/{{kind}}/{{{outlet.subject}}}/{{period}}",
        read_document,
        name=f"read_{outlet.document}",
        description="Read a document of a publication, byte for byte as it was published and "
        "hashed.\n\nThe publication's `documents` name each one's `kind`, and its `key`: "
        f"`<{outlet.subject}>/<period>`.",
        response_model=outlet.part,
        responses=_ANY_DOCUMENT,
    )


def page_of(shown: type[Any]) -> Any:
    """Return the page of a model that is known when the service is put together."""
    return Page.__class_getitem__(shown)
