"""The heat map as it is drawn, read again from its SVG."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.risk.heatmap.map import (
    Beside,
    MappedRisk,
    Square,
    squares,
)
from services.risk.heatmap.picture import heatmap_svg
from shared.pictures.pen import Room
from tests.promises.crowds import FULL
from tests.risk.heatmap.layout import check_layout, check_references, drawn, lies_in, overlap
from tests.risk.heatmap.maps import (
    SIZES,
    SVG,
    bands,
    heat_map,
    levels,
    matrix,
    read,
    scattered,
)

EVERY_SIZE = [(rows, columns) for rows in range(2, 11) for columns in range(2, 11)]
LONG: dict[str, Any] = {
    "likelihood": levels([f"Likelihood {n}, which has a label of three lines" for n in range(5)]),
    "impact": levels([f"Impact {n}: catastrophic consequences, in words" for n in range(5)]),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "&amp; ]]> \"quoted\" 'thus'",
    "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd",
    "\U0001f600" * 20,
    "x" * 200,
    "word " * 40,
    "\x00\ud800",
]


@pytest.mark.parametrize("count", [0, 1, 30, 200])
@pytest.mark.parametrize("size", EVERY_SIZE if FULL else SIZES, ids=str)
def test_every_reference_is_held_once_and_nothing_is_cut_or_covered(
    size: tuple[int, int], count: int
) -> None:
    on = matrix(*size, appetite=size[0], tolerance=size[0] * size[1] // 2)
    shown = heat_map(scattered(count, on), matrix=on)
    picture = read(heatmap_svg(shown))

    check_references(picture, shown)
    check_layout(picture)


@pytest.mark.parametrize("count", [1, 30, 200])
def test_long_labels_and_references_keep_to_their_rooms(count: int) -> None:
    on = matrix(**LONG, appetite=8)
    risks = scattered(count, on, prefix="LEIC-STRATEGIC-2020-")
    title = "Risk heat map of a partnership with a name as long as this " * 3
    shown = heat_map(risks, matrix=on, title=title, body=title, register=title)
    picture = read(heatmap_svg(shown))

    check_layout(picture)
    # Shown by their ends, and told whole to who points at them.
    held = "".join(
        told for group in (*picture.groups, *picture.beside.values()) for told, _ in group
    )
    assert all(risk.reference in held or isinstance(risk.current, Beside) for risk in risks)


@settings(max_examples=200 if FULL else 15)
@given(
    st.lists(st.text(st.characters(), max_size=200) | st.sampled_from(HOSTILE), unique=True),
    st.lists(st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE), min_size=9),
)
def test_whatever_the_texts_are_the_picture_is_one(
    references: list[str], labels: list[str]
) -> None:
    """Well-formed, of the same elements only, and nothing beyond its room."""
    on = matrix(
        3,
        3,
        likelihood=levels(labels[:3]),
        impact=levels(labels[3:6]),
        bands=bands(labels[:4], (1, 3, 5, 7)),
    )
    risks = [
        MappedRisk(reference, Square(1 + number % 3, 2), Square(2, 1 + number % 3))
        for number, reference in enumerate(references)
    ]
    picture = drawn(risks, matrix=on, title=labels[6], body=labels[7], register=labels[8])

    check_layout(picture)
    assert {each.tag.removeprefix(SVG) for each in picture.root.iter()} <= {
        *("svg", "g", "title", "desc", "rect", "path", "circle", "text")
    }


def test_the_count_in_each_square_is_worked_by_hand() -> None:
    risks = [
        MappedRisk("R1", Square(5, 1), Square(1, 1)),
        MappedRisk("R2", Square(5, 1)),
        MappedRisk("R3", Square(1, 5), Square(1, 1)),
        MappedRisk("R4"),
    ]
    picture = drawn(risks)
    current, target = (
        {told.partition(":")[0]: [text.text for text in texts] for told, texts in groups}
        for groups in picture.groups
    )

    # A square bears its score, then the count and the references of those who stand in it.
    assert current["Likelihood Likelihood 5, impact Impact 1"] == ["5", "2", "R1", "R2"]
    assert current["Likelihood Likelihood 1, impact Impact 5"] == ["5", "1", "R3"]
    assert current["Likelihood Likelihood 1, impact Impact 1"] == ["1"]
    assert target["Likelihood Likelihood 1, impact Impact 1"] == ["1", "2", "R1", "R3"]
    unknown = picture.beside[Beside.UNKNOWN]
    assert [[text.text for text in texts] for _, texts in unknown] == [["R4"], ["R2", "R4"]]


def test_what_does_not_fit_is_counted_and_told() -> None:
    """A square of 5 x 5 holds three lines of two; so five are shown of 17, and 12 are not."""
    risks = [MappedRisk(f"R{number}", Square(3, 3)) for number in range(101, 118)]
    picture = drawn(risks)
    told, texts = picture.groups[0][12]

    assert [text.text for text in texts] == ["9", "17", *(f"R{n}" for n in range(101, 106)), "+12"]
    assert told.endswith("17 risks. Also here: " + ", ".join(f"R{n}" for n in range(106, 118)))


def test_a_count_that_has_no_room_beside_the_score_stands_below_it() -> None:
    risks = [MappedRisk(f"R{number}", Square(10, 10)) for number in range(150)]
    picture = drawn(risks, matrix=matrix(10, 10))
    told, texts = picture.groups[0][-1]

    assert [text.text for text in texts] == ["100", "150"]
    assert all(f"R{number}" in told for number in range(150))
    check_layout(picture)


def test_an_impact_that_has_no_room_below_its_column_is_turned_and_stays_whole() -> None:
    impacts = [f"Catastrophic{level}" for level in range(10)]
    picture = drawn([], matrix=matrix(10, 10, impact=levels(impacts)))

    found = [text for text in picture.texts if text.text in impacts]
    assert [text.text for text in found] == impacts * 2
    assert all(text.room.height > text.room.width for text in found)
    check_layout(picture)


def test_likelihood_grows_upwards_and_impact_to_the_right() -> None:
    lowest, highest = Square(1, 1), Square(5, 5)
    picture = drawn([MappedRisk("low", lowest, lowest), MappedRisk("high", highest, highest)])

    for groups in picture.groups:
        places = {text.text: text.anchor for _, texts in groups for text in texts}
        assert places["low"][0] < places["high"][0]
        assert places["low"][1] > places["high"][1]
    labels = {text.text: text.anchor for text in picture.texts}
    assert labels["Likelihood 1"][1] > labels["Likelihood 5"][1]
    assert labels["Impact 1"][0] < labels["Impact 5"][0]


@pytest.mark.parametrize("count", [1, 40, 200])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_unknown_score_is_never_inside_the_grid(size: tuple[int, int], count: int) -> None:
    on = matrix(*size)
    risks = [MappedRisk(f"R{number}", earlier=Square(1, 1)) for number in range(count)]
    picture = drawn(risks, matrix=on)
    references = {risk.reference for risk in risks}
    found = [text for text in picture.texts if text.text in references]

    assert len(found) >= min(count, 20)
    for text in found:
        assert not any(overlap(text.room, picture.grid(panel)) for panel in (0, 1))
    assert list(picture.moves()) == []
    check_layout(picture)


def test_a_movement_runs_from_the_earlier_square_to_the_present_one() -> None:
    """In the current panel alone, with its number where several made it."""
    risks = [MappedRisk(f"R{n}", Square(4, 4), Square(1, 1), Square(2, 3)) for n in (1, 2)]
    picture = drawn(risks)
    rooms = dict(zip(squares(matrix()), (room for room, _ in picture.squares[0]), strict=True))
    [dot] = picture.moves().iter(f"{SVG}circle")
    head = [path for path in picture.moves().iter(f"{SVG}path") if path.get("fill") != "none"]
    x, y = map(float, head[0].get("d", "").split("L")[1].split())

    start = Room(float(dot.get("cx", "")), float(dot.get("cy", "")), 0, 0)
    assert lies_in(start, rooms[Square(2, 3)])
    assert lies_in(Room(x, y, 0, 0), rooms[Square(4, 4)])
    assert [text.text for text in picture.texts if text.kind == "moves"] == ["×2"]  # noqa: RUF001


def test_no_more_arrows_are_drawn_than_can_be_told_apart() -> None:
    """Of the 20 squares other than the lowest row's, each was left for the one below: 20 moves."""
    squares = [Square(row, column) for row in range(2, 6) for column in range(1, 6)]
    risks = [
        MappedRisk(f"R{n}", Square(at.likelihood - 1, at.impact), earlier=at)
        for n, at in enumerate(squares)
    ]
    picture = drawn(risks)

    assert len(list(picture.moves().iter(f"{SVG}circle"))) == 12
    assert any(text.text.endswith("8 movements more are not drawn.") for text in picture.texts)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_appetite_and_tolerance_run_between_squares(size: tuple[int, int]) -> None:
    rows, columns = size
    picture = drawn([], matrix=matrix(rows, columns, appetite=1, tolerance=rows * columns - 1))
    lines = [path for path in picture.root.findall(f"{SVG}path") if path.get("stroke-width") == "2"]

    assert [line.get("stroke-dasharray") for line in lines] == [None, "5 3"] * 2
    rooms = [room for panel in (0, 1) for room, _ in picture.squares[panel]]
    for line in lines:
        corners = [tuple(map(float, at.split())) for at in line.get("d", "").strip("M").split("L")]
        for (x, y), (to_x, to_y) in pairwise(corners):
            run = Room(min(x, to_x), min(y, to_y), abs(x - to_x), abs(y - to_y))
            assert not any(overlap(run, room) for room in rooms)


def test_who_was_scored_on_another_matrix_is_told_apart_from_who_was_not_scored() -> None:
    picture = drawn(
        [
            MappedRisk("R1", Beside.ANOTHER_MATRIX, Square(1, 1)),
            MappedRisk("R2", Beside.UNKNOWN, Beside.ANOTHER_MATRIX),
            MappedRisk("R3", Square(1, 1), Square(1, 1)),
        ]
    )
    told = [text.text for text in picture.texts]
    elsewhere = picture.beside[Beside.ANOTHER_MATRIX]

    assert [[text.text for text in texts] for _, texts in elsewhere] == [["R1"], ["R2"]]
    assert told.count("Scored on another matrix: 1 risk") == 2
    assert told.count("Score unknown: 1 risk") == told.count("Score unknown: none") == 1
    assert "1 risk scored, 1 unknown, 1 on another matrix" in told
    check_layout(picture)


def test_the_same_map_has_the_same_bytes_and_another_has_others() -> None:
    on = matrix(appetite=8)
    one, again, other = (
        heatmap_svg(heat_map(scattered(count, on), matrix=on)) for count in (30, 30, 31)
    )

    assert one == again
    assert one != other
