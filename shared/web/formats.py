"""The formats of an answer: JSON as it is, or a table as CSV or as a workbook."""

import asyncio
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final, NamedTuple, TypeVar

from fastapi import Depends, Header, Query
from starlette.responses import Response

from shared.refusals import NotAcceptable
from shared.sheets.workbooks.writing import DoesNotFitError, written_xlsx
from shared.sheets.writing import Table, written_csv
from shared.web.payloads import CSV, XLSX

Document = TypeVar("Document")

CSV_TYPE = "text/csv; charset=utf-8; header=present"


_QUALITY: Final = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


class Format(StrEnum):
    """A format that a table can be answered in."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


_RANGES: Final = {
    Format.JSON: ("application/json", "application/*", "*/*"),
    Format.CSV: (CSV, "text/*", "*/*"),
    Format.XLSX: (XLSX, "application/*", "*/*"),
}
"""The media ranges that mean a format, the most precise first.

What means several of them means the first.
"""


class Written(NamedTuple):
    """How an answer is to be written."""

    format: Format
    bom: bool


async def _format(
    response: Response,
    asked: Annotated[
        Format | None, Query(alias="format", description="Instead of `Accept`.")
    ] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
    *,
    bom: Annotated[
        bool, Query(description="Begin CSV with a byte-order mark, as Excel likes it.")
    ] = False,
) -> Written:
    """Return the format asked for; the query wins over the header.

    Raises:
        NotAcceptable: If the header names none that we write.
    """
    response.headers["Vary"] = "Accept"
    if asked is not None:
        return Written(asked, bom)
    return Written(Format.JSON if accept is None else negotiated(accept), bom)


def negotiated(accept: str) -> Format:
    """Return the format that an `Accept` header wants most; among equals the one it names first.

    The most precise range that covers a format tells how much it is wanted (RFC 9110, 12.5.1).

    Raises:
        NotAcceptable: If it wants none that we write.
    """
    wanted = _wanted(accept)
    ranked = [
        (wanted[covering[0]], written)
        for written, ranges in _RANGES.items()
        if (covering := [each for each in ranges if each in wanted])
    ]
    (quality, _), best = max(ranked, key=lambda each: each[0], default=((0.0, 0), Format.JSON))
    if quality > 0:
        return best
    message = f"This can be read as application/json, {CSV} or {XLSX}."
    raise NotAcceptable(message)


def _wanted(accept: str) -> dict[str, tuple[float, int]]:
    """Return how much each media range of an `Accept` header is wanted, and how early it stands."""
    wanted: dict[str, tuple[float, int]] = {}
    for place, part in enumerate(accept.split(",")):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
        wanted.setdefault(media_range, (quality, -place))
    return wanted


FormatAsked = Annotated[Written, Depends(_format)]

TABLE_TOO: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            CSV: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}
"""For the `responses` of an operation that also answers its table as a file."""


async def in_format(
    asked: Written,
    document: Document,
    *,
    table: Callable[[Document], Table],
    name: str,
    beside: Response | None = None,
) -> Document | Response:
    """Return *document* itself, or its table as a file called *name*.

    The headers set *beside* it, such as the link to a list's next page, go with either: the
    framework drops them where an operation returns its own response.

    Raises:
        NotAcceptable: If it is to be a workbook, and more than one can hold.
    """
    if asked.format is Format.JSON:
        return document
    # In lower case, as Starlette writes the names of those *beside*: none stands twice.
    disposition = f'attachment; filename="{name}.{asked.format}"'
    headers = {"content-disposition": disposition, "vary": "Accept"}
    if beside is not None:
        headers |= beside.headers
    if asked.format is Format.CSV:
        content, media_type = written_csv(table(document), bom=asked.bom), CSV_TYPE
    else:
        # A workbook takes ten times as long, and so is written beside other requests.
        try:
            content, media_type = await asyncio.to_thread(written_xlsx, table(document)), XLSX
        except DoesNotFitError as failure:
            message = f"A workbook can't hold this: {failure}. It can be read as CSV."
            raise NotAcceptable(message) from failure
    return Response(content, headers=headers, media_type=media_type)
