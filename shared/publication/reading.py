"""Published documents, rows and releases, as anyone may read them.

No condition here says what is public: the policies of the public role do. The newest release wins,
by its hour; `known_at` asks which one won then, and `release` for one by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from shared.storage.public import Public
from shared.storage.versions import END_OF_TIME

SAID: Final = """
    SELECT d.release, d.number, d.publish_at, d.media_type, d.content, d.sha256, d.withdrawn,
        coalesce(own.release, quoted.release) AS ended,
        coalesce(own.recorded_at, quoted.recorded_at) AS withdrawn_at,
        coalesce(own.reason, quoted.reason) AS reason
    FROM frozen_documents d
    LEFT JOIN release_endings own
        ON d.withdrawn AND own.body = d.body AND own.release = d.release
    LEFT JOIN release_endings quoted
        ON d.withdrawn AND quoted.body = d.body AND quoted.release = d.quotes
"""
_NEWEST: Final = f"""{SAID}
    WHERE d.body = $1 AND d.kind = $2 AND d.key = $3 AND d.publish_at <= $4
    ORDER BY d.publish_at DESC, d.number DESC, d.withdrawn DESC LIMIT 1
"""
_OF_RELEASE: Final = f"""{SAID}
    WHERE d.body = $1 AND d.kind = $2 AND d.key = $3 AND d.release = $4 AND d.publish_at <= $5
    ORDER BY d.withdrawn DESC LIMIT 1
"""
_ROWS: Final = """
    SELECT DISTINCT ON (r.body, r.subject, r.item, r.period)
        r.body, r.subject, r.item, r.period, r.release, r.number, r.publish_at, r.document, r.sha256
    FROM frozen_rows r
    WHERE r.body = ANY($1) AND r.subject = ANY($2) AND r.item = $3
        AND r.period BETWEEN $4 AND $5 AND r.publish_at <= $6
    ORDER BY r.body, r.subject, r.item, r.period,
        r.publish_at DESC, r.number DESC, r.withdrawn DESC
"""
_OF_RELEASES: Final = """
    SELECT d.release, d.content FROM frozen_documents d
    WHERE d.body = $1 AND d.release = ANY($2) AND d.kind = $3 AND NOT d.withdrawn
"""
_NEWEST_KEY: Final = """
    SELECT d.key FROM frozen_documents d
    WHERE d.body = $1 AND d.kind = $2 AND starts_with(d.key, $3) AND d.publish_at <= $4
        AND ($5::uuid IS NULL OR d.release = $5)
    ORDER BY d.key DESC LIMIT 1
"""
_SHOWN: Final = """
    SELECT r.body, r.id, r.kind, r.period, r.number, r.publish_at, r.supersedes, r.manifest_hash,
        (SELECT s.id FROM published_releases s
            WHERE s.body = r.body AND s.supersedes = r.id AND s.publish_at <= $2
            ORDER BY s.publish_at DESC, s.number DESC LIMIT 1) AS superseded_by,
        e.recorded_at AS withdrawn_at, e.reason
    FROM published_releases r
    LEFT JOIN release_endings e ON e.body = r.body AND e.release = r.id
"""
_ONE: Final = f"{_SHOWN} WHERE r.body = $1 AND r.id = $3 AND r.publish_at <= $2"
_LIST: Final = f"""{_SHOWN}
    WHERE r.body = $1 AND r.publish_at <= $2 AND (r.publish_at, r.id) < ($3, $4)
    ORDER BY r.publish_at DESC, r.id DESC LIMIT $5
"""
_LAST_ID: Final = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class Published:
    """A document as it was published."""

    release: UUID
    number: int
    publish_at: datetime
    media_type: str
    content: bytes
    sha256: str

    @property
    def etag(self) -> str:
        """Its strong `ETag`: that of any answer with these bytes (`shared.web.conditional`)."""
        return f'"{self.sha256[:32]}"'


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The place of a document that was withdrawn: when and why, and nothing that it said.

    `release` is the one that was withdrawn: its own, or the one whose words it repeated.
    """

    release: UUID
    number: int
    publish_at: datetime
    withdrawn_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The place of a document that a correction, `release`, has no more."""

    release: UUID
    number: int
    publish_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A row as it was published.

    Attributes:
        body: Who published it.
        document: In canonical JSON; None if it was withdrawn, and empty if a correction left it
            out.
    """

    body: str
    subject: str
    item: str
    period: str
    release: UUID
    number: int
    publish_at: datetime
    document: str | None
    sha256: str | None

    @property
    def is_left_out(self) -> bool:
        """Whether it is the mark that a correction has it no more."""
        return self.document == ""


