"""What is printed, and what is written for whoever compares runs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.lines import Found, Line


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a line: *found* it, or *why* not."""

    line: Line
    found: Found | None
    why: str = ""


def machine() -> dict[str, Any]:
    """Return what the numbers depend on besides the code."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_mb": int(_first("/proc/meminfo", "MemTotal").split()[0] or 0) // 1024,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def table(told: Sequence[Told]) -> str:
    """Return a table of name, ratio, goal and what was compared, in Markdown."""
    lines = ["| line | measured | goal | | what it compares |", "| --- | --- | --- | --- | --- |"]
    for each in told:
        line, found = each.line, each.found
        sign = "at most" if line.at_most else "at least"
        goal = "" if line.goal is None else f"{sign} {line.goal:,g}"
        if found is None:
            lines.append(f"| `{line.name}` | | {goal} | **skipped** | {each.why} |")
            continue
        verdict = {True: "met", False: "**missed**", None: ""}[line.holds(found.ratio)]
        compared = f"{line.compares}: {found.told}"
        lines.append(f"| `{line.name}` | {shown(found.ratio)} | {goal} | {verdict} | {compared} |")
    return "\n".join(lines)


def shown(number: float) -> str:
    """Return *number* with as many digits as mean something."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits


def write_latest(file: Path, told: Sequence[Told], on: Mapping[str, Any]) -> None:
    """Write the ratios that were measured to *file*; a line that was skipped is not there."""
    ratios = {each.line.name: round(each.found.ratio, 4) for each in told if each.found}
    document = {"ratios": ratios, "machine": dict(on)}
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _first(file: str, field: str) -> str:
    """Return a field of a file in /proc; "0" where there is none."""
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((x.partition(":")[2].strip() for x in lines if x.startswith(field)), "0")
