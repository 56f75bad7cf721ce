"""What is true of every heat map that is drawn: where its texts and references are."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from services.risk.heatmap.map import (
    Beside,
    HeatMap,
    MappedRisk,
    Place,
    squares,
)
from services.risk.heatmap.picture import heatmap_svg
from shared.pictures.pen import Room
from tests.risk.heatmap.maps import (
    Drawn,
    heat_map,
    read,
    references_in,
)


def drawn(risks: list[MappedRisk], **other: Any) -> Drawn:
    return read(heatmap_svg(heat_map(risks, **other)))


def lies_in(inner: Room, outer: Room, *, slack: float = 0.5) -> bool:
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def overlap(one: Room, other: Room) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def check_layout(picture: Drawn) -> None:
    """Check that no text leaves its room or the sheet, or runs into another."""
    sheet = Room(0, 0, *picture.size)
    # The number on an arrow lies on whatever the arrow crosses, with its own ground around it.
    texts = [text for text in picture.texts if text.kind != "moves"]
    for text in texts:
        assert lies_in(text.room, sheet), text
        assert text.clip is None or lies_in(text.room, text.clip), text
    for panel in (0, 1):
        rooms = [room for room, _ in picture.squares[panel]]
        for room, (_, within) in zip(rooms, picture.groups[panel], strict=True):
            assert all(lies_in(text.room, room) for text in within)
    assert [pair for pair in combinations(texts, 2) if pair[0].overlaps(pair[1])] == []


def check_references(picture: Drawn, shown: HeatMap) -> None:
    """Check that each panel holds each reference once: in its square, or beside the grid."""
    known = [risk.reference for risk in shown.risks]
    beside = {why: iter(groups) for why, groups in picture.beside.items()}
    for panel, which in enumerate(("current", "target")):
        stands = {risk.reference: getattr(risk, which) for risk in shown.risks}
        held: list[tuple[str, Place]] = [
            (reference, square)
            for square, group in zip(squares(shown.matrix), picture.groups[panel], strict=True)
            for reference in references_in(group, known)
        ]
        for why in {*stands.values()} & {*Beside}:
            held += [(reference, why) for reference in references_in(next(beside[why]), known)]
        assert sorted(map(str, held)) == sorted(map(str, stands.items()))
    assert [next(groups, None) for groups in beside.values()] == [None, None]
