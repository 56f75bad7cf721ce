"""The heat map of a register, as it is answered."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from services.risk.views import picturing
from shared.pictures import png
from tests.risk.views.desk import Desk, matrix
from tests.telling import asked

_IN_A_TRANSACTION: Final = (
    "SELECT query FROM pg_stat_activity WHERE application_name = 'quarterday-risk'"
    " AND datname = current_database() AND state LIKE 'idle in transaction%'"
)


async def test_each_square_counts_the_open_risks_that_stand_in_it(desk: Desk) -> None:
    for reference, likelihood, impact in (("R1", 4, 5), ("R2", 4, 5), ("R3", 1, 2)):
        await desk.risk(reference)
        await desk.assess(reference, likelihood, impact)
    await desk.assess("R1", 2, 5, kind="target")
    await desk.step("R3", "close", "Over")

    shown = await desk.get("heatmap")

    assert len(shown["cells"]) == 25
    held = {
        (cell["likelihood"], cell["impact"]): (cell["current"], cell["target"])
        for cell in shown["cells"]
        if cell["current"]["count"] or cell["target"]["count"]
    }
    nobody = {"count": 0, "references": []}
    assert held == {
        (4, 5): ({"count": 2, "references": ["R1", "R2"]}, nobody),
        (2, 5): (nobody, {"count": 1, "references": ["R1"]}),
    }
    assert shown["view"] == "working"


async def test_what_is_not_known_stands_beside_the_grid(desk: Desk) -> None:
    for reference in ("R1", "R2", "R3"):
        await desk.risk(reference)
    await desk.assess("R2", 4, None)
    await desk.assess("R3", 3, 3)

    shown = await desk.get("heatmap")

    assert shown["current_beside"] == {"unknown": ["R1", "R2"], "another_matrix": []}
    assert shown["target_beside"] == {"unknown": ["R1", "R2", "R3"], "another_matrix": []}
    assert sum(cell["current"]["count"] for cell in shown["cells"]) == 1


async def test_a_score_of_another_matrix_stands_in_no_square(desk: Desk) -> None:
    """On four by four, a 3 is not the 3 of five by five."""
    await desk.risk("R1")
    await desk.assess("R1", 3, 3)
    await desk.register(matrix=matrix(4), reason="The board's new scale")

    shown = await desk.get("heatmap")

    assert len(shown["cells"]) == 16
    assert shown["current_beside"] == {"unknown": [], "another_matrix": ["R1"]}
    assert sum(cell["current"]["count"] for cell in shown["cells"]) == 0
    assert "Scored on another matrix: 1 risk" in (await desk.ask("heatmap", format="svg")).text


async def test_other_bands_leave_a_score_where_it_is(desk: Desk) -> None:
    await desk.register(matrix=matrix(4), reason="Four by four")
    await desk.risk("R1")
    await desk.assess("R1", 3, 3)
    bands = [{"code": "all", "label": "All", "from_score": 1, "review_every_months": 6}]
    await desk.register(matrix=matrix(4, bands=bands), reason="One band")

    shown = await desk.get("heatmap")

    [cell] = [cell for cell in shown["cells"] if cell["current"]["count"]]
    assert (cell["likelihood"], cell["impact"], cell["band"]) == (3, 3, "all")


async def test_arrows_show_who_moved_since(desk: Desk) -> None:
    for reference in ("R1", "R2", "R3"):
        await desk.risk(reference)
    await desk.assess("R1", 2, 2)
    since = (await desk.assess("R2", 3, 3))["recorded_at"]
    await desk.assess("R1", 4, 2, reason="Two staff left")
    await desk.assess("R3", 5, 5)

    shown = await desk.get("heatmap", from_=since)

    assert shown["since"] == since
    assert shown["moves"] == [
        {
            "reference": "R1",
            "from_likelihood": 2,
            "from_impact": 2,
            "to_likelihood": 4,
            "to_impact": 2,
        }
    ]


async def test_it_is_drawn_as_svg_and_png(desk: Desk) -> None:
    await desk.risk("R1")
    await desk.assess("R1", 4, 5)

    svg = await desk.ask("heatmap", format="svg")
    png = await desk.ask("heatmap", format="png")

    assert svg.headers["content-type"].startswith("image/svg+xml")
    drawn = " ".join(ET.fromstring(svg.content).itertext())  # noqa: S314 - our own
    assert "R1" in drawn
    assert png.headers["content-type"] == "image/png"
    assert png.content[:8] == b"\x89PNG\r\n\x1a\n"


async def test_it_is_as_known_at_an_instant(desk: Desk) -> None:
    await desk.risk("R1")
    first = await desk.assess("R1", 1, 1)
    await desk.assess("R1", 5, 5, reason="Worse")

    shown = await desk.get("heatmap", known_at=first["recorded_at"])

    [cell] = [cell for cell in shown["cells"] if cell["current"]["count"]]
    assert (cell["likelihood"], cell["impact"]) == (1, 1)


async def test_no_connection_is_held_while_a_picture_is_drawn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[list[Any]] = []

    async def look(svg: str) -> bytes:
        held.append(await asked(desk.suite.database, _IN_A_TRANSACTION))
        return b"drawn"

    monkeypatch.setattr(picturing, "png_of", look)

    assert (await desk.ask("heatmap", format="png")).content == b"drawn"
    assert held == [[]]


async def test_a_picture_whose_turn_does_not_come_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(png, "_PATIENCE", 0.01)
    monkeypatch.setattr(png, "_TURN", asyncio.Semaphore(0))

    answer = await desk.ask("heatmap", format="png")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "retry-after" in answer.headers
    assert (await desk.ask("heatmap", format="svg")).status_code == 200
