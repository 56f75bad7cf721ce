"""What anyone may know of a public release: what it holds, and that it still holds those bytes.

Whether the versions still say the same is `verifying`'s to find, for those who may read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.publication.manifest import Entry, Manifest, Release, manifest_of
from shared.publication.reading import ReleaseShown
from shared.publication.verifying import Finding
from shared.storage.public import Public

_DOCUMENTS: Final = """
    SELECT kind, key, sha256, media_type FROM frozen_documents
    WHERE body = $1 AND release = $2 AND sha256 IS NOT NULL
"""
_ROWS: Final = """
    SELECT subject, item, period, sha256 FROM frozen_rows
    WHERE body = $1 AND release = $2 AND NOT withdrawn
"""
_CHANGED: Final = """
    SELECT ARRAY[kind, key] AS address FROM frozen_documents
    WHERE body = $1 AND release = $2 AND NOT withdrawn AND sha256 <> encode(sha256(content), 'hex')
    UNION ALL
    SELECT ARRAY[subject, item, period] FROM frozen_rows
    WHERE body = $1 AND release = $2 AND NOT withdrawn
        AND sha256 <> encode(sha256(convert_to(document, 'UTF8')), 'hex')
    ORDER BY address
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a public release holds; nothing, once it is withdrawn.

    Attributes:
        manifest: Worked out anew from the hashes that stand beside the parts.
        media_types: Of the documents, by their addresses.
    """

    manifest: Manifest
    media_types: Mapping[tuple[str, str], str]


async def public_contents(public: Public, shown: ReleaseShown) -> Contents:
    """Return what a public release holds.

    What repeats a release that was withdrawn since is there by its hash alone.
    """
    stands = shown.withdrawn_at is None
    documents = await public.rows(_DOCUMENTS, shown.body, shown.id) if stands else []
    rows = await public.rows(_ROWS, shown.body, shown.id) if stands else []
    release = Release(
        shown.body,
        shown.id,
        shown.kind,
        shown.period,
        shown.number,
        shown.publish_at,
        shown.supersedes,
    )
    media_types = {(found["kind"], found["key"]): found["media_type"] for found in documents}
    return Contents(
        manifest_of(
            release,
            (_entry(found, "kind", "key") for found in documents),
            (_entry(found, "subject", "item", "period") for found in rows),
        ),
        media_types,
    )


async def check_public(public: Public, shown: ReleaseShown, contents: Contents) -> list[Finding]:
    """Return where a public release is not what it was published as.

    The database hashes what it stores, so that no content travels: a release costs milliseconds,
    and nothing has to be remembered that could hide a change.
    """
    findings = []
    if contents.manifest.hash != shown.manifest_hash:
        findings.append(Finding("manifest_changed"))
    changed = await public.rows(_CHANGED, shown.body, shown.id)
    return findings + [Finding("content_changed", tuple(found["address"])) for found in changed]


def _entry(found: Any, *address: str) -> Entry:
    return Entry(tuple(found[name] for name in address), found["sha256"])
