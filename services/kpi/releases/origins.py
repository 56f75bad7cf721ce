"""Whence a release comes: whose rows, and of which periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Spans:
    """The periods that a release comes from.

    Attributes:
        figures: Of which figures count.
        commentary: Of which commentary is shown.
        year: Of which targets count.
    """

    figures: Collection[str]
    commentary: Collection[str]
    year: str


@dataclass(frozen=True, slots=True)
class Years:
    """The first and the last year of its figures, which is all that the first composition kept.

    Targets, commentary and acts were hashed whatever year they were of.
    """

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Whence a release comes.

    Attributes:
        body, release: The release.
        councils: Whose figures and commentary are in it, beside the body's own.
        lenders: Other partnerships, whose joint targets may be.
        spans: The periods that count.
    """

    body: str
    release: UUID
    councils: Collection[str]
    lenders: Collection[str]
    spans: Spans | Years
