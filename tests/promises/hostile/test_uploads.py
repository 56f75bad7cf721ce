"""Promise 12: a payload is refused as soon as it can be known, and nobody's memory grows with it.

Over real sockets, through the real gateway to the real services.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from deploy.services import SERVICES
from tests.promises.crowds import PATIENCE_S
from tests.promises.hostile.uploads import MEGABYTE, in_chunks, nothing, plain, uploaded
from tests.promises.makers import made, made_to_be_refused
from tests.promises.operations import CSV, JSON, OPERATIONS, XLSX, Operation, where
from tests.promises.street import GROUP
from tests.promises.world import Call
from tests.shared.sheets.workbooks import crafted

if TYPE_CHECKING:
    from tests.promises.street import Street

pytestmark = [pytest.mark.xdist_group(GROUP), pytest.mark.timeout(PATIENCE_S)]

LIMIT: Final = 5 * MEGABYTE
"""Of JSON (api.md, sizes)."""

IN_FLIGHT: Final = 20 * MEGABYTE
"""What kernels and servers on the way may hold of a payload between its sender and its reader."""

GROWTH: Final = 48 * MEGABYTE
"""By how much a process may grow, at most, while it is sent what is a hundred times that."""

_HEADER: Final = crafted.header("body", "indicator", "period")
CHUNKED: Final = {"Transfer-Encoding": "chunked"}

each_with_a_payload = pytest.mark.parametrize("operation", where(lambda o: o.media_types), ids=str)
each_write = pytest.mark.parametrize("operation", where(lambda o: not o.reads), ids=str)


@pytest.fixture(autouse=True)
def flat(street: Street) -> Iterator[None]:
    """Fail a test during which any process held much more than before it."""
    street.forget_peaks()
    before = {service: street.resident(service) for service in SERVICES}
    yield
    for service in SERVICES:
        grown = street.resident_at_most(service) - before[service]
        assert grown < GROWTH, f"{service} grew by {grown / MEGABYTE:.0f} MB"


async def asked(
    street: Street, operation: Operation, media_type: str = JSON, **more: str
) -> tuple[Call, dict[str, str]]:
    """Return a call of *operation* and the fields of its head, the framing left out."""
    call = await made_to_be_refused(street.world, operation)
    key = await street.world.entitled(operation)
    fields = {name.replace("_", "-"): value for name, value in more.items()}
    return call, {**call.headers, **key, "Content-Type": media_type, **fields}


@cache
def gigabyte() -> bytes:
    """Return a gigabyte of zeros as 16 members of gzip, which may follow each other."""
    return gzip.compress(bytes(64 * MEGABYTE)) * 16


@cache
def workbook() -> bytes:
    """Return what calls itself a workbook, with a sheet of 257 megabytes in a quarter of one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes(257 * MEGABYTE))
    return file.getvalue()


def _blank() -> bytes:
    """Return a workbook whose sheet is 200 megabytes of blanks."""
    blank = crafted.sheet(_HEADER).encode() + b" " * (200 * MEGABYTE)
    return crafted.crafted("", {crafted.SHEET: blank}).getvalue()


def _wide() -> bytes:
    """Return one with a cell in its last corner: held as it lies, it is 17 billion cells."""
    corner = f'<row r="1048576"><c r="XFD1048576"{crafted.text("far")}</c></row>'
    return crafted.crafted(_HEADER + corner).getvalue()


def _shared() -> bytes:
    """Return one in which 60,000 cells share a long text: written out, they are two gigabytes."""
    cells = [' t="s"><v>0</v>'] * 3
    rows = "".join(crafted.row(n, *cells) for n in range(2, 20_000))
    text = crafted.strings(f"<t>{'x' * 32_767}</t>")
    return crafted.crafted(_HEADER + rows, {crafted.STRINGS: text}).getvalue()


def _deep() -> bytes:
    """Return one whose cells lie in each other without end."""
    return crafted.crafted("", {crafted.SHEET: "<a>" * 20_000_000}).getvalue()


@each_write
async def test_a_declared_length_beyond_the_limit_is_refused_before_a_byte_of_it(
    street: Street, operation: Operation
) -> None:
    call, fields = await asked(street, operation, Content_Length=str(100 * MEGABYTE))
    upload = await uploaded(street, call, fields, nothing())

    assert upload.status == 413


@each_write
async def test_a_payload_without_end_is_refused_once_it_passes_the_limit(
    street: Street, operation: Operation
) -> None:
    """150 MB of blanks are on offer, any number of which may stand before JSON."""
    call, fields = await asked(street, operation)
    endless = in_chunks(b" " * 65_536, 150 * MEGABYTE)
    upload = await uploaded(street, call, fields | CHUNKED, endless)

    assert upload.status == 413
    assert upload.sent < LIMIT + IN_FLIGHT
    assert upload.closed
    assert upload.sent_in_all < LIMIT + 2 * IN_FLIGHT


