"""What is published, frozen: another world, which outside readers see through a role of its own.

A service freezes a release before its hour (`freeze`); the database's clock makes it public. The
public role has no right on a working table, and its policy shows what is public at the time of the
statement, so no query can forget the hour. A service uses what stands here.
"""

from shared.publication.anyone import document_by_anyone, rows_by_anyone
from shared.publication.canonical import canonical_json
from shared.publication.checking import Contents, check_public, public_contents
from shared.publication.composition import Compositions
from shared.publication.freezing import cancel, freeze, withdraw
from shared.publication.manifest import Document, Manifest, Release, Row, address_of
from shared.publication.preview import frozen_document
from shared.publication.reading import (
    LeftOut,
    Published,
    PublishedRow,
    ReleaseShown,
    Tombstone,
    documents_of_kind,
    newest_key,
    published_document,
    published_release,
    published_releases,
    published_rows,
)
from shared.publication.standing import LEFT_OUT, NOTHING, standing
from shared.publication.tables import add_publication
from shared.publication.telling import TEXT
from shared.publication.verifying import (
    Difference,
    Finding,
    Verdict,
    compare,
    stored_release,
    verify_release,
)

__all__ = [
    "LEFT_OUT",
    "NOTHING",
    "TEXT",
    "Compositions",
    "Contents",
    "Difference",
    "Document",
    "Finding",
    "LeftOut",
    "Manifest",
    "Published",
    "PublishedRow",
    "Release",
    "ReleaseShown",
    "Row",
    "Tombstone",
    "Verdict",
    "add_publication",
    "address_of",
    "cancel",
    "canonical_json",
    "check_public",
    "compare",
    "document_by_anyone",
    "documents_of_kind",
    "freeze",
    "frozen_document",
    "newest_key",
    "public_contents",
    "published_document",
    "published_release",
    "published_releases",
    "published_rows",
    "rows_by_anyone",
    "standing",
    "stored_release",
    "verify_release",
    "withdraw",
]
