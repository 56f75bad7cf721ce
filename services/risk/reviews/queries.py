"""All SQL about reviews."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from services.risk.reviews.tables import ReviewKept
from shared.contracts.dates import WrittenDate
from shared.storage.columns import among
from shared.storage.versions import KNOWN_AT, history

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader, Transaction


class LastReview(NamedTuple):
    """When a risk was looked at last, as it was written, and the day from which that counts."""

    written: WrittenDate
    counts_from: date


async def last_reviews(
    reader: Reader, body: str, references: Collection[str] | None = None
) -> dict[str, LastReview]:
    """Return when each of a body's risks, or of these, was looked at last, by its own date."""
    of_body = select(ReviewKept).where(ReviewKept.body == body, ReviewKept.recorded_at <= KNOWN_AT)
    if references is not None:
        of_body = of_body.where(among(ReviewKept.reference, references))
    last = of_body.ext(distinct_on(ReviewKept.reference)).order_by(
        ReviewKept.reference, ReviewKept.last_day.desc(), ReviewKept.recorded_at.desc()
    )
    return {
        each.reference: LastReview(WrittenDate(**each.reviewed), each.last_day)
        for each in await reader.all(last)
    }


async def reviews_of(
    reader: Reader, body: str, references: Collection[str]
) -> Sequence[ReviewKept]:
    """Return all reviews of these risks."""
    return await reader.all(
        history(ReviewKept, before=None).where(
            ReviewKept.body == body, among(ReviewKept.reference, references)
        )
    )


async def reviews_before(
    reader: Reader,
    body: str,
    reference: str,
    before: tuple[date, datetime] | None,
    *,
    limit: int,
) -> Sequence[ReviewKept]:
    """Return a risk's reviews that are older than *before*, the last by their dates first.

    Args:
        before: The last day that a review's date can mean, and when it was recorded.
    """
    order = (ReviewKept.last_day, ReviewKept.recorded_at)
    chosen = select(ReviewKept).where(
        ReviewKept.body == body,
        ReviewKept.reference == reference,
        ReviewKept.recorded_at <= KNOWN_AT,
    )
    if before is not None:
        chosen = chosen.where(tuple_(*order) < before)
    return await reader.all(chosen.order_by(*(part.desc() for part in order)).limit(limit))


async def reviews_of_day(
    reader: Reader, body: str, reference: str, last_day: date
) -> Sequence[ReviewKept]:
    """Return a risk's reviews whose date ends with a day, the last recorded first."""
    return await reader.all(
        history(ReviewKept, before=None).where(
            ReviewKept.body == body,
            ReviewKept.reference == reference,
            ReviewKept.last_day == last_day,
        )
    )


async def append_review(tx: Transaction, review: ReviewKept) -> None:
    """Keep a review."""
    await tx.append(review)
