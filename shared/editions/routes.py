"""Editions over HTTP: their working side, for the body that publishes, and what anyone reads."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Response

from shared.contracts.editions import (
    Edition,
    EditionHour,
    EditionProof,
    EditionReason,
    EditionSent,
)
from shared.contracts.values import BodyCode
from shared.editions import dossier, queries, use_cases
from shared.editions.courses import states_of
from shared.editions.proposing import propose_edition
from shared.editions.proving import verify_edition as verify
from shared.editions.publisher import Publisher
from shared.publication.telling import Teller
from shared.security.principal import Principal
from shared.storage.sessions import Reader
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.conditional import Seen, content_tag
from shared.web.opening import opened
from shared.web.publications import Outlet, page_of, publications_router
from shared.web.routing import OperationRouter, Reads, Writes

End = Callable[..., Awaitable[None]]

_CANCEL: Final = "Keep an edition from ever being public, at least a second before its hour."
_WITHDRAW: Final = (
    "Take a public edition back; a tombstone with the reason, which is public, stands there."
)


def editions_router(publisher: Publisher) -> OperationRouter:
    """Return the operations by which a body proposes editions, and decides upon them."""
    router = OperationRouter(
        prefix=f"/v1/{publisher.service}/bodies/{{body}}/editions", tags=["editions"]
    )
    _add_list(router, publisher)
    _add_proposal(router, publisher)
    _add_edition(router, publisher)
    _add_verification(router, publisher)
    _add_approval(router, publisher)
    _add_schedule(router, publisher)
    _add_end(router, publisher, "cancel", use_cases.cancel_edition, _CANCEL)
    _add_end(router, publisher, "withdraw", use_cases.withdraw_edition, _WITHDRAW)
    return router


def public_router(publisher: Publisher) -> OperationRouter:
    """Return the operations by which anyone reads the editions that are public."""
    words = publisher.contracts
    return publications_router(
        Outlet(
            service=publisher.service,
            teller=Teller(words.publication, words.contents, words.verification, publisher.kind),
            publication=f"{publisher.called}_publication",
            document=f"{publisher.called}_document",
            identifier="edition_id",
            subject=publisher.field,
            code=publisher.code,
            kind=publisher.called,
            part=publisher.part,
        )
    )


def _add_list(router: OperationRouter, publisher: Publisher) -> None:
    async def list_editions(
        body: Annotated[str, Depends(opened(publisher.reads))], reader: Reads, asked: Asked
    ) -> Any:
        """List a body's editions, newest first, whatever became of them."""
        before = asked.after(datetime.fromisoformat)
        found = await queries.editions_before(reader, body, before, limit=asked.look_ahead)
        states = await states_of(reader, body, found)
        return asked.page(
            found,
            key=lambda proposed: (proposed.recorded_at,),
            show=lambda proposed: dossier.summary_of(publisher, *states[proposed.id]),
        )

    router.add_api_route(
        "",
        list_editions,
        name=f"list_{publisher.edition}s",
        response_model=page_of(publisher.contracts.summary),
    )


def _add_proposal(router: OperationRouter, publisher: Publisher) -> None:
    async def propose(
        body: BodyCode,
        sent: EditionSent,
        tx: Writes,
        response: Response,
        proposer: Annotated[Principal, Depends(Allowed(publisher.writes))],
    ) -> Any:
        made = await propose_edition(tx, publisher, body, sent, by=proposer)
        response.headers["Location"] = f"/v1/{publisher.service}/bodies/{body}/editions/{made}"
        return await _shown(tx, publisher, body, made, response, by=proposer)

    # The framework reads the payload's model here, and a checker takes no variable for one.
    propose.__annotations__["sent"] = publisher.contracts.sent
    router.add_api_route(
        "",
        propose,
        methods=["POST"],
        status_code=201,
        name=f"propose_{publisher.edition}",
        description=publisher.proposal,
        response_model=publisher.contracts.edition,
    )


