"""What is measured: the lines of the table, their goals, and who measures them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TOOLS: Final = {"wrk": "wrk", "nginx": "nginx-light"}
"""Programs that some lines need, with the Debian package that has each."""

_ALSO_IN: Final = "/usr/sbin:/usr/local/sbin"
"""Where Debian puts nginx, which is not on everybody's path."""


class Skipped(Exception):
    """A line can't be measured here; the message says why, and what would change that."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table.

    Attributes:
        goal: The bound; None for a line that is only told.
        at_most: Whether the goal is met from below.
        compares: What with what, for a reader of the table.
    """

    name: str
    compares: str
    goal: float | None = None
    at_most: bool = False

    def holds(self, ratio: float) -> bool | None:
        """Return whether *ratio* meets the goal; None if there is none."""
        if self.goal is None:
            return None
        return ratio <= self.goal if self.at_most else ratio >= self.goal


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured: the number that is compared with the goal, and those it comes from."""

    ratio: float
    told: str


@dataclass(frozen=True, slots=True)
class Effort:
    """How thoroughly to measure.

    Attributes:
        folder: Takes the data of every suite that is started, and goes afterwards.
        rounds: How often each side is measured, in turns.
        seconds: How long each side is measured in a round.
        scale: 1.0 for the counts of rows that the goals speak of; less for trying a line out.
    """

    folder: Path
    rounds: int = 5
    seconds: float = 3.0
    scale: float = 1.0

    def rows(self, number: int) -> int:
        """Return *number* rows, or the share of them that is asked for."""
        return max(1_000, int(number * self.scale))


@dataclass(frozen=True, slots=True)
class Measurement:
    """One or more lines that are measured together.

    Attributes:
        tools: Programs that it needs.
        measure: Given the effort and the names that are wanted, returns what was found by name.
    """

    lines: Sequence[Line]
    measure: Callable[[Effort, Collection[str]], Mapping[str, Found]]
    tools: Sequence[str] = ()

    def check_tools(self) -> None:
        """Raise `Skipped` if a program is missing."""
        for tool in self.tools:
            find_tool(tool)


def find_tool(name: str) -> str:
    """Return the path of a program.

    Raises:
        Skipped: If it isn't installed.
    """
    found = shutil.which(name) or shutil.which(name, path=_ALSO_IN)
    if found is None:
        raise Skipped(f"there is no {name} (Debian: apt-get install {TOOLS[name]})")
    return found
