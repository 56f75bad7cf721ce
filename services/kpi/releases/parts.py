"""The documents and rows that are frozen of a release, or would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.kpi.releases.changing import changes_between, changes_untold
from shared.contracts.kpi.frozen import ReleaseText
from shared.publication import Document, Row, address_of

if TYPE_CHECKING:
    from uuid import UUID

    from services.kpi.releases.content import Content
    from services.kpi.releases.tables import ReleaseBegun
    from shared.contracts.kpi.frozen import ReleaseChanges
    from shared.contracts.kpi.performance import Scorecard

Parts = tuple[list[Document], list[Row]]


def parts_of(content: Content, begun: ReleaseBegun) -> Parts:
    """Return what is frozen of *content*, but what it changes: each part names its release."""
    named = [_in_release(scorecard, begun.id) for scorecard in content.scorecards]
    documents = [Document.of("scorecard", f"{one.body}/{one.period}", one) for one in named]
    documents.append(Document.of("text", f"{begun.body}/{begun.period}", _text(content, begun)))
    rows = [Row.of(one.body, row.indicator, row.period, row) for one in named for row in one.rows]
    return documents, rows


def with_changes(
    parts: Parts, before: Parts | None, begun: ReleaseBegun, *, withdrawn: bool
) -> Parts:
    """Return *parts* with what they change against the release *before*, and what they leave out.

    What they change repeats that release; if it was *withdrawn*, only that is said.
    """
    documents, rows = parts
    told = changes_of(parts, None if withdrawn else before, begun, withdrawn=withdrawn)
    quotes = None if withdrawn else begun.supersedes
    changes = Document.of("changes", f"{begun.body}/{begun.period}", told, quotes=quotes)
    whole = [*documents, changes]
    old_documents, old_rows = before or ([], [])
    parts_here: list[Document | Row] = [*whole, *rows]
    has = {address_of(part) for part in parts_here}
    return (
        [
            *whole,
            *(Document.left_out(*at) for at in map(address_of, old_documents) if at not in has),
        ],
        [*rows, *(Row.left_out(*at) for at in map(address_of, old_rows) if at not in has)],
    )


def changes_of(
    parts: Parts,
    before: Parts | None,
    begun: ReleaseBegun,
    against: UUID | None = None,
    *,
    withdrawn: bool = False,
) -> ReleaseChanges:
    """Return what *parts* change against the release *before*; nothing if there is none.

    Args:
        parts: Of the release that was *begun*.
        before: Of another one.
        begun: The release.
        against: The id of that other one, if it is not the one that is corrected.
        withdrawn: Whether that other one was, so that nothing of it is told.
    """
    named = {
        "release": begun.id,
        "body": begun.body,
        "period": begun.period,
        "supersedes": against or begun.supersedes,
        "reason": begun.reason,
    }
    if withdrawn:
        return changes_untold(**named)
    return changes_between(parts if before is None else before, parts, **named)


def _in_release(scorecard: Scorecard, release: UUID) -> Scorecard:
    said: dict[str, Any] = {"as_published_in": str(release)}
    members = [
        member.model_copy(update={"rows": [row.model_copy(update=said) for row in member.rows]})
        for member in scorecard.members
    ]
    rows = [row.model_copy(update=said) for row in scorecard.rows]
    return scorecard.model_copy(update={"rows": rows, "members": members})


def _text(content: Content, begun: ReleaseBegun) -> ReleaseText:
    return ReleaseText(
        release=begun.id,
        body=begun.body,
        body_name=content.body_name,
        period=begun.period,
        number=begun.number,
        title=content.words.title,
        text=content.words.text,
        supersedes=begun.supersedes,
        reason=begun.reason,
    )