def _add_edition(router: OperationRouter, publisher: Publisher) -> None:
    async def read_edition(
        body: Annotated[str, Depends(opened(publisher.reads))],
        edition_id: UUID,
        reader: Reads,
        response: Response,
        caller: Annotated[Principal, Depends(Allowed(publisher.reads))],
    ) -> Any:
        """Read an edition: where it stands, who did what, and what may be done with it.

        Its `ETag` is its content hash; each step below takes it as `If-Match`.
        """
        return await _shown(reader, publisher, body, edition_id, response, by=caller)

    router.add_api_route(
        "/{edition_id}",
        read_edition,
        name=f"read_{publisher.edition}",
        response_model=publisher.contracts.edition,
    )


def _add_verification(router: OperationRouter, publisher: Publisher) -> None:
    async def verify_edition(
        body: Annotated[str, Depends(opened(publisher.reads))],
        edition_id: UUID,
        reader: Reads,
        _: Annotated[Principal, Depends(Allowed(publisher.reads))],
    ) -> EditionProof:
        """Compose a frozen edition again from the versions, and tell what differs.

        Three things are held against each other: what is frozen, byte by byte; the hash of it all,
        in the edition and in the audit chain; and its subject, as known at the edition's instant,
        pictures and all. What became Part 2 since is compared as it was published, and not told.
        """
        return await verify(reader, publisher, body, edition_id)

    router.add_api_route(
        "/{edition_id}/verify",
        verify_edition,
        name=f"verify_{publisher.edition}",
        response_model=EditionProof,
    )


def _add_approval(router: OperationRouter, publisher: Publisher) -> None:
    async def approve_edition(
        body: BodyCode,
        edition_id: UUID,
        seen: Seen,
        tx: Writes,
        response: Response,
        approver: Annotated[Principal, Depends(Allowed(publisher.approves))],
    ) -> Any:
        """Approve an edition, exactly as it was proposed; it takes another than who proposed it."""
        await use_cases.approve_edition(tx, publisher, body, edition_id, seen, by=approver)
        return await _shown(tx, publisher, body, edition_id, response, by=approver)

    _add_step(router, publisher, "approve", approve_edition)


def _add_schedule(router: OperationRouter, publisher: Publisher) -> None:
    async def schedule_edition(
        body: BodyCode,
        edition_id: UUID,
        sent: EditionHour,
        seen: Seen,
        tx: Writes,
        response: Response,
        approver: Annotated[Principal, Depends(Allowed(publisher.approves))],
    ) -> Any:
        """Freeze an approved edition; at its hour, by the database's clock, anyone may read it."""
        await use_cases.schedule_edition(
            tx, publisher, body, edition_id, sent.publish_at, seen, by=approver
        )
        return await _shown(tx, publisher, body, edition_id, response, by=approver)

    _add_step(router, publisher, "schedule", schedule_edition)


def _add_end(
    router: OperationRouter, publisher: Publisher, step: str, end: End, description: str
) -> None:
    """Add a step that ends an edition, for a reason."""

    async def end_edition(
        body: BodyCode,
        edition_id: UUID,
        sent: EditionReason,
        seen: Seen,
        tx: Writes,
        response: Response,
        approver: Annotated[Principal, Depends(Allowed(publisher.approves))],
    ) -> Any:
        await end(tx, publisher, body, edition_id, sent.reason, seen, by=approver)
        return await _shown(tx, publisher, body, edition_id, response, by=approver)

    _add_step(router, publisher, step, end_edition, description=description)


def _add_step(
    router: OperationRouter,
    publisher: Publisher,
    step: str,
    endpoint: Callable[..., Any],
    *,
    description: str | None = None,
) -> None:
    router.add_api_route(
        f"/{{edition_id}}/{step}",
        endpoint,
        methods=["POST"],
        name=f"{step}_{publisher.edition}",
        description=description,
        response_model=publisher.contracts.edition,
    )


async def _shown(
    reader: Reader,
    publisher: Publisher,
    body: str,
    edition: UUID,
    response: Response,
    *,
    by: Principal,
) -> Edition:
    standing = await dossier.standing_of(reader, publisher, body, edition)
    response.headers["ETag"] = content_tag(standing.stand.content_hash)
    return dossier.shown(publisher, standing, by=by)
