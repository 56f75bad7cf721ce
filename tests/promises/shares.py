"""Which shares of a run of calls succeed: a run of refusals proves nothing."""

from __future__ import annotations

from collections import Counter
from typing import Final

from tests.promises.operations import OPERATIONS

LEAST_SHARE: Final = 0.6
"""Of the calls of each group of operations, how many must succeed."""

MOST_LOST: Final = 0.1
"""Of all calls, how many may be answered by 401 or 404."""


def check_shares(answered: Counter[tuple[str, int]]) -> None:
    """Fail if some group of operations, or one operation, is mostly refused."""
    asked, good, lost = Counter[str](), Counter[str](), 0
    for operation in OPERATIONS:
        for (name, status), times in answered.items():
            if name == operation.id:
                succeeded = times if status in {*operation.successes, 304} else 0
                for group in (operation.said["tags"][0], operation.id):
                    asked[group] += times
                    good[group] += succeeded
                lost += times if status in {401, 404} else 0
    never = [operation.id for operation in OPERATIONS if not good[operation.id]]
    poor = {group: good[group] / asked[group] for group in asked}
    assert not never, f"never answered well: {never}\n{told(answered)}"
    for operation in OPERATIONS:
        group = operation.said["tags"][0]
        assert poor[group] >= LEAST_SHARE, f"{group}: {poor[group]:.0%}\n{told(answered)}"
    assert lost <= MOST_LOST * answered.total(), told(answered)


def told(answered: Counter[tuple[str, int]]) -> str:
    """Return the tally, a line for each operation."""
    lines = []
    for operation in OPERATIONS:
        counts = sorted((s, n) for (name, s), n in answered.items() if name == operation.id)
        lines.append(f"{operation.id:28} " + "  ".join(f"{s}: {n}" for s, n in counts))
    return "\n".join(lines)
