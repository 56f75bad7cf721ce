"""Seed 001's table, as it stands: its officers by their initials."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final


def _table() -> list[dict[str, str]]:
    with Path(__file__).with_name("seed_001.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


SEED_001: Final = _table()
"""22 rows: reference, action_area, owners, teams, when and statement."""
