"""What the heat map says in words: its headings, and its description for who can't see it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from services.risk.heatmap.map import Beside, Square, band_at, current_panel, moves, target_panel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from services.risk.heatmap.map import HeatMap, Panel
    from shared.contracts.risk.registers import Matrix


def subtitle(heat_map: HeatMap) -> str:
    """Return whose register it is, and of which day."""
    return f"{heat_map.register} \u00b7 {heat_map.body} \u00b7 as at {day(heat_map.as_of)}"


def standing(panel: Panel) -> str:
    """Return how many risks stand in a panel, and how many can't."""
    if not panel.scored and not panel.beside:
        return "no risks"
    told = [f"{counted(panel.scored, 'risk')} scored"]
    if unknown := panel.beside.get(Beside.UNKNOWN):
        told.append(f"{len(unknown)} unknown")
    if elsewhere := panel.beside.get(Beside.ANOTHER_MATRIX):
        told.append(f"{len(elsewhere)} on another matrix")
    return ", ".join(told)


def square_title(matrix: Matrix, square: Square, references: int, hidden: Sequence[str]) -> str:
    """Return what a reader is told who points at a square: all that has no room in it too."""
    likelihood = matrix.likelihood[square.likelihood - 1].label
    impact = matrix.impact[square.impact - 1].label
    told = (
        f"Likelihood {likelihood}, impact {impact}: "
        f"score {square.score}, {band_at(matrix, square).label}. {counted(references, 'risk')}."
    )
    return with_hidden(told, hidden)


def with_hidden(told: str, hidden: Sequence[str]) -> str:
    """Return what is told, and the references for which there was no room, or not the whole."""
    return f"{told} Also here: {', '.join(hidden)}" if hidden else told


def description(heat_map: HeatMap) -> str:
    """Return the picture in words. It names no risk: the register does."""
    return " ".join(_sentences(heat_map))


def day(when: date) -> str:
    """Return a day as a board reads it: 1 April 2020."""
    return f"{when.day} {when:%B %Y}"


def counted(count: int, noun: str) -> str:
    """Return how many there are of what *noun* names: "1 risk", "2 risks"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _sentences(heat_map: HeatMap) -> Iterable[str]:
    matrix = heat_map.matrix
    yield (
        f"{subtitle(heat_map)}. Two grids: likelihood grows upwards from "
        f"{matrix.likelihood[0].label} to {matrix.likelihood[-1].label}, impact to the right from "
        f"{matrix.impact[0].label} to {matrix.impact[-1].label}."
    )
    for panel in (current_panel(heat_map), target_panel(heat_map)):
        yield f"{panel.name}: {_by_band(matrix, panel)}."
    if heat_map.since is not None:
        moved = sum(move.risks for move in moves(heat_map))
        yield f"{counted(moved, 'risk')} moved since {day(heat_map.since)}."
    limits = (("appetite", matrix.appetite), ("tolerance", matrix.tolerance))
    for name, limit in limits:
        if limit is not None:
            above = _above(heat_map, limit)
            yield f"Above the {name} of {limit}: {counted(above, 'risk')}."


def _by_band(matrix: Matrix, panel: Panel) -> str:
    counts = Counter[str]()
    for square, references in panel.placed.items():
        counts[band_at(matrix, square).code] += len(references)
    told = [
        f"{counts[band.code]} {band.label}" for band in reversed(matrix.bands) if counts[band.code]
    ]
    if unknown := panel.beside.get(Beside.UNKNOWN):
        told.append(f"{len(unknown)} of unknown score")
    if elsewhere := panel.beside.get(Beside.ANOTHER_MATRIX):
        told.append(f"{len(elsewhere)} scored on another matrix")
    return ", ".join(told) or "no risks"


def _above(heat_map: HeatMap, limit: int) -> int:
    return sum(
        isinstance(risk.current, Square) and risk.current.score > limit for risk in heat_map.risks
    )
