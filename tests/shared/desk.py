"""A desk: the smallest service that needs every layer, so that the layers can be tested alone.

It stands in the KPI service's schema, keeps its notes in the journal, and does on demand what a
real service should never do: fall over, dawdle, wait.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final

import httpx
from fastapi import Depends, FastAPI, Request, Response
from sqlalchemy import select, text
from starlette.types import ASGIApp

from services.kpi.schema import SCHEMA
from shared.contracts.answers import Page
from shared.contracts.models import Answer, Sent
from shared.contracts.values import BodyCode, Line, Number, PeriodText
from shared.journal.record import Event, content_hash, record
from shared.journal.tables import AuditEntry
from shared.publication import Published, published_document
from shared.refusals import Conflict
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.security.token import HEADER, Signer, new_key_pair
from shared.sheets.writing import Table
from shared.storage.columns import new_id
from shared.web.asking import Asked
from shared.web.callers import ANY_KEY, Allowed
from shared.web.conditional import Seen, answer_changed
from shared.web.formats import TABLE_TOO, FormatAsked, in_format
from shared.web.layers import Outermost
from shared.web.payloads import JsonOrSheet
from shared.web.routing import OperationRouter, PublicReads, Reads, Writes
from shared.web.service import Service
from shared.web.settings import ServiceSettings
from tests.database import Database

BODY: Final = "E07000132"
OTHER: Final = "E07000131"
CANARY: Final = "canary-7731"
"""A text that no answer may ever hold."""

AnyCaller = Annotated[Principal, Depends(Allowed(ANY_KEY))]
Reading = Annotated[Principal, Depends(Allowed(Scope.KPI_READ))]
Submitting = Annotated[Principal, Depends(Allowed(Scope.KPI_SUBMIT))]


class NoteText(Sent):
    """What one writes."""

    text: Line
    amount: Number | None = None
    period: PeriodText | None = None


class AddressedNote(NoteText):
    """What one writes, and for whom."""

    body: BodyCode


class Note(Answer):
    """What one reads; its id is new with each note that is made."""

    id: str
    text: str
    secret: str | None = None


class Sign(Answer):
    """What stands on a body's door."""

    text: str


desk = OperationRouter(prefix="/v1/kpi/desk", tags=["desk"])
bodies = OperationRouter(prefix="/v1/kpi/bodies/{body}", tags=["desk"])


@bodies.post("/notes", status_code=201)
async def write_note(
    body: BodyCode, note: NoteText, request: Request, tx: Writes, by: Submitting
) -> Note:
    """Keep a note, once the desk's gate is open."""
    await request.app.state.gate.wait()
    made = str(new_id())
    await record(tx, Event(body, "note.written", made, by, content_hash(note.text)))
    return Note(id=made, text=note.text)


@desk.post("/notes", status_code=201)
async def write_note_anywhere(note: AddressedNote, tx: Writes, by: Submitting) -> Note:
    """Keep a note for the body that it names itself."""
    made = str(new_id())
    await record(tx, Event(note.body, "note.written", made, by, content_hash(note.text)))
    return Note(id=made, text=note.text)


@bodies.post("/secrets", status_code=201)
async def write_secret(body: BodyCode, tx: Writes, by: Submitting) -> Note:
    """Make a secret, which is shown once."""
    made = str(new_id())
    await record(tx, Event(body, "secret.made", made, by, content_hash(made)))
    return Note(id=made, text="", secret=CANARY)


@bodies.post("/refusals", status_code=201)
async def refuse_note(body: BodyCode, request: Request, tx: Writes, by: Submitting) -> Note:
    """Keep a note and refuse it all the same, the first time."""
    made = str(new_id())
    await record(tx, Event(body, "note.written", made, by, content_hash(made)))
    request.app.state.refusals += 1
    if request.app.state.refusals == 1:
        raise Conflict
    return Note(id=made, text="")


@bodies.get("/entries")
async def list_entries(body: BodyCode, reader: Reads, asked: Asked, _: Reading) -> Page[Note]:
    """List the traces of a body's notes, by subject."""
    after = asked.after(str) or ""
    found = await reader.all(
        select(AuditEntry)
        .where(AuditEntry.body == body, AuditEntry.subject > after)
        .order_by(AuditEntry.subject)
        .limit(asked.look_ahead)
    )
    return asked.page(
        found,
        key=lambda entry: (entry.subject,),
        show=lambda entry: Note(id=entry.subject, text=entry.act),
    )


@bodies.get("/sign")
async def read_sign(body: BodyCode, request: Request, _: Reading) -> Sign:
    """Read the sign."""
    return Sign(text=request.app.state.signs.get(body, "none"))


