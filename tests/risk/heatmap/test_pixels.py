"""The heat map as PNG: what stands at its pixels."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from services.risk.heatmap.map import (
    MappedRisk,
    Square,
    band_at,
    colours_by_band,
    squares,
)
from services.risk.heatmap.picture import heatmap_svg
from shared.pictures.pen import Room
from shared.pictures.png import png_of
from tests.risk.heatmap.maps import (
    heat_map,
    matrix,
    read,
)


@pytest.mark.parametrize("size", [(4, 4), (5, 5)], ids=str)
async def test_the_pixels_in_the_middle_of_each_square_have_its_bands_colour(
    size: tuple[int, int],
) -> None:
    on = matrix(*size, appetite=4, tolerance=9)
    colours = colours_by_band(on)
    svg = heatmap_svg(heat_map([], matrix=on))
    picture = read(svg)
    image = Image.open(io.BytesIO(await png_of(svg, width=1200))).convert("RGB")

    assert image.size == tuple(map(round, picture.size))
    for panel in (0, 1):
        for square, (room, _) in zip(squares(on), picture.squares[panel], strict=True):
            middle = (round(room.x + room.width / 2), round(room.y + room.height / 2))
            pixel = image.getpixel(middle)
            assert isinstance(pixel, tuple)
            assert "#{:02x}{:02x}{:02x}".format(*pixel) == colours[band_at(on, square).code]


async def test_pixels_tell_that_risks_stand_where_they_are_said_to() -> None:
    """A square with a count has ink in its upper right, and its neighbour has none."""
    on = matrix()
    svg = heatmap_svg(heat_map([MappedRisk("R1", Square(3, 1))], matrix=on))
    picture = read(svg)
    image = Image.open(io.BytesIO(await png_of(svg, width=1200))).convert("RGB")

    inked = [
        square
        for square, (room, _) in zip(squares(on), picture.squares[0], strict=True)
        if len(_corner(image, room).getcolors() or []) > 1
    ]
    assert inked == [Square(3, 1)]


def _corner(image: Image.Image, room: Room) -> Image.Image:
    """Return a square's upper right corner, where its count stands."""
    right, top = int(room.right) - 2, int(room.y) + 2
    return image.crop((right - 25, top, right, top + 25))
