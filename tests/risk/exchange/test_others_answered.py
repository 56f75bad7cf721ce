"""A sheet takes its time to be judged; meanwhile others are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.risk.exchange import routes, use_cases
from tests.waiting import check_others_are_answered

if TYPE_CHECKING:
    from types import ModuleType

    from tests.risk.exchange.sheets import Sheets


@pytest.mark.parametrize(
    ("room", "work"),
    [(routes, "drafts_of_json"), (use_cases, "decide")],
    ids=["reading", "judging"],
)
async def test_others_are_answered_while_a_sheet_is_worked_on(
    sheets: Sheets, monkeypatch: pytest.MonkeyPatch, room: ModuleType, work: str
) -> None:
    importing = sheets.sent({"reference": "R1", "title": "Loss"})
    http = sheets.desk.suite.http
    await check_others_are_answered(monkeypatch, room, work, asked=importing, http=http)