@dataclass(frozen=True, slots=True)
class ReleaseShown:
    """A release that is public, or was before it was withdrawn.

    Attributes:
        superseded_by: The newest public release that says it corrects this one.
        withdrawn_at: None while it stands.
    """

    body: str
    id: UUID
    kind: str
    period: str
    number: int
    publish_at: datetime
    supersedes: UUID | None
    manifest_hash: str
    superseded_by: UUID | None
    withdrawn_at: datetime | None
    reason: str | None


async def published_document(
    public: Public,
    body: str,
    kind: str,
    key: str,
    *,
    release: UUID | None = None,
    known_at: datetime | None = None,
) -> Published | Tombstone | LeftOut | None:
    """Return a document of the newest public release that holds it; None if there is none.

    If that release was withdrawn, the answer says so: what it had replaced is not shown as if it
    were the newest.

    Args:
        public: Who asks.
        body: Who published it.
        kind, key: Its name.
        release: The release to take it from, instead of the newest.
        known_at: Only what was public at this instant.
    """
    until = known_at or END_OF_TIME
    if release is None:
        found = await public.row(_NEWEST, body, kind, key, until)
    else:
        found = await public.row(_OF_RELEASE, body, kind, key, release, until)
    return None if found is None else read_document(found)


async def published_rows(
    public: Public,
    bodies: Sequence[str],
    subjects: Sequence[str],
    item: str,
    periods: tuple[str, str],
    *,
    known_at: datetime | None = None,
) -> list[PublishedRow]:
    """Return each newest public row, by body, subject and period; those withdrawn are empty.

    Args:
        public: Who asks.
        bodies: Who published them.
        subjects: Whom they speak of.
        item: An indicator's code, say.
        periods: The first and the last, as their text sorts: months of one year lie together.
        known_at: Only what was public at this instant.
    """
    found = await public.rows(
        _ROWS, list(bodies), list(subjects), item, *periods, known_at or END_OF_TIME
    )
    return [PublishedRow(**row) for row in found]


async def published_release(
    public: Public, body: str, release: UUID, *, known_at: datetime | None = None
) -> ReleaseShown | None:
    """Return one public release; None if there is none, or none yet."""
    found = await public.row(_ONE, body, known_at or END_OF_TIME, release)
    return None if found is None else ReleaseShown(**found)


async def published_releases(
    public: Public,
    body: str,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    known_at: datetime | None = None,
) -> list[ReleaseShown]:
    """Return a body's public releases, newest first; *after* is the last one of the page before."""
    last = after or (END_OF_TIME, _LAST_ID)
    found = await public.rows(_LIST, body, known_at or END_OF_TIME, *last, limit)
    return [ReleaseShown(**row) for row in found]


async def newest_key(
    public: Public,
    body: str,
    kind: str,
    beginning: str,
    *,
    release: UUID | None = None,
    known_at: datetime | None = None,
) -> str | None:
    """Return the last public key of a kind, as their text sorts, that has this beginning.

    Of keys that end in a quarter, that is the newest one's. One that was withdrawn counts: what
    lies behind it is not shown as if it were the newest.
    """
    until = known_at or END_OF_TIME
    found = await public.row(_NEWEST_KEY, body, kind, beginning, until, release)
    return None if found is None else str(found["key"])


async def documents_of_kind(
    public: Public, body: str, releases: Sequence[UUID], kind: str
) -> dict[UUID, bytes]:
    """Return the one document that each public release has of a kind, such as its title's."""
    found = await public.rows(_OF_RELEASES, body, list(releases), kind)
    return {row["release"]: row["content"] for row in found}


def read_document(found: Any) -> Published | Tombstone | LeftOut:
    """Return a document from the database's record of it."""
    if found["withdrawn"]:
        ended = (found["withdrawn_at"], found["reason"])
        return Tombstone(found["ended"], found["number"], found["publish_at"], *ended)
    place = (found["release"], found["number"], found["publish_at"])
    if not found["content"]:
        return LeftOut(*place)
    return Published(*place, found["media_type"], found["content"], found["sha256"])
