"""Answers in the format asked for, from the working view and from what is published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel
from starlette.responses import Response

from shared.web.formats import Format, in_format
from shared.web.payloads import JSON
from shared.web.routing import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.sheets.writing import Table
    from shared.web.formats import Written

    Tabled = Callable[[Mapping[str, Any]], Table]

Shown = TypeVar("Shown", bound=BaseModel)


async def answer_working(
    written: Written, shown: Shown, *, table: Tabled, name: str, beside: Response | None = None
) -> Shown | Response:
    """Return a document of the working view, or its table as a file called *name*."""

    def tabled(document: Shown) -> Table:
        return table(document.model_dump(mode="json"))

    return await in_format(written, shown, table=tabled, name=name, beside=beside)


async def answer_published(
    content: bytes,
    media_type: str = JSON,
    *,
    written: Written | None = None,
    table: Tabled | None = None,
    name: str = "",
) -> Response:
    """Return a published document byte for byte, or its table; any cache may keep either."""
    kept = {"cache-control": OPEN, "vary": "Accept"}
    if written is None or table is None or written.format is Format.JSON:
        return Response(content, headers=kept, media_type=media_type)
    tabled = await in_format(written, json.loads(content), table=table, name=name)
    tabled.headers.update(kept)
    return tabled
