"""Clients and keys as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.contracts.answers import AllowedAction
from shared.contracts.gateway.clients import ApiClient, Key, KeyContent, KeyWithSecret

if TYPE_CHECKING:
    from services.gateway.identity.queries import KeyRecord
    from services.gateway.identity.tables import ClientVersion


def client_document(client: ClientVersion) -> ApiClient:
    """Return a client as it is shown."""
    return ApiClient(
        id=client.client,
        name=client.name,
        holder=client.holder,
        grants=client.grants,
        created_at=client.created_at,
        recorded_at=client.recorded_at,
    )


def key_content(record: KeyRecord) -> KeyContent:
    """Return what a key's `ETag` covers."""
    return KeyContent(
        id=record.issued.key,
        client=record.issued.client,
        label=record.issued.label,
        state=record.life.state(record.now),
        created_at=record.issued.recorded_at,
        expires_at=record.issued.expires_at,
        ends_at=record.life.ends_at,
        replaces=record.issued.replaces,
    )


def key_document(record: KeyRecord) -> Key:
    """Return a key as it is shown, with what may be done next."""
    reasons = {
        "rotate": record.life.why_not_rotate(record.now),
        "revoke": record.life.why_not_revoke(record.now),
    }
    return Key(
        **key_content(record).model_dump(),
        last_used_at=record.used_at,
        allowed_actions=[
            AllowedAction(action=action, allowed=reason is None, reason=reason)
            for action, reason in reasons.items()
        ],
    )


def key_with_secret(record: KeyRecord, secret: str) -> KeyWithSecret:
    """Return a key that was just made, with what opens the door."""
    return KeyWithSecret(**key_document(record).model_dump(), secret=secret)
