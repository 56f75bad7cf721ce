"""Clients and their keys, for whoever holds `clients:manage`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Response

from services.gateway.identity import queries, use_cases
from services.gateway.identity.documents import (
    client_document,
    key_content,
    key_document,
    key_with_secret,
)
from services.gateway.identity.queries import KeyRecord
from shared.contracts.answers import Page
from shared.contracts.gateway.clients import (
    ApiClient,
    ClientDefinition,
    Key,
    KeyDefinition,
    KeyRotation,
    KeyWithSecret,
)
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.conditional import Seen, tag_of
from shared.web.routing import OperationRouter, Reads, Writes

CREATED: Final = 201

router = OperationRouter(prefix="/v1/clients", tags=["clients"])

Manager = Annotated[Principal, Depends(Allowed(Scope.CLIENTS_MANAGE))]


@router.post("", status_code=CREATED)
async def create_client(
    definition: ClientDefinition, by: Manager, tx: Writes, response: Response
) -> ApiClient:
    """Make a client. Make a key for it next."""
    client = client_document(await use_cases.create_client(tx, definition, by=by))
    response.headers["Location"] = f"/v1/clients/{client.id}"
    response.headers["ETag"] = tag_of(client)
    return client


@router.get("")
async def list_clients(pages: Asked, _: Manager, reader: Reads) -> Page[ApiClient]:
    """List the clients, oldest first."""
    [after] = pages.after_key(UUID) or (None,)
    clients = await queries.clients_after(reader, after, pages.look_ahead)
    return pages.page(clients, key=lambda client: (client.client,), show=client_document)


@router.get("/{client_id}")
async def read_client(client_id: UUID, _: Manager, reader: Reads) -> ApiClient:
    """Read one client."""
    return client_document(await use_cases.find_client(reader, client_id))


@router.put("/{client_id}")
async def change_client(
    client_id: UUID,
    definition: ClientDefinition,
    seen: Seen,
    by: Manager,
    tx: Writes,
    response: Response,
) -> ApiClient:
    """Change a client's name, holder or grants. Its keys feel it within 5 seconds."""
    changed = await use_cases.change_client(tx, client_id, definition, seen=seen, by=by)
    client = client_document(changed)
    response.headers["ETag"] = tag_of(client)
    return client


@router.post("/{client_id}/keys", status_code=CREATED)
async def create_key(
    client_id: UUID,
    by: Manager,
    tx: Writes,
    response: Response,
    definition: KeyDefinition | None = None,
) -> KeyWithSecret:
    """Make a key. Its secret is in this answer and nowhere else, not even in a replay of it."""
    key, secret = await use_cases.create_key(tx, client_id, definition or KeyDefinition(), by=by)
    _describe(response, key, made=True)
    return key_with_secret(key, secret)


@router.get("/{client_id}/keys")
async def list_keys(client_id: UUID, pages: Asked, _: Manager, reader: Reads) -> Page[Key]:
    """List a client's keys, oldest first, those that have ended too."""
    [after] = pages.after_key(UUID) or (None,)
    await use_cases.find_client(reader, client_id)
    keys = await queries.keys_after(reader, client_id, after, pages.look_ahead)
    return pages.page(keys, key=lambda key: (key.issued.key,), show=key_document)


@router.get("/{client_id}/keys/{key_id}")
async def read_key(
    client_id: UUID, key_id: UUID, _: Manager, reader: Reads, response: Response
) -> Key:
    """Read one key. Its `ETag` is what rotating or revoking it asks for."""
    key = await use_cases.find_key(reader, client_id, key_id)
    _describe(response, key)
    return key_document(key)


@router.post("/{client_id}/keys/{key_id}/rotate", status_code=CREATED)
async def rotate_key(
    client_id: UUID,
    key_id: UUID,
    seen: Seen,
    by: Manager,
    tx: Writes,
    response: Response,
    rotation: KeyRotation | None = None,
) -> KeyWithSecret:
    """Replace a key. The answer is the new one; the old one still works during the overlap."""
    key, secret = await use_cases.rotate_key(
        tx, client_id, key_id, rotation or KeyRotation(), seen=seen, by=by
    )
    _describe(response, key, made=True)
    return key_with_secret(key, secret)


@router.post("/{client_id}/keys/{key_id}/revoke")
async def revoke_key(
    client_id: UUID, key_id: UUID, seen: Seen, by: Manager, tx: Writes, response: Response
) -> Key:
    """End a key now. Within 5 seconds it is refused everywhere."""
    key = await use_cases.revoke_key(tx, client_id, key_id, seen=seen, by=by)
    _describe(response, key)
    return key_document(key)


def _describe(response: Response, key: KeyRecord, *, made: bool = False) -> None:
    response.headers["ETag"] = tag_of(key_content(key))
    if made:
        response.headers["Location"] = f"/v1/clients/{key.issued.client}/keys/{key.issued.key}"
