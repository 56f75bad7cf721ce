"""The formats of an answer: JSON as it is, or a table as CSV."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Query
from starlette.responses import Response

from shared.refusals import NotAcceptable
from shared.sheets.writing import Table, written_csv

Document = TypeVar("Document")

CSV_TYPE = "text/csv; charset=utf-8; header=present"


class Format(StrEnum):
    """A format that a table can be answered in."""

    JSON = "json"
    CSV = "csv"


_BY_MEDIA_TYPE = {
    "application/json": Format.JSON,
    "application/*": Format.JSON,
    "*/*": Format.JSON,
    "text/csv": Format.CSV,
    "text/*": Format.CSV,
}


def _format(
    asked: Annotated[
        Format | None, Query(alias="format", description="Instead of `Accept`.")
    ] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Format:
    """Return the format asked for; the query wins over the header.

    Raises:
        NotAcceptable: If the header names none that we write.
    """
    if asked is not None:
        return asked
    if accept is None:
        return Format.JSON
    for media_type in _by_preference(accept):
        if media_type in _BY_MEDIA_TYPE:
            return _BY_MEDIA_TYPE[media_type]
    message = "This can be read as application/json or text/csv."
    raise NotAcceptable(message)


def _by_preference(accept: str) -> list[str]:
    """Return the media types of an `Accept` header, most wanted first, unwanted left out."""
    wanted = []
    for place, part in enumerate(accept.split(",")):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        if quality > 0:
            wanted.append((-quality, place, media_type))
    return [media_type for _, _, media_type in sorted(wanted)]


FormatAsked = Annotated[Format, Depends(_format)]

CSV_TOO: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
"""For the `responses` of an operation that also answers CSV."""


def in_format(
    asked: Format, document: Document, *, table: Callable[[Document], Table], name: str
) -> Document | Response:
    """Return *document* itself, or as a CSV file called *name*."""
    if asked is Format.JSON:
        return document
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Vary": "Accept"}
    return Response(written_csv(table(document)), headers=headers, media_type=CSV_TYPE)
