"""Proof: that what is frozen is what was published, and what the versions still say.

Three things are held against each other: the manifest's hash, which the journal has too; the bytes
as they are stored; and the same documents, recomputed by the caller.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from shared.publication.manifest import (
    JSON,
    Document,
    Entry,
    Release,
    Row,
    address_of,
    manifest_of,
)
from shared.publication.tables import FrozenDocument, FrozenRow, PublishedRelease
from shared.refusals import NotFound
from shared.storage.sessions import Reader

_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two documents differ.

    Attributes:
        pointer: A JSON pointer (RFC 6901); empty for the whole.
        frozen, recomputed: What stands there; None also if nothing does.
    """

    pointer: str
    frozen: Any
    recomputed: Any


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was published.

    Attributes:
        code: `manifest_changed`: a part was added, taken away or given another hash, or the release
            another hour. `content_changed`: stored bytes don't match their hash.
            `recomputed_differs`: the versions say something else. `not_recomputed` and
            `not_frozen`: only one of the two has it.
        address: Kind and key of a document; subject, item and period of a row; empty for the
            release itself.
        differences: Where, if it can be told.
    """

    code: str
    address: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a verification; the caller compares `manifest_hash` with its journal's."""

    manifest_hash: str
    findings: tuple[Finding, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether everything is as it was published."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Stored:
    """A release as it is stored: its head, and every part of it."""

    head: PublishedRelease
    parts: Sequence[FrozenDocument | FrozenRow]


async def verify_release(
    reader: Reader,
    body: str,
    release: UUID,
    recomputed: Iterable[Document | Row],
    *,
    but_for: Collection[str] | None = None,
) -> Verdict:
    """Compare what is frozen with its hashes, and with what the caller has recomputed.

    Args:
        reader: One that may read *body*.
        body: Who published it.
        release: Public, scheduled or over.
        recomputed: Every document and row of the release, made anew from the versions.
        but_for: As `compare`.

    Raises:
        NotFound: If there is no such release.
    """
    return compare(await stored_release(reader, body, release), recomputed, but_for=but_for)


async def stored_release(reader: Reader, body: str, release: UUID) -> Stored:
    """Return a release as it is stored: public, scheduled or over.

    Raises:
        NotFound: If there is no such release.
    """
    head = await reader.first(
        select(PublishedRelease).where(
            PublishedRelease.body == body, PublishedRelease.id == release
        )
    )
    if head is None:
        raise NotFound
    documents = await reader.all(
        select(FrozenDocument).where(
            FrozenDocument.body == body,
            FrozenDocument.release == release,
            ~FrozenDocument.withdrawn,
        )
    )
    rows = await reader.all(
        select(FrozenRow).where(
            FrozenRow.body == body, FrozenRow.release == release, ~FrozenRow.withdrawn
        )
    )
    return Stored(head, [*documents, *rows])


def compare(
    stored: Stored,
    recomputed: Iterable[Document | Row],
    *,
    but_for: Collection[str] | None = None,
) -> Verdict:
    """Compare what is stored with its hashes, and with what was recomputed.

    Args:
        stored: The release.
        recomputed: Every document and row of it, made anew from the versions.
        but_for: Names of fields, at any depth, and kinds of documents that say something else since
            the code that composed the release; then all else is compared, field by field, and a
            part that was not there yet is no fault. None if that code is today's: it must give the
            same bytes.
    """
    head = stored.head
    parts = [(_part(row), str(row.sha256)) for row in stored.parts]
    release = Release(
        head.body, head.id, head.kind, head.period, head.number, head.publish_at, head.supersedes
    )
    manifest = manifest_of(
        release,
        (Entry(address_of(part), kept) for part, kept in parts if isinstance(part, Document)),
        (Entry(address_of(part), kept) for part, kept in parts if isinstance(part, Row)),
    )
    findings = []
    if manifest.hash != head.manifest_hash:
        findings.append(Finding("manifest_changed"))
    frozen = {(type(part), address_of(part)): part for part, _ in parts}
    anew = {(type(part), address_of(part)): part for part in recomputed}
    findings += [
        Finding("content_changed", address_of(part)) for part, kept in parts if part.sha256 != kept
    ]
    for place in sorted(frozen.keys() | anew.keys(), key=lambda p: (p[0].__name__, p[1])):
        kind, address = place
        if kind is Document and but_for is not None and address[0] in but_for:
            continue
        findings += _between(address, frozen.get(place), anew.get(place), but_for)
    return Verdict(manifest.hash, tuple(findings))


def differences(frozen: Any, recomputed: Any, pointer: str = "") -> Iterator[Difference]:
    """Yield each place where two JSON documents differ, as deep as they are alike above it."""
    if isinstance(frozen, dict) and isinstance(recomputed, dict):
        for name in sorted(frozen.keys() | recomputed.keys()):
            below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from differences(frozen.get(name, _ABSENT), recomputed.get(name, _ABSENT), below)
    elif isinstance(frozen, list) and isinstance(recomputed, list):
        for place in range(max(len(frozen), len(recomputed))):
            one, other = (
                each[place] if place < len(each) else _ABSENT for each in (frozen, recomputed)
            )
            yield from differences(one, other, f"{pointer}/{place}")
    elif type(frozen) is not type(recomputed) or frozen != recomputed:
        yield Difference(pointer, *(None if v is _ABSENT else v for v in (frozen, recomputed)))


def _between(
    address: tuple[str, ...],
    frozen: Document | Row | None,
    anew: Document | Row | None,
    but_for: Collection[str] | None,
) -> Iterator[Finding]:
    if anew is None:
        yield Finding("not_recomputed", address)
    elif frozen is None:
        if but_for is None:
            yield Finding("not_frozen", address)
    elif _bytes_of(frozen) != _bytes_of(anew):
        told = _told(frozen, anew, but_for or ())
        if told or told is None or but_for is None:
            yield Finding("recomputed_differs", address, told or ())


def _told(
    frozen: Document | Row, anew: Document | Row, but_for: Collection[str]
) -> tuple[Difference, ...] | None:
    """Return where two parts differ but for some fields; None if they are not both JSON."""
    if not all(isinstance(part, Row) or part.media_type == JSON for part in (frozen, anew)):
        return None
    try:
        read = [json.loads(_bytes_of(part), parse_float=str) for part in (frozen, anew)]
    except ValueError:
        return None  # what was changed in the database need not be JSON any more
    return tuple(differences(*(_without(but_for, said) for said in read)))


def _without(names: Collection[str], said: Any) -> Any:
    """Return what JSON says without some fields, at any depth."""
    match said:
        case dict():
            return {
                name: _without(names, value) for name, value in said.items() if name not in names
            }
        case list():
            return [_without(names, value) for value in said]
        case _:
            return said


def _bytes_of(part: Document | Row) -> bytes:
    return part.content if isinstance(part, Document) else part.document.encode()


def _part(stored: FrozenDocument | FrozenRow) -> Document | Row:
    if isinstance(stored, FrozenDocument):
        return Document(stored.kind, stored.key, stored.content or b"", stored.media_type)
    return Row(stored.subject, stored.item, stored.period, stored.document or "")
