"""What can be asked of anything that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.projects.kept import queries
from services.projects.kept.tables import KeptVersion
from shared.contracts.projects.kept import Kept
from shared.journal import Event, content_hash, hold, record
from shared.refusals import NotFound
from shared.web.conditional import tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from services.projects.kept.kinds import Address, Kind, Shown
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition

KEPT = "kept"
"""What was done when a thing was put at its address, for the first time or anew."""


async def find(reader: Reader, kind: Kind[Shown], at: Address) -> Shown:
    """Return what stands at an address.

    Raises:
        NotFound: If nothing does, or nothing did at the reader's instant.
    """
    found = await queries.kept(reader, kind, at)
    if found is None:
        message = f"There is no such thing here as {kind.noun} of this name."
        raise NotFound(message)
    return found


async def seen_now(
    tx: Transaction, kind: Kind[Shown], at: Address, seen: Precondition
) -> Shown | None:
    """Return what stands at an address, under its body's lock, if it is what the caller has seen.

    Raises:
        PreconditionRequired, PreconditionFailed: If it is not.
    """
    await hold(tx, at.body)
    current = await queries.kept(tx, kind, at)
    seen.check(current)
    return current


async def stands_as_seen(
    tx: Transaction, kind: Kind[Shown], at: Address, seen: Precondition
) -> Shown:
    """Return what stands at an address and is about to take a step, under its body's lock.

    Raises:
        NotFound: If nothing stands there.
        PreconditionRequired, PreconditionFailed: If the caller has not seen it as it stands.
    """
    await hold(tx, at.body)
    current = await find(tx, kind, at)
    seen.check_tag(tag_of(current))
    return current


async def keep(
    tx: Transaction,
    kind: Kind[Shown],
    at: Address,
    content: Mapping[str, Any],
    current: Shown | None,
    *,
    by: Principal,
    act: str = KEPT,
    reason: str | None = None,
) -> tuple[Shown, bool]:
    """Keep a thing's whole *content* as a new version; tell whether it is its first.

    The same again makes no version. *content* is as `model_dump(mode="json")` gives it.
    """
    if current is not None and says(current, content) and act == KEPT:
        return current, False
    head = await hold(tx, at.body)
    version = version_of(kind, at, content, head.recorded_at, by=by, act=act, reason=reason)
    shown = kind.shown(version)
    await queries.append(tx, version)
    await record(
        tx,
        Event(
            body=at.body,
            act=f"{kind.name}.{act}",
            subject=subject_of(kind, at),
            by=by,
            content_hash=content_hash(_decided(_kept_of(shown, kind, content), reason)),
        ),
    )
    return shown, current is None


async def keep_step(
    tx: Transaction,
    kind: Kind[Shown],
    at: Address,
    after: Shown,
    *,
    by: Principal,
    act: str,
    reason: str | None = None,
) -> Shown:
    """Keep what a step has made of a thing that stands."""
    content = after.model_dump(mode="json", exclude={*Kept.model_fields, *kind.parts})
    kept, _ = await keep(tx, kind, at, content, after, by=by, act=act, reason=reason)
    return kept


async def said_already(
    tx: Transaction, kind: Kind[Shown], at: Address, said: Mapping[str, Any], *, by: Principal
) -> tuple[Shown | None, bool]:
    """Return what stands at an address, and whether the caller himself has said just that there.

    Another's same words are words too: what one writes tells nobody what another has written.
    """
    found = await queries.versions_before(tx, kind, at, None, limit=1)
    if not found:
        return None, False
    [last] = found
    is_again = last.made_by == by.client and last.content | dict(said) == last.content
    return kind.shown(last), is_again


def version_of(
    kind: Kind[Any],
    at: Address,
    content: Mapping[str, Any],
    recorded_at: datetime,
    *,
    by: Principal,
    act: str = KEPT,
    reason: str | None = None,
) -> KeptVersion:
    """Return the version that is made of a thing's whole content, still to be kept."""
    return KeptVersion(
        body=at.body,
        kind=kind.name,
        path=at.path,
        recorded_at=recorded_at,
        content=dict(content),
        act=act,
        reason=reason,
        made_by=by.client,
        made_by_holder=by.holder,
    )


def subject_of(kind: Kind[Any], at: Address) -> str:
    """Return how the audit calls a thing: `plans/service-plan/items/R5`."""
    return "/".join(f"{name}s/{part}" for name, part in zip(kind.parts, at.parts, strict=True))


def _kept_of(shown: Shown, kind: Kind[Shown], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is shown without what only follows from it."""
    return shown.model_dump(mode="json", include={*Kept.model_fields, *kind.parts, *content})


def _decided(kept: Mapping[str, Any], reason: str | None) -> dict[str, Any]:
    """Return what is kept, and why a step was taken: beside a reason that is a part of it."""
    return {**kept, "reason_of_act" if "reason" in kept else "reason": reason}


def says(current: Shown, content: Mapping[str, Any]) -> bool:
    """Return whether a thing says all of a content already."""
    return current.model_dump(mode="json", include={*content}) == content
