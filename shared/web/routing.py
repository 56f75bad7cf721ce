"""`ReadRoute` and `WriteRoute`: the way of a request through a service.

A write is: receive the payload, open the transaction, claim the idempotency key, run, serialise,
keep the answer with its key, commit, answer. No route, dependency or use case commits; only what
`Chunks` opens for a long payload is committed before. A refusal keeps nothing, not even its key.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared import deadlines
from shared.deadlines import allowance
from shared.journal.idempotency import claim, keep
from shared.security.token import HEADER
from shared.storage.public import Public
from shared.storage.sessions import Reader, Transaction, reading, writing
from shared.storage.tenancy import Tenancy
from shared.web.asking import check_query
from shared.web.callers import NO_SCOPE, PUBLIC, Allowed, who_calls
from shared.web.chunks import Chunks
from shared.web.conditional import entity_tag, is_unchanged
from shared.web.limits import in_time
from shared.web.payloads import JSON, Payload, Takes, receive
from shared.web.replays import idempotency_key, may_replay, replay, without_secret
from shared.web.telling import pass_on

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from fastapi.dependencies.models import Dependant

    from shared.security.principal import Principal
    from shared.web.service import Context

    Handler = Callable[[Request], Coroutine[Any, Any, Response]]
    Witness = Callable[[Transaction], Coroutine[Any, Any, None]]

PRIVATE: Final = "private, no-store"
OPEN: Final = "public, no-cache"
"""Of what is published: any cache may keep it, and asks each time whether it still stands."""

_OK = 200
_SAID_AGAIN: Final = ("cache-control", "link", "vary")
"""Fields that a 304 repeats (RFC 9110, section 15.4.5)."""

_SUCCESSES: Final = range(200, 300)


class OperationRoute(APIRoute):
    """A route that knows which scope it asks for, and which parameters it takes."""

    allowed: Allowed
    takes: tuple[str, ...]

    def get_route_handler(self) -> Handler:
        """Return the frame around the operation."""
        self.allowed = _one(self.dependant, Allowed, Allowed(""))
        if not self.allowed.scope:
            message = f"{self.name} declares no scope"
            raise TypeError(message)
        if self.allowed.is_open and isinstance(self, WriteRoute):
            message = f"{self.name} lets anyone write"
            raise TypeError(message)
        self.takes = _one(self.dependant, Takes, Takes(JSON)).media_types
        self._parameters = frozenset(
            str(field.alias)
            for dependant in (self.dependant, *_all(self.dependant))
            for field in dependant.query_params
        )
        run = super().get_route_handler()

        async def handle(request: Request) -> Response:
            context: Context = request.app.state.context
            principal = who_calls(request, context.verifier, HEADER)
            request.state.principal = principal
            response = await self.serve(request, run, context, principal)
            response.headers.setdefault("Cache-Control", PRIVATE)
            return response

        return handle

    async def serve(
        self, request: Request, run: Handler, context: Context, principal: Principal
    ) -> Response:
        """Answer one request."""
        raise NotImplementedError


class ReadRoute(OperationRoute):
    """Runs a read within its deadline, and spares a caller what it has already."""

    @property
    def shows_actions(self) -> bool:
        """Whether the answer has `allowed_actions`.

        They vary by caller and clock while the tag, of the content alone, does not: such a read is
        never answered "not modified".
        """
        return "allowed_actions" in getattr(self.response_model, "model_fields", ())

    async def serve(
        self, request: Request, run: Handler, context: Context, principal: Principal
    ) -> Response:
        """Authorise, read, and answer 304 if nothing changed."""
        self.allowed.check(principal, writes_to=None)
        check_query(request, self._parameters)
        tenancy = Tenancy(principal.client, reads=_reads(self.allowed, principal))
        async with reading(context.engine, tenancy) as reader:
            request.state.reader = reader
            response = await in_time(run(request), asyncio.timeout(context.deadline))
        if response.status_code == _OK and (witness := getattr(request.state, "witness", None)):
            telling = _tell(context, tenancy, witness, response)
            response = await in_time(telling, asyncio.timeout(context.deadline))
        if response.status_code == _OK:
            if self.allowed.scope == PUBLIC:
                response.headers.setdefault("Cache-Control", OPEN)
            tag = response.headers.setdefault("ETag", entity_tag(bytes(response.body)))
            known = is_unchanged(request.headers.get("if-none-match"), tag)
            if known and not self.shows_actions:
                told = {n: response.headers[n] for n in _SAID_AGAIN if n in response.headers}
                return Response(status_code=304, headers=told | {"ETag": tag})
        return response


class WriteRoute(OperationRoute):
    """Owns a write from its first byte to its commit."""

    async def serve(
        self, request: Request, run: Handler, context: Context, principal: Principal
    ) -> Response:
        """Authorise, receive, and run the write in one transaction."""
        body = request.path_params.get("body")
        self.allowed.check(principal, writes_to=body)
        check_query(request, self._parameters)
        key = idempotency_key(request) if request.method == "POST" else None
        payload = await receive(request, self.takes)
        received = asyncio.get_running_loop().time()
        try:
            request.state.payload = payload
            _give_document(request, payload)
            # From the last byte on, as the gateway counts, so that its own end is the later one.
            end = received + context.deadline + allowance(payload.size)
            limit = asyncio.timeout_at(min(end, received + deadlines.WRITE))
            request.state.opened_chunks = lambda tx: Chunks(
                context.engine, tx, limit, end, context.long_payloads
            )
            return await in_time(self._write(request, run, context, principal, key), limit)
        finally:
            payload.file.close()

    async def _write(
        self,
        request: Request,
        run: Handler,
        context: Context,
        principal: Principal,
        key: str | None,
    ) -> Response:
        writes = principal.bodies(self.allowed.scope)
        tenancy = Tenancy(principal.client, reads=writes, writes=writes)
        rehearsal = request.query_params.get("mode") == "validate"
        try:
            async with writing(context.engine, tenancy) as tx:
                request.state.reader = tx
                request.state.chunks = chunks = request.state.opened_chunks(tx)
                claimed = None
                if key is not None and not rehearsal:
                    claimed = await claim(tx, key, _fingerprint(request))
                    if claimed.kept is not None:
                        may_replay(claimed.kept, principal, self.allowed)
                        return replay(claimed.kept)
                with chunks:
                    response = await run(request)
                if rehearsal or response.status_code not in _SUCCESSES:
                    raise _NothingKept(response)
                if claimed is not None:
                    await keep(
                        tx,
                        claimed,
                        status=response.status_code,
                        headers=_kept_headers(response),
                        content=without_secret(bytes(response.body)),
                    )
        except _NothingKept as rehearsed:
            return rehearsed.response
        pass_on(tx, request.app.state.relay)
        return response


class _NothingKept(Exception):
    """No error: an answer whose transaction is undone."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class OperationRouter(APIRouter):
    """A router whose GETs are reads and whose other methods are writes."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Add an operation, framed by what its method does."""
        reads = set(options.get("methods") or {"GET"}) == {"GET"}
        options["route_class_override"] = ReadRoute if reads else WriteRoute
        super().add_api_route(path, endpoint, **options)


