"""What an export tells beside the risks: controls, actions, reviews and acceptances, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from services.risk.acceptances import queries as acceptances
from services.risk.acceptances.worths import weighed
from services.risk.exchange.standing import said_in
from services.risk.mitigations import queries as mitigations
from services.risk.reviews import queries as reviews
from services.risk.reviews.use_cases import shown as shown_review
from shared.contracts.risk.exchange import AcceptanceRow, MitigationRow, ReviewRow
from shared.sheets.forms import form_of
from shared.sheets.lists import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from services.risk.acceptances.worths import Weighed
    from services.risk.reviews.tables import ReviewKept
    from services.risk.risks.parts import Eyes
    from shared.contracts.risk.acceptances import Revocation
    from shared.contracts.risk.exchange import RegisterExport
    from shared.contracts.risk.mitigations import Mitigation
    from shared.sheets.writing import Table
    from shared.storage.sessions import Reader

_MITIGATIONS: Final = form_of(MitigationRow, way="serialization")
_REVIEWS: Final = form_of(ReviewRow, way="serialization")
_ACCEPTANCES: Final = form_of(AcceptanceRow, way="serialization")


class Besides(NamedTuple):
    """What is told beside a register's risks."""

    mitigations: list[MitigationRow]
    reviews: list[ReviewRow]
    acceptances: list[AcceptanceRow]


async def besides_of(
    reader: Reader, body: str, references: Collection[str], eyes: Eyes, *, on: date
) -> Besides:
    """Return what is told beside these risks, as the reader knows it and *eyes* may see it.

    Args:
        on: The day on which acceptances are worth something.
    """
    hidden = await mitigations.hidden_now(reader, body, references)
    against = await mitigations.mitigations(reader, body, references)
    looks = await reviews.reviews_of(reader, body, references)
    given = await acceptances.acceptances_of(reader, body, references)
    newest = await acceptances.standing(reader, body, references)
    worths = await weighed(reader, body, given, newest, on=on)
    return Besides(
        [
            _mitigation(eyes.shown(each, hidden[each.reference, each.mitigation]), eyes)
            for each in against
        ],
        [
            _review(each, eyes)
            for each in sorted(looks, key=lambda r: (r.reference, -r.last_day.toordinal()))
        ],
        [
            _acceptance(each, eyes)
            for each in sorted(worths, key=lambda weighed: weighed.given.reference)
        ],
    )


def sheets_beside(found: RegisterExport) -> Mapping[str, Table]:
    """Return the sheets that a workbook has beside that of the risks."""
    return {
        "Controls and actions": _MITIGATIONS.table_of(found.mitigations),
        "Reviews": _REVIEWS.table_of(found.reviews),
        "Acceptances": _ACCEPTANCES.table_of(found.acceptances),
    }


def _mitigation(one: Mitigation, eyes: Eyes) -> MitigationRow:
    said: dict[str, Any] = {
        name: getattr(one, name)
        for name in MitigationRow.model_fields
        if name in type(one).model_fields
    }
    said |= {
        "owners": joined(one.owners),
        "due": one.due.as_written if one.due else None,
        "due_value": one.due.value if one.due else None,
        "confidential": joined(one.confidential),
    }
    said |= {name: said_in(eyes, said[name], is_hidden=True) for name in one.confidential}
    return MitigationRow(**said)


def _review(kept: ReviewKept, eyes: Eyes) -> ReviewRow:
    review = shown_review(kept, eyes)
    inherent, current, target = review.scores.inherent, review.scores.current, review.scores.target
    return ReviewRow(
        reference=review.reference,
        reviewed=review.reviewed.as_written,
        reviewed_value=review.reviewed.value,
        reviewer=review.reviewer,
        comment=said_in(eyes, review.comment, is_hidden=review.comment_is_confidential),
        comment_is_confidential=review.comment_is_confidential,
        inherent_score=inherent.score if inherent else None,
        current_score=current.score if current else None,
        target_score=target.score if target else None,
        recorded_at=review.recorded_at,
    )


def _acceptance(weighed: Weighed, eyes: Eyes) -> AcceptanceRow:
    acceptance = weighed.shown(eyes)
    revocation = acceptance.revocation
    return AcceptanceRow(
        reference=acceptance.reference,
        score=acceptance.score,
        expires=acceptance.expires,
        validity=acceptance.validity,
        validity_reason=acceptance.validity_reason,
        approver=acceptance.approver,
        reason=said_in(eyes, acceptance.reason, is_hidden=acceptance.reason_is_confidential),
        reason_is_confidential=acceptance.reason_is_confidential,
        revoked_by=revocation.by if revocation else None,
        revocation_reason=_revoked_for(revocation, eyes) if revocation else None,
        revocation_reason_is_confidential=(
            revocation.reason_is_confidential if revocation else None
        ),
        recorded_at=acceptance.recorded_at,
    )


def _revoked_for(revocation: Revocation, eyes: Eyes) -> str | None:
    return said_in(eyes, revocation.reason, is_hidden=revocation.reason_is_confidential)
