"""The few pages that the gateway shows a person. They load nothing from anywhere else."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final, NamedTuple

from shared.web.conditional import entity_tag

CHECKED_EACH_TIME: Final = "public, no-cache"

SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": CHECKED_EACH_TIME,
}


_OURS: Final = ("start.js", "plain.css")
_SWAGGERS: Final = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")
ASSETS: Final = (*_OURS, *_SWAGGERS)
"""The files that the pages load."""


class Asset(NamedTuple):
    """A file that a page loads."""

    content: bytes
    media_type: str
    tag: str


@cache
def asset(name: str) -> Asset:
    """Return one of `ASSETS`, read once."""
    content = _place(name).read_bytes()
    return Asset(content, guess_type(name)[0] or "application/octet-stream", entity_tag(content))


def _place(name: str) -> Path:
    """Return where one of `ASSETS` lies: beside this file, or in the package of Swagger UI."""
    if name in _OURS:
        return Path(__file__).parent / "static" / name
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        message = "the package fastapi-offline, which brings Swagger UI, is not installed"
        raise RuntimeError(message)
    return Path(spec.origin).parent / "static" / name


def page(title: str, content: str) -> str:
    """Return a whole page of text; *content* is HTML."""
    return _whole(title, f"<main class='text'><h1>{escape(title)}</h1>{content}</main>")


def docs_page() -> str:
    """Return the page on which the API can be read and tried; its heading is Swagger UI's."""
    return _whole(
        "The API",
        "<main id='swagger-ui'></main><noscript><p>This page needs JavaScript; the same is in "
        "<a href='/openapi.json'>openapi.json</a>.</p></noscript>",
        head=(
            "<link rel='stylesheet' href='/docs/swagger-ui.css'>"
            "<script src='/docs/swagger-ui-bundle.js' defer></script>"
            "<script src='/docs/start.js' defer></script>"
        ),
    )


def _whole(title: str, body: str, *, head: str = "") -> str:
    return (
        "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)} - Quarterday</title><link rel='icon' href='/docs/favicon.png'>"
        f"<link rel='stylesheet' href='/docs/plain.css'>{head}</head><body>{body}</body></html>"
    )


def index_document() -> dict[str, Any]:
    """Return where everything is."""
    return {
        "name": "Quarterday",
        "description": "KPIs, risks and projects of English Revenues and Benefits partnerships.",
        "docs": "/docs",
        "openapi": "/openapi.json",
        "problems": "/problems",
        "liveness": "/livez",
        "readiness": "/readyz",
        "services": ["/v1/kpi", "/v1/risk", "/v1/projects"],
    }


def index_page() -> str:
    """Return the same for a person."""
    index = index_document()
    links = "".join(
        f"<li><a href='{index[name]}'>{label}</a></li>"
        for name, label in {
            "docs": "The API, to read and to try",
            "openapi": "Its OpenAPI document",
            "problems": "What each problem means",
            "readiness": "Whether the services are ready",
        }.items()
    )
    return page("Quarterday", f"<p>{escape(index['description'])}</p><ul>{links}</ul>")
