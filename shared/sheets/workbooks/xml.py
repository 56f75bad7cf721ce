"""XML in small pieces, of which none may fill the memory."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from shared.refusals import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE: Final = 2 * 1024
"""A cell of twenty bytes may stand for a text of 32,767 characters: so few are read at a time."""

_TEXT_AT_ONCE: Final = 64 * 1024
_LONGEST_TAG: Final = 256 * 1024
_MOST_NAMES: Final = 1_000
_DEEPEST: Final = 64


class Malformation(Exception):
    """The XML is of a kind that no workbook needs."""


class Depth:
    """Counts how deep the elements of a part lie: expat keeps each until it ends.

    Attributes:
        now: The depth of the element that was begun last.
    """

    def __init__(self) -> None:
        self.now = 0

    def begin(self) -> None:
        """Go a step down."""
        self.now += 1
        if self.now > _DEEPEST:
            raise Malformation

    def end(self) -> None:
        """Go a step up."""
        self.now -= 1


def parser() -> XMLParserType:
    """Return a parser that hears of no document type, and so of no entities."""
    made = ParserCreate()
    made.buffer_text = True
    made.buffer_size = _TEXT_AT_ONCE
    made.StartDoctypeDeclHandler = _no_doctype
    return made


def fed(part: IO[bytes], to: XMLParserType) -> Iterator[None]:
    """Feed a part to a parser, and yield after each piece.

    Raises:
        Malformed: If it is no XML, or of a kind that no workbook needs: with a tag that goes on and
            on, with a name of its own for everything, or with elements in each other without end.
    """
    given = 0
    try:
        while piece := part.read(_PIECE):
            to.Parse(piece, False)  # noqa: FBT003 - its parameter has no name
            given += len(piece)
            if given - to.CurrentByteIndex > _LONGEST_TAG or len(to.intern) > _MOST_NAMES:
                raise Malformation
            yield
        to.Parse(b"", True)  # noqa: FBT003 - as above
        yield
    except (ExpatError, Malformation) as error:
        message = "The workbook can't be read: save it again as .xlsx."
        raise Malformed(message) from error


def elements(part: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each element of a part with its attributes, names without their prefixes."""
    found: list[tuple[str, dict[str, str]]] = []
    depth = Depth()
    reading = parser()

    def begin(name: str, attributes: dict[str, str]) -> None:
        depth.begin()
        found.append((local(name), {local(key): value for key, value in attributes.items()}))

    def end(_: str) -> None:
        depth.end()

    reading.StartElementHandler = begin
    reading.EndElementHandler = end
    for _ in fed(part, reading):
        yield from found
        found.clear()


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def _no_doctype(*_: object) -> NoReturn:
    raise Malformation
