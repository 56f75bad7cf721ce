"""Plans as they were published: frozen, for anyone, in the very bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.editions import Wanted, edition_document

if TYPE_CHECKING:
    from services.projects.views.choosing import Chosen
    from shared.publication import Published
    from shared.storage.public import Public
    from shared.web.asking import AsKnown

PLAN: Final = "plan"
REPORT: Final = "report"
TIMELINE: Final = "timeline"
TIMELINE_SVG: Final = "timeline-svg"
"""The kinds of documents of an edition; the key of each is `<plan>/<quarter>`."""


async def published_part(public: Public, chosen: Chosen, as_known: AsKnown, kind: str) -> Published:
    """Return a document of the newest public edition of a quarter, or of the one that is named.

    Raises:
        NotFound: If nothing is published.
        Withdrawn: If it was taken back.
        FutureInstant: If the instant lies ahead.
        Invalid: If the period is no quarter.
    """
    wanted = Wanted(chosen.at.body, chosen.at.last, chosen.period, chosen.edition)
    return await edition_document(public, wanted, as_known, kind)
