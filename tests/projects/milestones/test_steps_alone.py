"""What became of a plan is told of its steps: how often a thing was kept anew costs nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from services.projects.kept import queries
from services.projects.milestones import changes
from tests.projects.past import happened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.projects.kept.tables import KeptVersion
    from tests.projects.planning import Planning

MET: Final = "2009-05-29"
FIRST: Final = date(2009, 6, 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[KeptVersion]:
    """Return what is read of versions since the first day, once it is."""
    found: list[KeptVersion] = []
    ask = queries.steps_below

    async def asking(*given: Any, **more: Any) -> Sequence[KeptVersion]:
        found[:] = await ask(*given, **more)
        return found

    monkeypatch.setattr(queries, "steps_below", asking)
    return found


async def anew(planning: Planning, path: str, times: int = 3) -> None:
    """Keep a milestone or an item anew so many times."""
    for number in range(times):
        kept = await planning.put(path, {"title": f"Title {number}"})
        assert kept.is_success, kept.text


async def step(planning: Planning, step: str, **sent: Any) -> None:
    said = sent or {"reason": step}
    taken = await planning.step("items/P1/milestones/m", step, said, holder=step)
    assert taken.status_code == 200, taken.text


async def interim(planning: Planning) -> None:
    await step(planning, "complete", kind="interim", on=MET, evidence="Minutes")


async def test_no_more_is_read_of_what_is_kept_anew(
    planning: Planning, read: list[KeptVersion]
) -> None:
    await anew(planning, "items/P1", 6)
    await anew(planning, "items/P1/milestones/m", 6)
    told = await planning.read("changes", **{"from": "1970-01-01"})

    assert [(each.kind, each.path.rsplit("/", 1)[-1]) for each in read] == [
        *(("item", item) for item in ("P1", "P2", "P1")),
        *(("milestone", "m"),) * 2,
    ]
    [new] = told["new"]
    assert new["title"] == "Title 5"


async def test_what_is_told_is_what_all_versions_tell(
    planning: Planning, read: list[KeptVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interim date that was met, and then not, and then on the same day after all."""
    dates = [
        {"kind": "interim", "planned": "31/05/2009"},
        {"kind": "full", "planned": "30/06/2009"},
    ]
    await planning.put("items/P1/milestones/m", {"title": "M", "dates": dates})
    done = {"on": "2009-06-02", "evidence": "Minutes"}
    days = 0
    for acts in (
        ("interim",),
        ("reopen", "anew", "interim", "anew"),
        ("complete", "reopen", "anew"),
        ("anew", "redate", "anew", "redate"),
        ("remove", "restore", "anew", "remove"),
        ("restore", "remove", "restore", "anew", "complete"),
    ):
        for number, act in enumerate(acts):
            if act == "interim":
                await interim(planning)
            elif act == "anew":
                await anew(planning, "items/P1/milestones/m", 2)
            elif act == "redate":
                to = {"kind": "full", "to": f"2{number}/07/2009", "reason": "Late"}
                await step(planning, "redate", **to)
            else:
                await step(planning, act, **(done if act == "complete" else {}))
        await happened(planning, f"{FIRST + timedelta(days)}T12:00:00Z")
        days += 1

    saved = 0
    for begins in range(days):
        for ends in range(begins, days):
            asked = {
                "from": f"{FIRST + timedelta(begins)}",
                "to": f"{FIRST + timedelta(ends)}",
            }
            told, number = await planning.read("changes", **asked), len(read)
            with monkeypatch.context() as whole:
                whole.setattr(changes, "_NO_STEP", ())
                assert told == await planning.read("changes", **asked)
            saved += len(read) - number
    assert saved > days
