"""The texts that the cells of a workbook share, read as far as they are asked for."""

from __future__ import annotations

import re
from array import array
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final, Self

from shared.refusals import Malformed
from shared.sheets.workbooks.xml import Depth, fed, local, parser

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 32_767
"""Characters of a cell: Excel's own bound."""

_MOST: Final = 2_000_000
_HELD: Final = 1024 * 1024
"""Bytes of texts that are held in memory; more are on disk."""

_MOST_KNOWN: Final = 4_000
_LONGEST_KNOWN: Final = 200
"""Short texts are kept at hand, since most cells of a finance system's sheet say the same."""

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """Texts by number: a few megabytes in memory, however many and long they are."""

    def __init__(self, part: IO[bytes]) -> None:
        self._ends = array("Q", [0])
        self._known: dict[int, str] = {}
        self._file = SpooledTemporaryFile(_HELD)  # noqa: SIM115 - closed when this is left
        self._read = _texts(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def text(self, number: int) -> str:
        """Return a text.

        Raises:
            Malformed: If there is none of this number, or one before it is too long.
        """
        if number in self._known:
            return self._known[number]
        while number + 1 >= len(self._ends):
            self._take()
        begins, ends = self._ends[number], self._ends[number + 1]
        self._file.seek(begins)
        text = self._file.read(ends - begins).decode("utf-8", "surrogatepass")
        if len(text) <= _LONGEST_KNOWN and len(self._known) < _MOST_KNOWN:
            self._known[number] = text
        return text

    def _take(self) -> None:
        text = next(self._read, None)
        if text is None or len(self._ends) > _MOST:
            message = "The workbook's texts can't be read: save it again as .xlsx."
            raise Malformed(message)
        self._file.seek(0, 2)
        written = self._file.write(text.encode("utf-8", "surrogatepass"))
        self._ends.append(self._ends[-1] + written)


def unescaped(text: str) -> str:
    """Return a text in which what XML has no place for is no longer written as `_x000D_`."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def too_long() -> Malformed:
    """Return the refusal of a cell that Excel would not have written."""
    return Malformed(f"A cell has more than {LONGEST:,} characters.")


def _texts(part: IO[bytes]) -> Iterator[str]:
    reading = _Texts()
    for _ in fed(part, reading.parser):
        yield from reading.found
        reading.found.clear()


class _Texts:
    """Hears the texts of a part: runs put together, what shows how to say them left out.

    Attributes:
        found: Those that were heard of the last piece.
    """

    def __init__(self) -> None:
        self.parser = parser()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._hear
        self.found: list[str] = []
        self._depth = Depth()
        self._pieces: list[str] = []
        self._length = 0
        self._in_text = self._in_hint = False

    def _begin(self, name: str, _: object) -> None:
        self._depth.begin()
        element = local(name)
        if element == "si":
            self._pieces, self._length = [], 0
        elif element == "rPh":
            self._in_hint = True
        elif element == "t":
            self._in_text = not self._in_hint

    def _hear(self, piece: str) -> None:
        if self._in_text:
            self._length += len(piece)
            if self._length > LONGEST:
                raise too_long()
            self._pieces.append(piece)

    def _end(self, name: str) -> None:
        self._depth.end()
        element = local(name)
        if element == "t":
            self._in_text = False
        elif element == "rPh":
            self._in_hint = False
        elif element == "si":
            self.found.append(unescaped("".join(self._pieces)))
