"""The one read of what performance is worked out from, as the reader's instant knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.kpi.approval.queries import approved, held_between
from services.kpi.commentary.queries import commentary_of_year
from services.kpi.figures.queries import figures_between
from services.kpi.indicators.queries import indicators as every_indicator
from services.kpi.partnerships.queries import partnerships as every_partnership
from services.kpi.performance.evidence import Evidence, KnownFigure
from services.kpi.targets.queries import targets_of_year
from shared.calendar.periods import Period
from shared.contracts.kpi.performance import RowCommentary
from shared.contracts.kpi.vocabulary import Basis, FigureStatus, KeptStatus
from shared.councils.reference import find_council
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from shared.storage.sessions import Reader


async def gather(
    reader: Reader, body: str, year: Period, *, only: Collection[str] | None = None
) -> Evidence:
    """Read what is known of a body and, if it is a partnership, of everyone ever in it.

    Args:
        reader: Opened for the body, and set back to its instant if it has one.
        body: A council or a partnership.
        year: Its figures are read and those of the year before; and its targets.
        only: The codes of the indicators wanted, if not all; those that they are pooled from come
            along.

    Raises:
        NotFound: If the body is a partnership that did not exist at the reader's instant.
    """
    partnerships = await every_partnership(reader)
    here = next((known for known in partnerships if known.slug == body), None)
    if here is None and find_council(body) is None:
        message = "There was no such partnership at that instant."
        raise NotFound(message)
    councils = {body} if here is None else {stay.council for stay in here.members}
    theirs = [
        known
        for known in partnerships
        if known is here or any(stay.council in councils for stay in known.members)
    ]
    indicators = await every_indicator(reader)
    codes = None
    if only is not None:
        codes = set(only)
        codes.update(*(known.pooled_from for known in indicators if known.code in only))
    before = year.previous or year
    with_targets = {body, *councils, *(known.slug for known in theirs)}
    bodies = {body, *councils}
    figures = await figures_between(reader, bodies, before, year, codes)
    signed = await approved(reader, bodies, {figure[-1] for figure in figures})
    held = await held_between(reader, bodies, before, year)
    said = await commentary_of_year(reader, bodies, str(year))
    return Evidence.of(
        body,
        partnerships=theirs,
        indicators=indicators,
        figures=_known(figures, signed),
        targets=await targets_of_year(reader, with_targets, str(year), codes),
        hidden=councils - reader.tenancy.reads,
        held={(one.body, one.indicator, Period.parse(one.period)) for one in held},
        commentary={
            (one.body, one.indicator, Period.parse(one.period)): RowCommentary(
                cause=one.cause, action=one.action, owner_role=one.owner_role
            )
            for one in said
        },
    )


def _known(figures: Iterable[tuple[Any, ...]], signed: Collection[UUID]) -> Iterable[KnownFigure]:
    """Return stored figures as evidence, each period's text read once."""
    periods: dict[str, Period] = {}
    for body, indicator, written, *numbers, basis, status, at, submission in figures:
        if status == KeptStatus.REJECTED:
            continue
        numerator, denominator, value = numbers
        period = periods.get(written)
        if period is None:
            period = periods[written] = Period.parse(written)
        yield KnownFigure(
            body=body,
            indicator=indicator,
            period=period,
            numerator=numerator,
            denominator=denominator,
            value=value,
            basis=None if basis is None else Basis(basis),
            status=FigureStatus(status),
            recorded_at=at,
            is_approved=submission in signed,
        )