@bodies.put("/sign", responses={201: {"model": Sign}})
async def put_sign(
    body: BodyCode, note: NoteText, seen: Seen, request: Request, response: Response, _: Submitting
) -> Sign:
    """Hang up a sign, or another one."""
    signs: dict[str, str] = request.app.state.signs
    seen.check(Sign(text=signs[body]) if body in signs else None)
    is_new = body not in signs
    signs[body] = note.text
    return answer_changed(response, Sign(text=note.text), is_new=is_new)


@desk.get("/table", response_model=Sign, responses=TABLE_TOO)
async def read_table(written: FormatAsked, _: AnyCaller) -> Sign | Response:
    """Read a document that is a table too."""
    return await in_format(
        written, Sign(text="=1+1"), table=lambda sign: Table(("text",), [(sign.text,)]), name="sign"
    )


@bodies.get("/published", response_class=Response)
async def read_published(body: BodyCode, public: PublicReads, _: AnyCaller) -> Response:
    """Read what is published of a body, if anything is."""
    found = await published_document(public, body, "sign", "")
    content = found.content if isinstance(found, Published) else b"nothing"
    return Response(content, media_type="application/json")


@desk.get("/fall")
async def fall_over(_: AnyCaller) -> Sign:
    """Fail as no one foresaw."""
    raise RuntimeError(CANARY)


@desk.get("/sleep")
async def sleep_in_database(reader: Reads, _: AnyCaller) -> Sign:
    """Ask the database a question that takes far longer than the deadline."""
    await reader.rows(select(text("pg_sleep(30)")))
    return Sign(text="awake")


@bodies.post("/naps", status_code=201)
async def sleep_over_note(body: BodyCode, tx: Writes, by: Submitting) -> Note:
    """Keep a note, then ask the database what takes far longer than the deadline."""
    await record(tx, Event(body, "note.written", "nap", by, content_hash("nap")))
    await tx.rows(select(text("pg_sleep(30)")))
    return Note(id="nap", text="")


@desk.post("/payloads")
async def weigh_payload(payload: JsonOrSheet, _: AnyCaller) -> dict[str, Any]:
    """Tell what was received."""
    return {"media_type": payload.media_type, "size": payload.size}


SERVICE = Service(name="kpi", title="A desk", schema=SCHEMA, routers=(desk, bodies))


@dataclass
class Desk:
    """The desk, and what a test does with it."""

    api: FastAPI
    app: ASGIApp
    database: Database
    signer: Signer
    http: httpx.AsyncClient

    def caller(self, *granted: str, client: str = "ledger") -> dict[str, str]:
        """Return the headers of a client that may read and write these bodies."""
        grants = {scope: frozenset(granted) for scope in ("kpi:read", "kpi:submit")}
        principal = Principal(client, "officer", "a-key", grants)
        return {HEADER: self.signer.sign(principal, audience="kpi")}

    async def note(
        self, written: str = "a", *, headers: dict[str, str] | None = None, **more: str
    ) -> httpx.Response:
        """Write a note for `BODY`; `key` is its idempotency key, `client` who writes."""
        key = {"Idempotency-Key": more["key"]} if "key" in more else {}
        caller = headers or self.caller(BODY, client=more.get("client", "ledger"))
        return await self.http.post(
            f"/v1/kpi/bodies/{BODY}/notes", json={"text": written}, headers=caller | key
        )

    async def notes(self) -> int:
        """Return how many notes are kept."""
        return int(await self.asked_of_database("SELECT count(*) FROM kpi.audit_entries"))

    async def asked_of_database(self, question: str) -> Any:
        """Return what the superuser, whom no policy binds, is answered."""
        admin = await self.database.admin.connect()
        try:
            return await admin.fetchval(question)
        finally:
            await admin.close()


@asynccontextmanager
async def opened(
    database: Database, *, deadline: float = 8.0, pool: int = 5, publishes: bool = True
) -> AsyncIterator[Desk]:
    """Open the desk on *database*; *deadline* is in seconds, *publishes* gives a public role."""
    private, public = new_key_pair()
    settings = ServiceSettings(
        database_url=database.url("kpi"),
        public_database_url=database.url("kpi", "public") if publishes else None,
        trusted_key=public,
        deadline_seconds=deadline,
        pool_size=pool,
    )
    api = SERVICE.api(settings)
    api.state.gate = asyncio.Event()
    api.state.gate.set()
    api.state.signs = {}
    api.state.refusals = 0
    app = Outermost(api)
    async with (
        api.router.lifespan_context(api),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://desk.example"
        ) as http,
    ):
        yield Desk(api, app, database, Signer(private), http)
