"""What there is to post: the files beside this module, and what their places say of them.

clients.json, indicators.json
<partnership>/partnership.json
<partnership>/indicators.json            (what it measures beside the indicators above)
<partnership>/targets/<year>/<body>.json
<partnership>/figures/<year>/<body>.csv  (illustrations)
<partnership>/outturns/<body>.json       (real ones)
<partnership>/releases/<year>.json       (quarters: how far each release goes, and what is said)
<partnership>/registers/<code>.json      (risks, as its service plan has them)
<body>/plans/<plan>.json                 (objectives, a plan, its items and what is said of them)
council-tax-receipts/*.csv               (real ones, as published)
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from demo.receipts import receipts_by_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE: Final = Path(__file__).parent

Document = dict[str, Any]

ILLUSTRATION: Final = "illustration"
AWARD: Final = "award-submission"
RECEIPTS: Final = "mhclg-quarterly-receipts"
SOURCES: Final = frozenset({ILLUSTRATION, AWARD, RECEIPTS})
"""The source systems that the demo's figures name."""


@dataclass(frozen=True, slots=True)
class YearOfBody:
    """A file about one council and one financial year."""

    body: str
    year: str
    path: Path


@dataclass(frozen=True, slots=True)
class Posting:
    """Figures of a council or a partnership, as `POST /v1/kpi/submissions` takes them.

    Attributes:
        told: What they are, for whoever reads what becomes of them.
        source: The file that they stand in.
        params: What the query says of a CSV; a JSON document says it itself.
    """

    body: str
    told: str
    source: Path
    content: bytes
    media_type: str
    params: Mapping[str, str] | None = None


def clients() -> Mapping[str, Document]:
    """Return the client behind each demo key, by the key's name."""
    return read_json(HERE / "clients.json")


def indicators() -> Mapping[str, Document]:
    """Return each indicator's definition by its code, parts before what is pooled from them."""
    return read_json(HERE / "indicators.json")


def own_indicators() -> Mapping[str, Mapping[str, Document]]:
    """Return the indicators that a partnership has beside those, by its slug."""
    return {path.parent.name: read_json(path) for path in sorted(HERE.glob("*/indicators.json"))}


def partnerships() -> Mapping[str, Document]:
    """Return each partnership's definition by its slug."""
    return {path.parent.name: read_json(path) for path in sorted(HERE.glob("*/partnership.json"))}


def targets() -> Iterator[YearOfBody]:
    """Yield the files of targets: a JSON object of definitions by indicator."""
    return _years("*/targets/*/*.json")


def batches() -> Iterator[Posting]:
    """Yield all figures: illustrations, oldest year first, then outturns, then receipts."""
    illustration = {"source_system": ILLUSTRATION}
    for of in _years("*/figures/*/*.csv"):
        told = f"figures of {of.body} for {of.year}"
        yield Posting(of.body, told, of.path, of.path.read_bytes(), "text/csv", illustration)
    for path in sorted(HERE.glob("*/outturns/*.json")):
        told = f"outturns of {path.stem}"
        yield Posting(path.stem, told, path, path.read_bytes(), "application/json")
    published = {"source_system": RECEIPTS}
    for path in sorted(HERE.glob("council-tax-receipts/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            by_body = receipts_by_body(csv.DictReader(file))
        for body, content in by_body.items():
            yield Posting(body, f"receipts of {body}", path, content, "text/csv", published)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A release of a partnership's quarter, as it should come to stand.

    Attributes:
        said: What the file says of it: `title`, `text`, `commentary`, `comments` by member, a
            `correction`, and `until`: the state that it is brought to.
    """

    partnership: str
    period: str
    said: Document
    source: Path

    @property
    def members(self) -> list[str]:
        """The councils that are consulted."""
        return [stay["council"] for stay in partnerships()[self.partnership]["members"]]


def quarters() -> Iterator[Quarter]:
    """Yield the releases, oldest quarter first."""
    for path in sorted(HERE.glob("*/releases/*.json")):
        for period, said in read_json(path).items():
            yield Quarter(path.parents[1].name, period, said, path)


@dataclass(frozen=True, slots=True)
class Register:
    """A risk register of a partnership, and the risks in it by their references."""

    body: str
    code: str
    definition: Document
    risks: Mapping[str, Document]
    source: str


def registers() -> Iterator[Register]:
    """Yield the risk registers."""
    for path in sorted(HERE.glob("*/registers/*.json")):
        said = read_json(path)
        body = path.parents[1].name
        yield Register(body, path.stem, said["register"], said["risks"], short(path))


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """A plan of a body, with all that its paper tells: by the names of what the API keeps.

    Attributes:
        said: `plan`, `objectives`, `items` (with `milestones` and others of their own), and what
            else belongs to a plan, as `groups` and `budgets`.
    """

    body: str
    code: str
    said: Mapping[str, Document]
    source: str


def plans() -> Iterator[PlanPaper]:
    """Yield the plans."""
    for path in sorted(HERE.glob("*/plans/*.json")):
        yield PlanPaper(path.parents[1].name, path.stem, read_json(path), short(path))


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
