"""Idempotency keys: a write that is sent twice takes effect once, and answers the same bytes.

The claim, the write and the kept answer are one transaction (draft-ietf-httpapi-idempotency-key).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.journal.chain import held_bodies
from shared.journal.tables import KeptAnswer
from shared.refusals import KeyInFlight, KeyReused
from shared.storage.columns import INSTANT
from shared.storage.failures import LOCK_NOT_AVAILABLE, sqlstate_of
from shared.storage.prepared import Prepared

if TYPE_CHECKING:
    from shared.storage.sessions import Transaction

KEPT_FOR: Final = timedelta(hours=24)
_WAIT_FOR_TWIN: Final = "SET LOCAL lock_timeout = '200ms'"
_WAIT_AS_USUAL: Final = "SET LOCAL lock_timeout TO DEFAULT"

_fresh = {
    "fingerprint": bindparam("fingerprint"),
    "expires_at": bindparam("expires_at", type_=INSTANT),
}
_blank = {"status": None, "headers": None, "bodies": None, "content": None}
_CLAIMED: Final = Prepared(
    insert(KeptAnswer)
    .values(client=bindparam("client"), key=bindparam("key"), **_fresh)
    .on_conflict_do_update(
        index_elements=[KeptAnswer.client, KeptAnswer.key],
        set_=_fresh | _blank,
        where=KeptAnswer.expires_at <= bindparam("now", type_=INSTANT),
    )
    .returning(KeptAnswer.key)
)
_KEPT: Final = Prepared(
    update(KeptAnswer)
    .where(KeptAnswer.client == bindparam("of_client"), KeptAnswer.key == bindparam("of_key"))
    .values(
        status=bindparam("status"),
        headers=bindparam("headers"),
        bodies=bindparam("bodies"),
        content=bindparam("content"),
    )
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that this transaction owns, or whose answer is already there."""

    key: str
    kept: KeptAnswer | None


async def claim(tx: Transaction, key: str, fingerprint: str) -> Claim:
    """Claim *key* for the transaction's client, or find the answer that it already has.

    Raises:
        KeyReused: If the key was used for another request within 24 hours.
        KeyInFlight: If its first request is still running.
    """
    client = tx.tenancy.client
    now = datetime.now(UTC)
    said = {"fingerprint": fingerprint, "expires_at": now + KEPT_FOR, "now": now}
    await tx.say(_WAIT_FOR_TWIN)
    try:
        claimed = await tx.records(_CLAIMED, client=client, key=key, **said)
    except Exception as error:
        if sqlstate_of(error) == LOCK_NOT_AVAILABLE:
            raise KeyInFlight from error
        raise
    await tx.say(_WAIT_AS_USUAL)
    if claimed:
        return Claim(key, None)
    kept = await tx.first(
        select(KeptAnswer).where(KeptAnswer.client == client, KeptAnswer.key == key)
    )
    if kept is None or kept.status is None:
        raise KeyInFlight
    if kept.fingerprint != fingerprint:
        raise KeyReused
    return Claim(key, kept)


async def keep(
    tx: Transaction, claimed: Claim, *, status: int, headers: dict[str, str], content: bytes
) -> None:
    """Keep the answer with its key, and which bodies it speaks of."""
    answer = {"status": status, "headers": headers, "content": content}
    place = {"of_client": tx.tenancy.client, "of_key": claimed.key}
    await tx.keep(_KEPT, place | answer | {"bodies": held_bodies(tx)})
