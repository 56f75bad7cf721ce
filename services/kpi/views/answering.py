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
    asked: Written, document: Shown, *, table: Tabled, name: str
) -> Shown | Response:
    """Return a document of the working view, or its table as a file called *name*."""

    def tabled(shown: Shown) -> Table:
        return table(shown.model_dump(mode="json"))

    return await in_format(asked, document, table=tabled, name=name)


async def answer_published(asked: Written, content: bytes, *, table: Tabled, name: str) -> Response:
    """Return a published document byte for byte, or its table; any cache may keep either."""
    kept = {"cache-control": OPEN, "vary": "Accept"}
    if asked.format is Format.JSON:
        return Response(content, headers=kept, media_type=JSON)
    tabled = await in_format(asked, json.loads(content), table=table, name=name)
    tabled.headers.update(kept)
    return tabled
