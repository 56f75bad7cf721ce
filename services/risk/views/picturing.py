"""The heat map drawn: the same that is answered as JSON, as SVG and as PNG."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from services.risk.registers.rules import colours_of
from services.risk.views.heatmap import Band, Cell, HeatMap, MappedRisk, Matrix, Square
from services.risk.views.heatmap_picture import heatmap_svg
from shared.calendar.working_days import day_in_london
from shared.pictures.png import NotDrawn, png_of
from shared.refusals import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.contracts.risk import registers
    from shared.contracts.risk.views import CellRisks, HeatCell, HeatMapShown

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
        Unavailable: If the renderer fails or takes too long; there is the SVG meanwhile.
    """
    try:
        return await png_of((await drawn_svg(shown)).decode())
    except NotDrawn as error:
        message = "The picture could not be drawn just now. As SVG it can be had at any time."
        raise Unavailable(message) from error


def picture_of(shown: HeatMapShown) -> HeatMap:
    """Return what the pen is given of a heat map.

    Risks beside the grid stand beside it in the picture too, whatever they lack.
    """
    current = _squares({(c.likelihood, c.impact): c.current for c in shown.cells})
    target = _squares({(c.likelihood, c.impact): c.target for c in shown.cells})
    beside = (*shown.current_beside.unknown, *shown.current_beside.another_matrix)
    earlier = dict(current) if shown.since else {}
    for move in shown.moves:
        earlier[move.reference] = Square(move.from_likelihood, move.from_impact)
    return HeatMap(
        title=TITLE,
        body=shown.body,
        register=shown.title,
        as_of=shown.on,
        matrix=_matrix(shown.matrix, shown.cells),
        risks=[
            MappedRisk(
                reference, current.get(reference), target.get(reference), earlier.get(reference)
            )
            for reference in sorted({*current, *beside})
        ],
        # The instant of a day is its end: midnight, which is the next day's already.
        since=day_in_london(max(shown.since, _FIRST) - timedelta(microseconds=1))
        if shown.since
        else None,
    )


def _squares(cells: Mapping[tuple[int, int], CellRisks]) -> Mapping[str, Square]:
    return {
        reference: Square(*place)
        for place, risks in cells.items()
        for reference in risks.references
    }


def _matrix(matrix: registers.Matrix, cells: Sequence[HeatCell]) -> Matrix:
    bands = [band.code for band in matrix.bands]
    width = len(matrix.impact)
    drawn = [Cell(cell.score, bands.index(cell.band)) for cell in cells]
    return Matrix(
        likelihoods=[level.label for level in matrix.likelihood],
        impacts=[level.label for level in matrix.impact],
        cells=[drawn[at : at + width] for at in range(0, len(drawn), width)],
        bands=[
            Band(band.label, colour)
            for band, colour in zip(matrix.bands, colours_of(matrix), strict=True)
        ],
        appetite=matrix.appetite,
        tolerance=matrix.tolerance,
    )
