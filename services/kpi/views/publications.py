"""How kpi tells of its publications: with the hash of each row, and what a correction changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.kpi.releases.changing import changes_untold
from shared.contracts.kpi.publications import (
    Publication,
    PublicationContents,
    PublicationVerification,
    PublishedRowHash,
)
from shared.contracts.values import BodyCode
from shared.publication import published_release
from shared.publication.telling import Teller, said
from shared.web.publications import Outlet, publications_router

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.publication import Contents, ReleaseShown
    from shared.storage.public import Public

CHANGES: Final = "changes"
"""The kind of document that says what a correction changed, and why."""


async def beside(
    public: Public, shown: ReleaseShown, text: Mapping[str, Any] | None, contents: Contents
) -> Mapping[str, Any]:
    """Return the rows of a publication, each by its hash, and what it changed."""
    changes = (await said(public, shown.body, [shown.id], CHANGES)).get(shown.id)
    if changes is None and text is not None:
        changes = await _untold(public, shown, text)
    return {
        "changes": changes,
        "rows": [
            PublishedRowHash(
                subject=subject,
                indicator=item,
                period=period,
                sha256=entry.sha256,
                left_out=entry.is_left_out,
            )
            for entry in contents.manifest.rows
            for subject, item, period in [entry.address]
        ],
    }


async def _untold(
    public: Public, shown: ReleaseShown, text: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return what is told of a correction's changes once what it corrects is withdrawn."""
    if shown.supersedes is None:
        return None
    before = await published_release(public, shown.body, shown.supersedes)
    if before is None or before.withdrawn_at is None:
        return None
    return changes_untold(
        release=shown.id,
        body=shown.body,
        period=shown.period,
        supersedes=before.id,
        reason=text.get("reason"),
    ).model_dump(mode="json")


publications = publications_router(
    Outlet(
        service="kpi",
        teller=Teller(Publication, PublicationContents, PublicationVerification, beside=beside),
        publication="publication",
        document="published_document",
        identifier="publication_id",
        subject="subject",
        code=BodyCode,
        kind="scorecard",
    )
)
