"""Registers and heat maps as they were published: frozen, for anyone, in the very bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.calendar.periods import Period, PeriodType
from shared.publication import NOTHING, newest_key, published_document, standing
from shared.refusals import Fault, Invalid, NotFound

if TYPE_CHECKING:
    from services.risk.views.choosing import Chosen
    from shared.publication import Published
    from shared.storage.public import Public
    from shared.web.asking import AsKnown

KIND: Final = "register/"
"""With a register's code, the kind of release that its editions are."""

REGISTER: Final = "register"
HEAT_MAP: Final = "heatmap"
HEAT_MAP_SVG: Final = "heatmap-svg"
HEAT_MAP_PNG: Final = "heatmap-png"
TEXT: Final = "text"
"""The kinds of documents of an edition; the key of each is `<register>/<quarter>`."""


async def published_part(public: Public, chosen: Chosen, as_known: AsKnown, kind: str) -> Published:
    """Return a document of the newest public edition of a quarter, or of the one that is named.

    Raises:
        NotFound: If nothing is published.
        Withdrawn: If it was taken back.
        FutureInstant: If the instant lies ahead.
    """
    until = await as_known.published_by(public)
    prefix = f"{chosen.at.register}/"
    if chosen.period is not None:
        _check_quarter(chosen.period)
        key: str | None = f"{prefix}{chosen.period}"
    else:
        key = await newest_key(
            public, chosen.at.body, kind, prefix, release=chosen.edition, known_at=until
        )
    if key is None:
        raise NotFound(NOTHING)
    return standing(
        await published_document(
            public, chosen.at.body, kind, key, release=chosen.edition, known_at=until
        )
    )


def _check_quarter(period: str) -> None:
    if Period.parse(period).type is not PeriodType.QUARTER:
        detail = "registers are published by quarter, as 2019-20-Q3"
        raise Invalid(errors=[Fault("wrong_period_type", detail, parameter="period")])
