"""The heat map drawn: the same that is answered as JSON, as SVG and as PNG."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from services.risk.heatmap.map import Beside, HeatMap, MappedRisk, Square
from services.risk.heatmap.picture import heatmap_svg
from services.risk.views.moments import A_MOMENT
from shared.calendar.working_days import day_in_london
from shared.pictures.png import NotDrawn, png_of
from shared.refusals import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.risk.heatmap.map import Place
    from shared.contracts.risk.views import CellRisks, HeatMapShown, OffGrid

SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
TITLE: Final = "Risk heat map"
_FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)


async def drawn_svg(shown: HeatMapShown) -> bytes:
    """Return the picture of a heat map."""
    return (await asyncio.to_thread(heatmap_svg, picture_of(shown))).encode()


async def drawn_png(shown: HeatMapShown) -> bytes:
    """Return the picture of a heat map in pixels.

    Raises:
        Unavailable: If the renderer fails, takes too long, or has no turn for it; there is the SVG
            meanwhile.
    """
    try:
        return await png_of((await drawn_svg(shown)).decode())
    except NotDrawn as error:
        message = "The picture could not be drawn just now. As SVG it can be had at any time."
        raise Unavailable(message) from error


def picture_of(shown: HeatMapShown) -> HeatMap:
    """Return what the pen is given of a heat map."""
    squares = [(Square(cell.likelihood, cell.impact), cell) for cell in shown.cells]
    current = _places(((at, cell.current) for at, cell in squares), shown.current_beside)
    target = _places(((at, cell.target) for at, cell in squares), shown.target_beside)
    moved = {move.reference: Square(move.from_likelihood, move.from_impact) for move in shown.moves}
    return HeatMap(
        title=TITLE,
        body=shown.body,
        register=shown.title,
        as_of=shown.on,
        matrix=shown.matrix,
        risks=[
            MappedRisk(reference, current[reference], target[reference], moved.get(reference))
            for reference in sorted(current)
        ],
        # The instant of a day is its end: midnight, which is the next day's already.
        since=day_in_london(max(shown.since, _FIRST) - A_MOMENT) if shown.since else None,
    )


def _places(squares: Iterable[tuple[Square, CellRisks]], off: OffGrid) -> dict[str, Place]:
    """Return where each risk stands; every open one does so somewhere."""
    placed: dict[str, Place] = {
        reference: square for square, risks in squares for reference in risks.references
    }
    beside = {Beside.UNKNOWN: off.unknown, Beside.ANOTHER_MATRIX: off.another_matrix}
    return placed | {reference: why for why, those in beside.items() for reference in those}
