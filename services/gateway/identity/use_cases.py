"""What an operator does with clients and keys. Every act is recorded on the body `operator`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.gateway.identity import queries
from services.gateway.identity.documents import client_document, key_content
from services.gateway.identity.key_secrets import hash_of, new_secret
from services.gateway.identity.queries import KeyRecord
from services.gateway.identity.rules import (
    check_expiry,
    check_grants,
    check_step,
    end_of_overlap,
    plain_grants,
)
from services.gateway.identity.tables import ClientVersion, KeyEnding, KeyIssued
from shared.contracts.gateway.clients import ClientDefinition, KeyDefinition
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Conflict, NotFound
from shared.security.principal import Principal
from shared.security.scopes import OPERATOR, Scope
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from shared.contracts.gateway.clients import KeyRotation
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition

FIRST_ADMIN: Final = ClientDefinition(
    name="admin",
    holder="operator",
    grants={
        scope: [OPERATOR]
        for scope in (
            Scope.CLIENTS_MANAGE,
            Scope.KPI_DEFINE,
            Scope.AUDIT_READ,
            Scope.WEBHOOKS_MANAGE,
        )
    },
)
"""Whoever sets up the suite; every other client is made with this one's key."""


async def find_client(reader: Reader, client_id: UUID) -> ClientVersion:
    """Return a client as it stands.

    Raises:
        NotFound: If there is no such client.
    """
    client = await queries.client(reader, client_id)
    if client is None:
        raise NotFound
    return client


async def find_key(
    reader: Reader, client_id: UUID, key_id: UUID, seen: Precondition | None = None
) -> KeyRecord:
    """Return one of a client's keys.

    Raises:
        NotFound: If there is no such key.
        PreconditionFailed: If it changed since it was *seen*.
    """
    key = await queries.key(reader, client_id, key_id)
    if key is None:
        raise NotFound
    if seen is not None:
        seen.check(key_content(key))
    return key


async def create_client(
    tx: Transaction, definition: ClientDefinition, *, by: Principal
) -> ClientVersion:
    """Make a client. It has no key yet.

    Raises:
        Invalid: If it would be granted what no client can hold.
    """
    check_grants(definition.grants)
    now = await _now_under_the_lock(tx)
    client = _version(new_id(), definition, recorded_at=now, created_at=now)
    return await _keep_client(tx, client, "client.created", by)


async def change_client(
    tx: Transaction,
    client_id: UUID,
    definition: ClientDefinition,
    *,
    seen: Precondition,
    by: Principal,
) -> ClientVersion:
    """Change what a client is called and may do. Its keys feel it within seconds.

    The same content again makes no version.

    Raises:
        Invalid: If it would be granted what no client can hold.
        NotFound: If there is no such client.
        PreconditionFailed: If it changed since it was seen.
        Conflict: If nobody would be left who manages clients.
    """
    check_grants(definition.grants)
    now = await _now_under_the_lock(tx)
    standing = await find_client(tx, client_id)
    seen.check(client_document(standing))
    client = _version(client_id, definition, recorded_at=now, created_at=standing.created_at)
    if client.content_hash == standing.content_hash:
        return standing
    if _manages(standing) and not _manages(client) and await queries.managers(tx) == 1:
        message = "Nobody else manages clients. Grant clients:manage to another client first."
        raise Conflict(message)
    return await _keep_client(tx, client, "client.changed", by)


async def create_key(
    tx: Transaction, client_id: UUID, definition: KeyDefinition, *, by: Principal
) -> tuple[KeyRecord, str]:
    """Make a key, and return it with its secret, which is not stored.

    Raises:
        NotFound: If there is no such client.
        Invalid: If the key would have expired already.
    """
    now = await _now_under_the_lock(tx)
    await find_client(tx, client_id)
    return await _issue(tx, client_id, definition, now=now, act="key.created", by=by)


