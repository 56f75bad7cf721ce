"""Memory as the kernel shares it out: a page that four processes share counts a quarter to each."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PSS: Final = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
_EVERY: Final = 0.1
_KB_IN_MB: Final = 1_024


def megabytes(pids: Iterable[int]) -> float:
    """Return the proportional set size of these processes together."""
    return sum(_kilobytes(pid) for pid in pids) / _KB_IN_MB


def descendants(pid: int) -> list[int]:
    """Return the process and all that came from it, as far as they run."""
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        try:
            children = Path(f"/proc/{each}/task/{each}/children").read_text().split()
        except FileNotFoundError:
            continue
        waiting += map(int, children)
    return found


@dataclass
class Peak:
    """The most memory that was seen."""

    megabytes: float = 0.0


@contextmanager
def watched(pid: int) -> Iterator[Peak]:
    """Look at a process ten times a second until the block ends."""
    peak, done = Peak(), threading.Event()

    def watch() -> None:
        while not done.wait(_EVERY):
            peak.megabytes = max(peak.megabytes, megabytes([pid]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _kilobytes(pid: int) -> int:
    """Return a process's share; 0 for one that has ended."""
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found.group(1)) if found else 0
