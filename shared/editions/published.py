"""Editions as they were published: frozen, for anyone, in the very bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.calendar.periods import Period, PeriodType
from shared.editions.proposing import NOT_BY_QUARTER
from shared.publication import NOTHING, newest_key, published_document, standing
from shared.refusals import Fault, Invalid, NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from shared.publication import Published
    from shared.storage.public import Public
    from shared.web.asking import AsKnown


class Wanted(NamedTuple):
    """Which edition somebody wants to read: the newest one, unless a quarter or one is named."""

    body: str
    subject: str
    period: str | None = None
    edition: UUID | None = None


async def edition_document(
    public: Public, wanted: Wanted, as_known: AsKnown, kind: str
) -> Published:
    """Return a document of the newest public edition of a quarter, or of the one that is named.

    Raises:
        NotFound: If nothing is published.
        Withdrawn: If it was taken back.
        FutureInstant: If the instant lies ahead.
        Invalid: If the period is no quarter.
    """
    until = await as_known.published_by(public)
    prefix = f"{wanted.subject}/"
    if wanted.period is not None:
        _check_quarter(wanted.period)
        key: str | None = f"{prefix}{wanted.period}"
    else:
        key = await newest_key(
            public, wanted.body, kind, prefix, release=wanted.edition, known_at=until
        )
    if key is None:
        raise NotFound(NOTHING)
    return standing(
        await published_document(
            public, wanted.body, kind, key, release=wanted.edition, known_at=until
        )
    )


def _check_quarter(period: str) -> None:
    if Period.parse(period).type is not PeriodType.QUARTER:
        raise Invalid(errors=[Fault("wrong_period_type", NOT_BY_QUARTER, parameter="period")])
