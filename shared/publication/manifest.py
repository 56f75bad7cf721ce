"""What a release is made of, and the hash that binds it all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from shared.publication.canonical import canonical_json, sha256_of

JSON: Final = "application/json"
_OF_NOTHING: Final = sha256_of(b"")

CANCEL_AHEAD: Final = timedelta(seconds=1)
"""A cancellation must be kept this long before the hour: a COMMIT takes time to reach the disk, and
whoever read in between would have seen what was taken back."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release as it is scheduled.

    Attributes:
        body: Who publishes it.
        id: A UUID4: nobody may guess it before the hour.
        kind: Of what: a quarter's scorecards, a plan.
        period: In canonical notation.
        number: What readers call it by, within kind and period; of two with one hour, the higher
            one wins.
        publish_at: Its hour, by the database's clock.
        supersedes: The release that it corrects.
    """

    body: str
    id: UUID
    kind: str
    period: str
    number: int
    publish_at: datetime
    supersedes: UUID | None = None


@dataclass(frozen=True)
class Document:
    """A document to freeze: its kind and key name it, within a body.

    `scorecard` and `2019-20-Q3`, say. A picture or a sheet is frozen in its own media type.

    Attributes:
        content: Its bytes; none, if it is left out (see `left_out`).
        quotes: The release whose words it repeats. Outside it is shown while that one stands; then
            a mark is, which keeps its hash.
    """

    kind: str
    key: str
    content: bytes
    media_type: str = JSON
    quotes: UUID | None = None

    @classmethod
    def of(cls, kind: str, key: str, said: Any, *, quotes: UUID | None = None) -> Document:
        """Return the document that says *said*, a contract's model, in canonical JSON."""
        return cls(kind, key, canonical_json(said), quotes=quotes)

    @classmethod
    def left_out(cls, kind: str, key: str) -> Document:
        """Return the mark, frozen in its place, that a correction has this document no more.

        Else the page of the release before would stay the newest one. It is empty, which no
        document is.
        """
        return cls(kind, key, b"")

    @property
    def is_left_out(self) -> bool:
        """Whether it is the mark of what a correction left out."""
        return not self.content

    @cached_property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return sha256_of(self.content)


@dataclass(frozen=True)
class Row:
    """A row to freeze: all that is shown of a subject, an item and a period.

    The subject is a council or partnership, the item an indicator's code, say.
    """

    subject: str
    item: str
    period: str
    document: str

    @classmethod
    def of(cls, subject: str, item: str, period: str, said: Any) -> Row:
        """Return the row that says *said*, a contract's model, in canonical JSON."""
        return cls(subject, item, period, canonical_json(said).decode())

    @classmethod
    def left_out(cls, subject: str, item: str, period: str) -> Row:
        """Return the mark that a correction has this row no more, as of a document."""
        return cls(subject, item, period, "")

    @property
    def is_left_out(self) -> bool:
        """Whether it is the mark of what a correction left out."""
        return not self.document

    @cached_property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return sha256_of(self.document.encode())


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a manifest: an address within the release, and the hash of what lies there."""

    address: tuple[str, ...]
    sha256: str

    @property
    def is_left_out(self) -> bool:
        """Whether the mark of what a correction left out lies there."""
        return self.sha256 == _OF_NOTHING


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a release holds.

    Its hash covers the release's own name, hour and number too. A caller records it in the
    journal, so that the audit chain vouches for each byte.
    """

    release: Release
    documents: tuple[Entry, ...]
    rows: tuple[Entry, ...]

    @property
    def hash(self) -> str:
        """The SHA-256 of the whole."""
        head = self.release
        said = {
            "body": head.body,
            "release": head.id,
            "kind": head.kind,
            "period": head.period,
            "number": head.number,
            "publish_at": head.publish_at,
            "supersedes": head.supersedes,
            "documents": [[*entry.address, entry.sha256] for entry in self.documents],
            "rows": [[*entry.address, entry.sha256] for entry in self.rows],
        }
        return sha256_of(canonical_json(said))


def manifest_of(release: Release, documents: Iterable[Entry], rows: Iterable[Entry]) -> Manifest:
    """Return the manifest of a release, whatever order its parts come in."""

    def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
        return tuple(sorted(entries, key=lambda entry: entry.address))

    return Manifest(release, ordered(documents), ordered(rows))


def entry_of(part: Document | Row) -> Entry:
    """Return a part's line in the manifest."""
    return Entry(address_of(part), part.sha256)


def address_of(part: Document | Row) -> tuple[str, ...]:
    """Return where a part lies within its release."""
    match part:
        case Document():
            return (part.kind, part.key)
        case Row():
            return (part.subject, part.item, part.period)