async def _reader(request: Request) -> Reader:
    reader: Reader = request.state.reader
    return reader


async def _transaction(request: Request) -> Transaction:
    tx: Transaction = request.state.reader
    return tx


Reads = Annotated[Reader, Depends(_reader)]
"""The reader of this request."""

Writes = Annotated[Transaction, Depends(_transaction)]
"""The transaction of this request. `WriteRoute` commits it."""


async def _public(request: Request) -> Public:
    context: Context = request.app.state.context
    return context.public


PublicReads = Annotated[Public, Depends(_public)]
"""What is published, as anyone may read it. It is no part of the request's reader."""


async def _witnessed(request: Request) -> Callable[[Witness], None]:
    def leave(witness: Witness) -> None:
        request.state.witness = witness

    return leave


Witnessed = Annotated[Any, Depends(_witnessed)]
"""By this a read that must not go unnoticed leaves its trace: what is given runs in a transaction
of its own before the answer goes out, and if it fails there is no answer."""


async def _tell(
    context: Context, tenancy: Tenancy, witness: Witness, response: Response
) -> Response:
    async with writing(context.engine, tenancy) as tx:
        await witness(tx)
    return response


def _one(dependant: Dependant, kind: type[Any], default: Any) -> Any:
    return next((d.call for d in _all(dependant) if isinstance(d.call, kind)), default)


def _all(dependant: Dependant) -> Iterator[Dependant]:
    for dependency in dependant.dependencies:
        yield dependency
        yield from _all(dependency)


def _reads(allowed: Allowed, principal: Principal) -> frozenset[str]:
    return frozenset() if allowed.scope in NO_SCOPE else principal.bodies(allowed.scope)


def _give_document(request: Request, payload: Payload) -> None:
    """Let the framework find the payload read already, by our own reader."""
    if payload.media_type == JSON and payload.size:
        content = payload.content()
        request._body = content  # noqa: SLF001 - where Starlette looks before it receives
        request._json = payload.document()  # noqa: SLF001 - and before it parses
    else:
        request._body = b""  # noqa: SLF001


def _fingerprint(request: Request) -> str:
    payload: Payload = request.state.payload
    parts = (
        request.method,
        request.scope["raw_path"].decode("latin-1"),
        request.url.query,
        payload.media_type,
        payload.digest,
        # A step has no payload: what it was taken of is told by the tag alone.
        *request.headers.getlist("If-Match"),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _kept_headers(response: Response) -> dict[str, str]:
    kept = ("content-type", "location", "etag")
    return {name: response.headers[name] for name in kept if name in response.headers}