async def rotate_key(
    tx: Transaction,
    client_id: UUID,
    key_id: UUID,
    rotation: KeyRotation,
    *,
    seen: Precondition,
    by: Principal,
) -> tuple[KeyRecord, str]:
    """Replace a key: make a new one, and let the old one end after an overlap.

    Raises:
        NotFound: If there is no such key.
        PreconditionFailed: If it changed since it was seen.
        Conflict: If it has ended, or is being replaced already.
        Invalid: If the new key would have expired already.
    """
    now = await _now_under_the_lock(tx)
    old = await find_key(tx, client_id, key_id, seen)
    check_step(old.life.why_not_rotate(old.now))
    ends_at = end_of_overlap(now, rotation.overlap_hours)
    await _end(tx, old, now=now, ends_at=ends_at, reason="rotated")
    definition = KeyDefinition(label=old.issued.label, expires_at=rotation.expires_at)
    return await _issue(
        tx, client_id, definition, now=now, act="key.rotated", by=by, replaces=key_id
    )


async def revoke_key(
    tx: Transaction, client_id: UUID, key_id: UUID, *, seen: Precondition, by: Principal
) -> KeyRecord:
    """End a key now. Within 5 s it opens no door any more.

    Raises:
        NotFound: If there is no such key.
        PreconditionFailed: If it changed since it was seen.
        Conflict: If it has ended already.
    """
    now = await _now_under_the_lock(tx)
    key = await find_key(tx, client_id, key_id, seen)
    check_step(key.life.why_not_revoke(key.now))
    await _end(tx, key, now=now, ends_at=now, reason="revoked")
    revoked = await find_key(tx, client_id, key_id)
    await _record_key(tx, revoked, "key.revoked", by)
    return revoked


async def create_first_admin(tx: Transaction, *, another: bool) -> tuple[ClientVersion, str]:
    """Make the client that makes all others, with a key.

    Raises:
        Conflict: If there is one and *another* was not asked for.
    """
    await _now_under_the_lock(tx)
    if not another and await queries.managers(tx):
        message = "There is an admin already; use its key, or ask for --another."
        raise Conflict(message)
    by = Principal("service:gateway", holder=FIRST_ADMIN.holder)
    admin = await create_client(tx, FIRST_ADMIN, by=by)
    _, secret = await create_key(tx, admin.client, KeyDefinition(label="first key"), by=by)
    return admin, secret


async def _now_under_the_lock(tx: Transaction) -> datetime:
    return (await hold(tx, OPERATOR)).recorded_at


def _version(
    client_id: UUID, definition: ClientDefinition, *, recorded_at: datetime, created_at: datetime
) -> ClientVersion:
    content: dict[str, Any] = {
        "name": definition.name,
        "holder": definition.holder,
        "grants": plain_grants(definition.grants),
    }
    return ClientVersion(
        client=client_id,
        recorded_at=recorded_at,
        created_at=created_at,
        content_hash=content_hash(content),
        **content,
    )


async def _keep_client(
    tx: Transaction, client: ClientVersion, act: str, by: Principal
) -> ClientVersion:
    await tx.append(client)
    details = {"name": client.name, "holder": client.holder, "grants": client.grants}
    subject = f"clients/{client.client}"
    await record(tx, Event(OPERATOR, act, subject, by, client.content_hash, details))
    return client


async def _issue(
    tx: Transaction,
    client_id: UUID,
    definition: KeyDefinition,
    *,
    now: datetime,
    act: str,
    by: Principal,
    replaces: UUID | None = None,
) -> tuple[KeyRecord, str]:
    check_expiry(definition.expires_at, now=now)
    secret = new_secret()
    issued = KeyIssued(
        client=client_id,
        key=new_id(),
        recorded_at=now,
        hash=hash_of(secret),
        label=definition.label,
        expires_at=definition.expires_at,
        replaces=replaces,
    )
    await tx.append(issued)
    made = await find_key(tx, client_id, issued.key)
    await _record_key(tx, made, act, by)
    return made, secret


async def _end(
    tx: Transaction, key: KeyRecord, *, now: datetime, ends_at: datetime, reason: str
) -> None:
    await tx.append(
        KeyEnding(
            client=key.issued.client,
            key=key.issued.key,
            recorded_at=now,
            ends_at=ends_at,
            reason=reason,
        )
    )


async def _record_key(tx: Transaction, key: KeyRecord, act: str, by: Principal) -> None:
    content = key_content(key).model_dump(mode="json")
    subject = f"clients/{key.issued.client}/keys/{key.issued.key}"
    details = {"label": key.issued.label, "replaces": content["replaces"]}
    await record(tx, Event(OPERATOR, act, subject, by, content_hash(content), details))


def _manages(client: ClientVersion) -> bool:
    return OPERATOR in client.grants.get(Scope.CLIENTS_MANAGE, ())
