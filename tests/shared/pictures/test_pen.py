"""What the pen writes: plain SVG, whatever the texts are."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pictures.pen import Hand, Room, Sheet, plain

SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTES = {
    *("id", "class", "role", "aria-labelledby", "viewBox", "x", "y", "width", "height", "rx"),
    *("cx", "cy", "r", "d", "fill", "stroke", "stroke-width", "stroke-linejoin", "paint-order"),
    *("stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor", "transform"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "</text></svg><svg onload='alert(1)'>",
    "]]>&amp;&#60;<![CDATA[",
    "\"double\" 'single' `back`",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\U0001f600\U0001f469\u200d\U0001f4bb",
    "x" * 200,
    "z\u0300" * 60,
]


def drawn(text: str) -> str:
    """Return a picture in which *text* stands wherever a text can stand."""
    sheet = Sheet(300, 100, title=text, description=text)
    sheet.part(title=text, kind="part").within(Room(0, 0, 50, 50)).text(5, 20, text, Hand(12))
    sheet.text(5, 90, text, Hand(12, bold=True, anchor="end", halo="#ffffff", is_turned=True))
    return sheet.svg()


def parsed(svg: str) -> Element:
    return fromstring(svg)  # noqa: S314  our own picture


def texts(root: Element) -> list[str]:
    return [
        each.text or "" for name in ("title", "desc", "text") for each in root.iter(f"{SVG}{name}")
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(text: str) -> None:
    root = parsed(drawn(text))

    assert texts(root) == [plain(text)] * 5
    assert plain(text) == text
    assert {each.tag for each in root.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "g", "text")
    }


@given(st.text(st.characters(), max_size=40))
def test_any_text_is_written_and_read_again(text: str) -> None:
    """Lone surrogates, NUL and their like too, which XML has no place for."""
    svg = drawn(text)

    assert texts(parsed(svg.encode().decode())) == [plain(text)] * 5
    assert {name for each in parsed(svg).iter() for name in each.attrib} <= ATTRIBUTES


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\tb\r\nc\x00d", "a b c d"),
        ("\u202eR1\u202c \u2066R2", "R1 R2"),  # nothing turns what comes after
        ("a\ud800b", "a\ufffdb"),
        ("a\ufffeb", "a\ufffdb"),
        ("  a  ", "a"),
    ],
)
def test_what_can_not_be_seen_is_not_written(text: str, written: str) -> None:
    assert plain(text) == written


def test_the_same_picture_has_the_same_bytes() -> None:
    assert drawn("R1") == drawn("R1")
    assert drawn("R1") != drawn("R2")


def test_a_picture_says_what_it_is() -> None:
    root = parsed(Sheet(10, 10, title="Risks", description="Two of them.").svg())
    [title, desc, *_] = root

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text, desc.text) == ("Risks", "Two of them.")


def test_two_pictures_in_one_page_do_not_share_a_name() -> None:
    one, other = (Sheet(10, 10, title=text, description="").svg() for text in ("one", "other"))

    assert parsed(one)[0].get("id") != parsed(other)[0].get("id")


@pytest.mark.parametrize(
    ("value", "written"),
    [(1, "1"), (1.5, "1.5"), (1 / 3, "0.33"), (-0.001, "0"), (1e7, "10000000"), (100, "100")],
)
def test_a_number_is_written_in_one_way(value: float, written: str) -> None:
    sheet = Sheet(10, 10, title="", description="")
    sheet.text(value, 0, "a", Hand(1))

    [text] = parsed(sheet.svg()).iter(f"{SVG}text")
    assert text.get("x") == written
