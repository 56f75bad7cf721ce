"""Money and staff: savings, budgets, numbers of staff."""

from __future__ import annotations

from typing import Any, Final

from tests.promises.projects.keeping import KeptThing, Part
from tests.promises.projects.plans import PLAN


def _saving(number: int) -> dict[str, Any]:
    years = [{"year": "2011-12", "planned": 250_000, "achieved": None}]
    return {"title": f"Joint working {number}", "recurrence": "recurring", "years": years}


def _budget(number: int) -> dict[str, Any]:
    return {
        "title": f"Budget {number}",
        "unit": "£000",
        "columns": [{"label": "2012/13", "year": "2012-13"}],
        "lines": [
            {"label": "Opening Budget", "kind": "opening", "amounts": [2657]},
            {"label": "Proposed Base Budget", "kind": "total", "amounts": [2570]},
        ],
    }


def _staffing(number: int) -> dict[str, Any]:
    return {"team": f"Team {number}", "fte": 115.62, "as_written": "115.62FTE's"}


def _kept(one: str, many: str, definition: Any) -> KeptThing:
    at = f"plans/{{plan}}/{many if one != 'staffing' else one}/{{{one}}}"
    return KeptThing(one, many, {"plan": PLAN, one: "first"}, at, definition, "spare")


PART: Final = Part(
    (
        _kept("saving", "savings", _saving),
        _kept("budget", "budgets", _budget),
        _kept("staffing", "staffings", _staffing),
    ),
    reads=("read_savings_summary",),
)