@each_with_a_payload
@pytest.mark.parametrize("who", ["nobody", "a stranger"])
async def test_who_may_not_write_is_told_before_a_byte_is_sent(
    street: Street, operation: Operation, who: str
) -> None:
    call, fields = await asked(street, operation, Content_Length=str(MEGABYTE))
    del fields["Authorization"]
    if who == "a stranger":
        fields |= await street.world.without(operation.scope)
    upload = await uploaded(street, call, fields, nothing())

    assert upload.status == {"nobody": 401, "a stranger": 403}[who]


@each_with_a_payload
@pytest.mark.parametrize("coding", ["gzip", "identity, br"])
async def test_a_compressed_payload_is_refused_before_a_byte_of_it(
    street: Street, operation: Operation, coding: str
) -> None:
    call, fields = await asked(street, operation, Content_Encoding=coding)
    upload = await uploaded(street, call, fields | CHUNKED, nothing())

    assert upload.status == 415


@each_with_a_payload
async def test_a_compressed_gigabyte_is_never_unpacked(
    street: Street, operation: Operation
) -> None:
    """A megabyte that would unpack to a gigabyte, whether it says so or passes itself off."""
    packed = gigabyte()
    for told, refused in (({"Content_Encoding": "gzip"}, 415), ({}, 400)):
        call, fields = await asked(street, operation, Content_Length=str(len(packed)), **told)
        upload = await uploaded(street, call, fields, plain(packed, len(packed)))
        assert upload.status == refused


@each_with_a_payload
async def test_a_workbook_that_is_a_bomb_is_not_taken(street: Street, operation: Operation) -> None:
    bomb = workbook()
    as_a_workbook = 413 if XLSX in operation.media_types else 415
    for media_type, refused in ((XLSX, as_a_workbook), ("application/zip", 415), (JSON, 400)):
        call, fields = await asked(street, operation, media_type, Content_Length=str(len(bomb)))
        upload = await uploaded(street, call, fields, plain(bomb, len(bomb)))
        assert upload.status == refused, media_type


@pytest.mark.parametrize("operation", where(lambda o: XLSX in o.media_types), ids=str)
@pytest.mark.parametrize("harm", [_blank, _wide, _shared, _deep])
async def test_a_workbook_that_would_fill_the_memory_is_refused(
    street: Street, operation: Operation, harm: Callable[[], bytes]
) -> None:
    content = harm()
    call, fields = await asked(street, operation, XLSX, Content_Length=str(len(content)))
    upload = await uploaded(street, call, fields, plain(content, len(content)))

    assert upload.status in {400, 413, 422}


@pytest.mark.parametrize("operation", where(lambda o: CSV in o.media_types), ids=str)
async def test_a_file_beyond_256_megabytes_is_refused_before_a_byte_of_it(
    street: Street, operation: Operation
) -> None:
    length = str(256 * MEGABYTE + 1)
    call, fields = await asked(street, operation, CSV, Content_Length=length)
    upload = await uploaded(street, call, fields, nothing())

    assert upload.status == 413


@pytest.mark.parametrize("operation", where(lambda o: CSV in o.media_types), ids=str)
@pytest.mark.parametrize("piece", [b"x", b'"', b",", b"\n", b"\x00", b"\xff"])
async def test_a_hundred_megabytes_of_rubbish_are_refused(
    street: Street, operation: Operation, piece: bytes
) -> None:
    """As a file it is small enough; that it is none shows in its first row."""
    size = 100 * MEGABYTE
    call, fields = await asked(street, operation, CSV, Content_Length=str(size))
    upload = await uploaded(street, call, fields, plain(piece * MEGABYTE, size))

    assert upload.status in {400, 422}


@pytest.mark.parametrize("operation", where(lambda o: o.reads), ids=str)
async def test_a_read_takes_no_payload_however_long(street: Street, operation: Operation) -> None:
    call, fields = await asked(street, operation)
    endless = in_chunks(b" " * 65_536, 1_000 * MEGABYTE)
    upload = await uploaded(street, call, fields | CHUNKED, endless)

    assert upload.status in {200, 422}  # some ask for a query, which stands in no payload
    assert upload.closed


async def test_after_all_that_every_operation_still_answers(street: Street) -> None:
    for operation in OPERATIONS:
        call = await made(street.world, operation)
        answer = await street.world.send(call, await street.world.entitled(operation))
        assert answer.status_code in operation.successes, answer.text
