"""Payloads: received whole before any transaction opens, so a slow client holds no connection."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any, Final, TypeVar

from fastapi import Depends
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from shared.refusals import Invalid, TooLarge, UnsupportedMediaType
from shared.sheets.forms import Form
from shared.sheets.reading import Sheet
from shared.sheets.workbooks.sheet import WorkbookSheet
from shared.web.problems import faults_of
from shared.web.strict_json import read_json

Document = TypeVar("Document", bound=BaseModel)

JSON: Final = "application/json"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_LARGEST_FILE: Final = 256 * 1024 * 1024
LIMITS: Final = {JSON: 5 * 1024 * 1024, CSV: _LARGEST_FILE, XLSX: _LARGEST_FILE}
"""Bytes that a payload may have, by media type; judged while it streams."""

_KEPT_IN_MEMORY: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Payload:
    """What a caller sent, on disk beyond a megabyte."""

    media_type: str
    file: IO[bytes]
    size: int
    digest: str

    def content(self) -> bytes:
        """Return all of it."""
        self.file.seek(0)
        return self.file.read()

    def document(self) -> Any:
        """Return the JSON document that it holds.

        Raises:
            Malformed, Invalid: If it is not strict JSON.
        """
        return read_json(self.content())

    def read_as(self, model: type[Document]) -> Document:
        """Return the JSON document that it holds, where it is not the framework that reads it.

        Raises:
            Malformed: If it is not strict JSON.
            Invalid: If there is none, or it is no such document.
        """
        if not self.size:
            message = "There is no payload."
            raise Invalid(message)
        try:
            return model.model_validate(self.document())
        except ValidationError as error:
            # The framework's places begin with where a value stands; here it is the payload.
            faults = [{**e, "loc": ("body", *e["loc"])} for e in error.errors(include_url=False)]
            raise Invalid(errors=faults_of(faults)) from error


class Takes:
    """A dependency that says which media types an operation takes beside JSON."""

    def __init__(self, *media_types: str) -> None:
        self.media_types = media_types

    async def __call__(self, request: Request) -> Payload:
        """Return what was received."""
        payload: Payload = request.state.payload
        return payload


JsonOrSheet = Annotated[Payload, Depends(Takes(JSON, CSV, XLSX))]
"""A payload in JSON, or a sheet as CSV or XLSX, still to be read."""


async def sheet_of(payload: Payload, form: Form[Any], *, name: str | None = None) -> Sheet:
    """Return the sheet that a payload is; its header is read beside other requests.

    Args:
        name: Of the sheet, if the payload is a workbook and it is not the first.

    Raises:
        Malformed, TooLarge, Invalid: If it can't be read, as `Sheet` and `WorkbookSheet` say.
    """
    columns, required = form.names, form.required
    if payload.media_type == XLSX:
        return await asyncio.to_thread(
            WorkbookSheet, payload.file, columns=columns, required=required, name=name
        )
    return await asyncio.to_thread(Sheet, payload.file, columns=columns, required=required)


async def receive(request: Request, takes: tuple[str, ...]) -> Payload:
    """Receive the whole payload.

    Raises:
        UnsupportedMediaType: If it is none of *takes*, or compressed.
        TooLarge: As soon as it is known to pass its limit.
    """
    media_type, charset = _media_type(request)
    declared = request.headers.get("content-length", "0")
    has_content = declared != "0" or "transfer-encoding" in request.headers
    if has_content:
        _check_type(request, media_type, charset, takes)
    limit = LIMITS.get(media_type, LIMITS[JSON])
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(_too_large(limit))
    file = SpooledTemporaryFile(_KEPT_IN_MEMORY)  # noqa: SIM115 - the route closes it
    try:
        size, digest = await _spool(request.stream(), file, limit)
    except BaseException:
        file.close()
        raise
    if size and not has_content:
        _check_type(request, media_type, charset, takes)
    return Payload(media_type, file, size, digest)


async def _spool(chunks: AsyncIterator[bytes], file: IO[bytes], limit: int) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(_too_large(limit))
        digest.update(chunk)
        file.write(chunk)
    return size, digest.hexdigest()


def _media_type(request: Request) -> tuple[str, str]:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = "utf-8"
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.strip().lower(), charset


def _check_type(request: Request, media_type: str, charset: str, takes: tuple[str, ...]) -> None:
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        message = "Send the payload without a Content-Encoding."
        raise UnsupportedMediaType(message)
    if media_type not in takes:
        message = f"Send the payload as {' or '.join(takes)}."
        raise UnsupportedMediaType(message)
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        message = "Send the payload in UTF-8."
        raise UnsupportedMediaType(message)


def _too_large(limit: int) -> str:
    return f"At most {limit // (1024 * 1024)} MB are taken here."
