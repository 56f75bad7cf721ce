"""The documents and rows that are frozen of a release, or would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.kpi.releases.changing import changes_between
from shared.contracts.kpi.releases import ReleaseText
from shared.publication import Document, Row

if TYPE_CHECKING:
    from uuid import UUID

    from services.kpi.releases.content import Content
    from services.kpi.releases.tables import ReleaseBegun
    from shared.contracts.kpi.performance import Scorecard
    from shared.contracts.kpi.releases import ReleaseChanges

Parts = tuple[list[Document], list[Row]]


def parts_of(content: Content, begun: ReleaseBegun) -> Parts:
    """Return what is frozen of *content*, but what it changes: each part names its release."""
    named = [_in_release(scorecard, begun.id) for scorecard in content.scorecards]
    documents = [Document.of("scorecard", f"{one.body}/{one.period}", one) for one in named]
    documents.append(Document.of("text", f"{begun.body}/{begun.period}", _text(content, begun)))
    rows = [Row.of(one.body, row.indicator, row.period, row) for one in named for row in one.rows]
    return documents, rows


def with_changes(parts: Parts, before: Parts | None, begun: ReleaseBegun) -> Parts:
    """Return *parts* with the document that says what they change against the release *before*."""
    documents, rows = parts
    told = changes_of(parts, before, begun)
    return [*documents, Document.of("changes", f"{begun.body}/{begun.period}", told)], rows


def changes_of(parts: Parts, before: Parts | None, begun: ReleaseBegun) -> ReleaseChanges:
    """Return what *parts* change against the release *before*; nothing if there is none."""
    return changes_between(
        before if before is not None else parts,
        parts,
        release=begun.id,
        body=begun.body,
        period=begun.period,
        supersedes=begun.supersedes,
        reason=begun.reason,
    )


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
