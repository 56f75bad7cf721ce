"""The demo's files, read without the loader: numbers exactly as they are written."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

DEMO: Final = Path(__file__).parents[2] / "demo"

HARBOROUGH: Final = "E07000131"
HINCKLEY: Final = "E07000132"
NORTH_WEST: Final = "E07000134"
COUNCILS: Final = (HARBOROUGH, HINCKLEY, NORTH_WEST)


def read_exactly(name: str) -> dict[str, Any]:
    """Return a JSON object of the demo, its decimals as they are written."""
    document: dict[str, Any] = json.loads(
        (DEMO / name).read_text(encoding="utf-8"), parse_float=Decimal
    )
    return document


def read_figures(body: str, year: str) -> list[dict[str, str]]:
    """Return the rows of a council's figures."""
    path = DEMO / "leicestershire" / "figures" / year / f"{body}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_months(body: str, year: str, indicator: str) -> dict[str, dict[str, str]]:
    """Return an indicator's rows by month, `M01` to `M12`."""
    rows = (row for row in read_figures(body, year) if row["indicator"] == indicator)
    return {row["period"][-3:]: row for row in rows}
