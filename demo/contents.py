"""What there is to post: the files beside this module, and what their places say of them.

clients.json, indicators.json
<partnership>/partnership.json
<partnership>/targets/<year>/<body>.json
<partnership>/figures/<year>/<body>.csv
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE: Final = Path(__file__).parent

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class YearOfBody:
    """A file about one council and one financial year."""

    body: str
    year: str
    path: Path


def clients() -> Mapping[str, Document]:
    """Return the client behind each demo key, by the key's name."""
    return read_json(HERE / "clients.json")


def indicators() -> Mapping[str, Document]:
    """Return each indicator's definition by its code, parts before what is pooled from them."""
    return read_json(HERE / "indicators.json")


def partnerships() -> Mapping[str, Document]:
    """Return each partnership's definition by its slug."""
    return {path.parent.name: read_json(path) for path in sorted(HERE.glob("*/partnership.json"))}


def targets() -> Iterator[YearOfBody]:
    """Yield the files of targets: a JSON object of definitions by indicator."""
    return _years("*/targets/*/*.json")


def figures() -> Iterator[YearOfBody]:
    """Yield the files of figures, oldest year first: CSV as `POST /v1/kpi/submissions` takes it."""
    return _years("*/figures/*/*.csv")


def read_json(path: Path) -> dict[str, Document]:
    """Return the JSON object in *path*."""
    documents: dict[str, Document] = json.loads(path.read_text(encoding="utf-8"))
    return documents


def short(path: Path) -> str:
    """Return *path* as the repository names it."""
    return str(path.relative_to(HERE.parent))


def _years(pattern: str) -> Iterator[YearOfBody]:
    for path in sorted(HERE.glob(pattern)):
        yield YearOfBody(body=path.stem, year=path.parent.name, path=path)
