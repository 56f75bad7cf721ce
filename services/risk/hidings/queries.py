"""All SQL about texts that are to be hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from services.risk.acceptances.tables import AcceptanceGiven, AcceptanceRevoked
from services.risk.assessments.tables import AssessmentVersion
from services.risk.prompts.tables import SignalDismissed
from services.risk.reviews.tables import ReviewKept
from services.risk.risks.tables import RiskVersion
from shared.contracts.risk.vocabulary import AssessmentKind, HiddenText
from shared.storage.versions import history

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from services.risk.risks.tables import TextHidden
    from shared.storage.sessions import Reader, Transaction


class Said(NamedTuple):
    """A text, when the act was recorded that it belongs to, and whether it is Part 2."""

    text: str | None
    said_at: datetime
    is_hidden: bool


class _Stands(NamedTuple):
    """Where a text stands.

    Attributes:
        table: Of acts at risks, with the column *text*, and `<text>_is_confidential`.
        kind: Of assessments.
    """

    table: Any
    text: str
    kind: AssessmentKind | None = None


_STANDS: Final[Mapping[HiddenText, _Stands]] = {
    HiddenText.STATE_REASON: _Stands(RiskVersion, "state_reason"),
    HiddenText.INHERENT_REASON: _Stands(AssessmentVersion, "reason", AssessmentKind.INHERENT),
    HiddenText.CURRENT_REASON: _Stands(AssessmentVersion, "reason", AssessmentKind.CURRENT),
    HiddenText.TARGET_REASON: _Stands(AssessmentVersion, "reason", AssessmentKind.TARGET),
    HiddenText.REVIEW_COMMENT: _Stands(ReviewKept, "comment"),
    HiddenText.ACCEPTANCE_REASON: _Stands(AcceptanceGiven, "reason"),
    HiddenText.REVOCATION_REASON: _Stands(AcceptanceRevoked, "reason"),
    HiddenText.DISMISSAL_REASON: _Stands(SignalDismissed, "reason"),
}


async def texts(reader: Reader, body: str, reference: str, what: HiddenText) -> Sequence[Said]:
    """Return all texts of a kind that were ever given at a risk, the newest first."""
    table, text, kind = _STANDS[what]
    given = history(table, before=None).where(table.body == body, table.reference == reference)
    if kind is not None:
        given = given.where(table.kind == kind)
    return [
        Said(getattr(row, text), row.recorded_at, getattr(row, f"{text}_is_confidential"))
        for row in await reader.all(given)
    ]


async def append(tx: Transaction, *hidden: TextHidden) -> None:
    """Keep that texts are hidden."""
    await tx.append(*hidden)
