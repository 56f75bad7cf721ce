"""A workbook as the zip that it is: what it holds, weighed before any of it is unpacked."""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections import Counter
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from shared.refusals import Invalid, Malformed, TooLarge
from shared.sheets.workbooks.xml import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zipfile import ZipInfo

MOST_UNPACKED: Final = 256 * 1024 * 1024
"""Bytes of all parts together: as many as a CSV may have."""

_MOST_PARTS: Final = 1_000
_MOST_AT_ONCE: Final = 128 * 1024
"""Bytes of a single read; the zip's directory is one, and a thousand parts take half of it."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = 0x1
_UNSAFE: Final = {
    "vbaproject.bin": "has macros; save it as .xlsx, without them",
    "/macrosheets/": "has macros; save it as .xlsx, without them",
    "/externallinks/": "has links to other workbooks; break them, so that their values stay",
    "xl/workbook.bin": "is an .xlsb; save it as .xlsx",
}
_DAMAGED: Final = "The workbook is damaged: save it again as .xlsx."


class Package:
    """The parts of a workbook, whatever the letters of their names."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._members = {each.filename.lower(): each for each in archive.infolist()}

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """Open a part.

        Raises:
            Malformed: If there is none of this name.
        """
        if name.lower() not in self._members:
            raise Malformed(_DAMAGED)
        try:
            member = self._archive.open(self._members[name.lower()])
        except ValueError as error:  # it begins before the file does
            raise Malformed(_DAMAGED) from error
        with member:
            yield member

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part refers to: by id the kind and the name of another; "" is the whole."""
        folder, own = posixpath.split(name)
        at = posixpath.join(folder, "_rels", f"{own}.rels")
        found: dict[str, tuple[str, str]] = {}
        with self.part(at) as part:
            for element, said in elements(part):
                if len(found) > _MOST_PARTS:
                    raise Malformed(_DAMAGED)
                if element == "Relationship" and said.get("TargetMode") != "External":
                    kind = said.get("Type", "").rpartition("/")[2]
                    target = posixpath.join("/", folder, said.get("Target", ""))
                    found[said.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))
        return found


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Package]:
    """Open a workbook.

    Raises:
        Malformed: If it is none, is damaged or protected; now, or when a part is read.
        TooLarge: If its parts are more than 256 MB, or say so.
        Invalid: If it has macros or links to other workbooks.
    """
    _check_kind(file)
    try:
        archive = ZipFile(_Sparing(file))
    except (BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise Malformed(_DAMAGED) from error
    with archive:
        _check_members(archive.infolist())
        try:
            yield Package(archive)
        except (BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
            raise Malformed(_DAMAGED) from error


class _Sparing:
    """A file of which no single read takes much, as a directory of a million parts would."""

    def __init__(self, file: IO[bytes]) -> None:
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Read *size* bytes, or all that are left.

        Raises:
            Malformed: If they are too many.
        """
        most = _MOST_AT_ONCE + 1
        taken = self._file.read(min(size, most) if size >= 0 else most)
        if len(taken) == most:
            message = f"The workbook has more than {_MOST_PARTS:,} parts."
            raise Malformed(message)
        return taken


def _check_kind(file: IO[bytes]) -> None:
    file.seek(0)
    begins = file.read(len(_ZIP))
    if begins == _OLE:
        message = "The workbook is an .xls, or protected by a password: save it as .xlsx, open."
        raise Malformed(message)
    if begins != _ZIP:
        message = "The file is no workbook: save it as .xlsx, or send it as CSV."
        raise Malformed(message)


def _check_members(members: Sequence[ZipInfo]) -> None:
    if len(members) > _MOST_PARTS:
        message = f"The workbook has more than {_MOST_PARTS:,} parts."
        raise Malformed(message)
    if sum(each.file_size for each in members) > MOST_UNPACKED:
        message = f"Unpacked, a workbook has at most {MOST_UNPACKED // (1024 * 1024)} MB."
        raise TooLarge(message)
    names = Counter(each.filename.lower() for each in members)
    is_plain = all(
        each.compress_type in {ZIP_STORED, ZIP_DEFLATED} and not each.flag_bits & _ENCRYPTED
        for each in members
    )
    if names.total() != len(names) or not is_plain:
        raise Malformed(_DAMAGED)
    for name in names:
        for ending, told in _UNSAFE.items():
            if ending in f"/{name}":
                message = f"The workbook {told}."
                raise Invalid(message)
