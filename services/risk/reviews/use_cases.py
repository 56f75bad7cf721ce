"""What can be asked of reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.assessments.queries import versions_of
from services.risk.assessments.scoring import UNKNOWN, matrices_of, scores_from
from services.risk.reviews import queries
from services.risk.reviews.rules import Made, stood_on
from services.risk.reviews.tables import ReviewKept
from services.risk.risks.hearing import heard_by
from services.risk.risks.parts import NOBODY, Eyes
from services.risk.risks.states import LIFE
from services.risk.risks.use_cases import find_risk
from shared.calendar.working_days import day_in_london
from shared.contracts.dates import WrittenDate
from shared.contracts.risk.assessments import Scores
from shared.contracts.risk.reviews import Review
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Fault, Invalid
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from datetime import date

    from services.risk.assessments.tables import AssessmentVersion
    from services.risk.risks.use_cases import RiskAddress
    from shared.contracts.risk.reviews import ReviewText
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction


def shown(review: ReviewKept, eyes: Eyes) -> Review:
    """Return a review as it is answered to whoever looks."""
    return Review(
        id=review.id,
        body=review.body,
        reference=review.reference,
        reviewed=WrittenDate(**review.reviewed),
        reviewer=review.reviewer,
        comment=eyes.text(review.comment, is_hidden=review.comment_is_confidential),
        comment_is_confidential=review.comment_is_confidential,
        scores=Scores(**review.scores),
        recorded_at=review.recorded_at,
    )


async def review_risk(
    tx: Transaction, at: RiskAddress, sent: ReviewText, *, by: Principal
) -> tuple[Review, bool]:
    """Keep a review with the scores as they stood then; tell whether anything was kept.

    The same again by the same client, with the same scores, makes no review, unless the risk has
    heard in between that an indicator turned red: then it has looked at that. A review counts by
    the last day that its date can mean, and from today at the latest. What is answered is Part 1
    alone.

    Raises:
        NotFound: If there is no such risk.
        Conflict: If it is closed.
        Invalid: If the review lies in the future.
    """
    head = await hold(tx, at.body)
    risk = await find_risk(tx, at)
    LIFE.check("review", risk, by=by)
    today = day_in_london(head.recorded_at)
    if sent.reviewed.date.first_day > today:
        message = "a review lies behind us; nobody has looked yet"
        raise Invalid(errors=[Fault("review_in_future", message, pointer="/reviewed")])
    last_day = min(sent.reviewed.date.last_day, today)  # nobody has looked after today
    review = ReviewKept(
        body=at.body,
        reference=at.reference,
        recorded_at=head.recorded_at,
        id=new_id(),
        reviewed=sent.reviewed.model_dump(mode="json"),
        last_day=last_day,
        reviewer=sent.reviewer,
        comment=sent.comment,
        comment_was_confidential=sent.comment_is_confidential,
        scores=(await _scores_on(tx, at, last_day)).model_dump(mode="json"),
        made_by=by.client,
        made_by_holder=by.holder,
    )
    signals = (await heard_by(tx, at.body, [at.reference])).get(at.reference, ())
    heard = [signal.recorded_at for signal in signals]
    for kept in await queries.reviews_of_day(tx, at.body, at.reference, last_day):
        is_answer = any(kept.recorded_at < instant for instant in heard)
        if _says(kept) == _says(review) and _is_own(kept, by) and not is_answer:
            return shown(kept, NOBODY), False
    await queries.append_review(tx, review)
    await record(
        tx,
        Event(
            body=at.body,
            act="risk.reviewed",
            subject=f"risks/{at.reference}/reviews/{review.id}",
            by=by,
            content_hash=content_hash(
                {"id": str(review.id), **sent.model_dump(mode="json")}, salt=review.salt
            ),
        ),
    )
    return shown(review, NOBODY), True


async def _scores_on(reader: Reader, at: RiskAddress, day: date) -> Scores:
    versions = await versions_of(reader, at.body, [at.reference])
    stood = stood_on(
        day,
        (Made(each.kind, _since(each), number) for number, each in enumerate(versions)),
    )
    chosen = [versions[each.number] for each in stood]
    scores = scores_from(chosen, await matrices_of(reader, at.body, chosen))
    return scores.get(at.reference, UNKNOWN)


def _since(version: AssessmentVersion) -> date:
    if version.assessed is None:
        return day_in_london(version.recorded_at)
    return WrittenDate(**version.assessed).date.first_day


def _says(review: ReviewKept) -> tuple[object, ...]:
    return (
        review.reviewed,
        review.reviewer,
        review.comment,
        review.comment_is_confidential,
        review.scores,
    )


def _is_own(kept: ReviewKept, by: Principal) -> bool:
    """Tell whether it was the same hand: another's look is a look, and none may guess its words."""
    return kept.made_by == by.client
