"""A page for each problem type, written from the class that refuses."""

from __future__ import annotations

import inspect
import re
from html import escape
from typing import TYPE_CHECKING

from services.gateway.reference.pages import page
from shared import refusals
from shared.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


def problem_types() -> dict[str, type[Refusal]]:
    """Return every kind of refusal by its code, in the order of their statuses."""
    kinds = sorted(_below(Refusal), key=lambda kind: (kind.status, kind.code))
    by_code: dict[str, type[Refusal]] = {}
    for kind in kinds:
        by_code.setdefault(kind.code, kind)
    return by_code


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        if child.__name__ in refusals.__all__:
            yield child
            yield from _below(child)


def problem_page(kind: type[Refusal]) -> str:
    """Return the page about one problem type."""
    told = inspect.cleandoc(kind.__doc__ or "").split("\n\n")
    paragraphs = "".join(f"<p>{_with_code(paragraph)}</p>" for paragraph in told)
    facts = f"<p>Status {kind.status}, code <code>{escape(kind.code)}</code>.</p>"
    return page(kind.title, f"{facts}{paragraphs}<p><a href='/problems'>All problems</a></p>")


def list_page() -> str:
    """Return the list of all problem types."""
    rows = "".join(
        f"<tr><td>{kind.status}</td><td><a href='/problems/{code}'>{code}</a></td>"
        f"<td>{escape(kind.title)}</td></tr>"
        for code, kind in problem_types().items()
    )
    head = "<tr><th>Status</th><th>Code</th><th>Meaning</th></tr>"
    return page("Problems", f"<table>{head}{rows}</table>")


def _with_code(paragraph: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(paragraph.split())))
