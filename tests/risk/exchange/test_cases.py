"""No risk begins whose reference differs by case alone from another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.risk.risks import queries
from tests.risk.exchange.sheets import Sheets, change, outcomes, problems
from tests.risk.views.desk import REGISTER, Desk

if TYPE_CHECKING:
    import httpx

TAKEN = ("reference_taken", "reference")


@pytest.fixture
async def before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A register with `rb` and `RB` in it, from before that was refused."""
    await desk.risk("rb")
    with monkeypatch.context() as patched:
        patched.setattr(queries, "in_any_case", _none)
        await desk.risk("RB")
    return desk


async def _none(*_: Any) -> dict[str, str]:
    return {}


async def _begun(desk: Desk, reference: str, register: str = REGISTER) -> httpx.Response:
    return await desk.suite.http.put(
        f"{desk.at}/risks/{reference}",
        json={"register_code": register, "title": "Loss"},
        headers=await desk.writer() | {"If-None-Match": "*"},
    )


async def test_a_second_one_is_refused_and_told_which_stands(desk: Desk) -> None:
    """In whatever register: a reference is its body's. Another body's is another's."""
    await desk.register("strategic")
    await desk.risk("RB-1a")

    for register in (REGISTER, "strategic"):
        refused = await _begun(desk, "rB-1A", register)
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        assert refused.json()["detail"].startswith("RB-1a stands, and differs by case alone;")
    assert (await _begun(desk, "RB-1ab")).status_code == 201
    read = await desk.suite.http.get(f"{desk.at}/risks/rB-1A", headers=await desk.writer())
    assert read.status_code == 404


async def test_by_a_sheet_too_and_the_other_rows_are_kept(sheets: Sheets) -> None:
    await sheets.desk.risk("R1")

    answer = await sheets.sent(
        {"reference": "r1", "title": "Loss"},
        {"reference": "R1", "title": "Another"},
        {"reference": "R2", "title": "New"},
    )

    assert outcomes(answer) == {"r1": "rejected", "R1": "restated", "R2": "created"}
    assert problems(answer) == [TAKEN]
    assert "R1 stands" in answer.text


async def test_two_new_rows_that_differ_by_case_are_both_refused(sheets: Sheets) -> None:
    answer = await sheets.sent(*({"reference": name, "title": "T"} for name in ("R7", "r7", "R8")))

    assert outcomes(answer) == {"R7": "rejected", "r7": "rejected", "R8": "created"}
    assert problems(answer) == [("duplicate_in_batch", "reference")] * 2


async def test_those_that_stand_are_read_and_changed_as_before(before: Desk) -> None:
    """One by one, and by the sheet that holds both; a third is refused."""
    changed = await before.risk("RB", title="By itself")
    sheets = Sheets(before)
    cells = await sheets.out()
    change(cells, "rb", "title", "By the sheet")

    answer = await sheets.back(cells)

    assert changed["title"] == "By itself"
    assert outcomes(answer) == {"RB": "unchanged", "rb": "restated"}
    titles = {row["reference"]: row["title"] for row in (await before.get("risks"))["items"]}
    assert titles == {"RB": "By itself", "rb": "By the sheet"}


async def test_of_several_that_stand_one_is_named(before: Desk) -> None:
    by_itself = await _begun(before, "Rb")
    by_sheet = await Sheets(before).sent({"reference": "rB", "title": "Third"})

    assert by_itself.status_code == 409
    assert by_itself.json()["detail"].startswith("RB stands")
    assert problems(by_sheet) == [TAKEN]
