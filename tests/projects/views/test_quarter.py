"""What the board is told of a body's plans in a quarter, and the timeline over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest

from shared.storage.sessions import Reader
from tests.projects.past import happened
from tests.projects.planning import Planning, faults
from tests.projects.seeds import QUARTER

if TYPE_CHECKING:
    import httpx


async def test_a_quarter_has_all_that_the_board_needs(seed: Planning) -> None:
    said = {"confidence": "red", "reason": "Nobody has the time", "on": "2009-06-15"}
    answer = await seed.suite.http.post(
        f"{seed.at}/items/R13b/confidence", json=said, headers=await seed.officer()
    )
    assert answer.is_success, answer.text

    told = (await _quarter(seed, QUARTER)).json()

    [plan] = told["plans"]
    assert told["on"] == "2009-06-30"
    assert plan["report"] == await seed.read("report", period=QUARTER)
    assert plan["confidence"]["worst"] == "red"
    assert plan["confidence"]["counts"]["not_said"] == 21
    timeline = await seed.get("timeline", on="2009-06-30", format="svg")
    assert plan["picture"] == timeline.text
    fromstring(plan["picture"])  # noqa: S314 - our own picture


async def test_each_plan_is_told_what_is_its_own(own: Planning) -> None:
    """Of two with items of the same names; one was kept long after the quarter."""
    other = Planning(own.suite, body=own.body)
    await _say(own, "Green", "green", "06/06/2012")
    await happened(own, "2012-05-01T12:00:00Z")
    await other.prepare()
    await _say(other, "Red", "red", "07/07/2012")

    told = (await _quarter(own, "2012-13-Q1")).json()["plans"]

    assert [one["report"]["plan"] for one in told] == sorted([own.plan, other.plan])
    by_plan = {one["report"]["plan"]: one for one in told}
    for planning, statement in ((own, "Green"), (other, "Red")):
        one = by_plan[planning.plan]
        assert one["report"]["rows"][0]["statement"] == statement
        assert one["report"] == await planning.read("report", period="2012-13-Q1")
        assert one["confidence"] == await planning.read("confidence", on="2012-06-30")
    changes = by_plan[own.plan]["report"]["changes"]
    assert [new["milestone"] for new in changes["new"]] == ["m"]
    assert by_plan[other.plan]["report"]["changes"] is None


async def test_more_plans_are_read_in_as_many_statements(
    own: Planning, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(name: str) -> None:
        ask = getattr(Reader, name)

        async def asking(reader: Reader, *given: Any, **more: Any) -> Any:
            if own.body in reader.tenancy.reads:
                asked.append(name)
            return await ask(reader, *given, **more)

        monkeypatch.setattr(Reader, name, asking)

    for name in ("all", "first", "rows", "records", "now"):
        counted(name)
    assert await _plans(own, "2012-13-Q1") == [own.plan]
    of_one = [*asked]
    for _ in range(2):
        await Planning(own.suite, body=own.body).prepare()
    asked.clear()
    assert len(await _plans(own, "2012-13-Q1")) == 3
    assert asked == of_one
    assert len(of_one) == 7


async def test_a_plan_that_has_ended_is_told_while_something_is_late(own: Planning) -> None:
    """It is of 2012-13: its own year, then until it is done; not before."""
    await own.put("items/P1/milestones/m", _due("29/03/2013"))

    assert await _plans(own, "2012-13-Q4") == [own.plan]
    assert await _plans(own, "2013-14-Q2") == [own.plan]
    assert await _plans(own, "2011-12-Q4") == []

    done = {"on": "2013-05-01", "evidence": "Minutes"}
    await own.step("items/P1/milestones/m", "complete", done)
    assert await _plans(own, "2013-14-Q2") == []


async def test_what_is_no_quarter_is_refused(own: Planning) -> None:
    assert faults(await _quarter(own, "2012-13-M01")) == [("wrong_period_type", "period")]
    assert faults(await _quarter(own, "2098-99-Q1")) == [("period_not_begun", "period")]


async def test_a_timeline_tells_baseline_and_what_is_planned_now(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("18/05/2012"))
    await own.step("items/P1/milestones/m", "redate", {"to": "June 2012", "reason": "Late"})
    await own.put("items/P1/milestones/early", _due("14/05/2012"))
    await own.put("items/P2/milestones/vague", _due("Ongoing"))
    await own.step("items/P2", "remove", {"reason": "Merged"})

    told = await own.read("timeline", on="2012-06-15")

    first, second = told["rows"]
    assert [one["milestone"] for one in first["milestones"]] == ["early", "m"]
    [dated] = first["milestones"][1]["dates"]
    assert (dated["baseline"]["ends"], dated["current"]["ends"]) == ("2012-05-18", "2012-06-30")
    assert (dated["standing"], dated["times_moved"]) == ("ahead", 1)
    assert first["milestones"][0]["dates"][0]["standing"] == "late"
    assert second["state"] == "removed"
    assert second["milestones"][0]["dates"][0]["standing"] == "removed"
    assert (told["starts"], told["ends"]) == ("2012-04-01", "2013-03-31")


async def test_a_month_is_late_from_the_first_of_the_next(own: Planning) -> None:
    await own.put("items/P1/milestones/m", _due("June 2012"))

    assert await _standing(own, "2012-06-30") == "ahead"
    assert await _standing(own, "2012-07-01") == "late"


async def test_another_bodys_plans_are_not_there(own: Planning) -> None:
    stranger = await own.suite.key("stranger", projects_read=["E07000071"])
    for path in ("quarter?period=2012-13-Q1", "late", "calendar.ics", f"plans/{own.plan}/timeline"):
        answer = await own.suite.http.get(
            f"/v1/projects/bodies/{own.body}/{path}", headers=stranger
        )
        assert answer.status_code == 404


async def _say(planning: Planning, statement: str, colour: str, due: str) -> None:
    """Say something of a plan's first item: how it stands, how sure one is, when it is due."""
    at, officer = f"{planning.at}/items/P1", await planning.officer()
    confidence = {"confidence": colour, "reason": "So it is", "on": "2012-06-15"}
    for what, sent in (
        ("positions", {"period": "2012-13-Q1", "statement": statement}),
        ("positions", {"period": "2012-13-Q2", "statement": "Later"}),
        ("confidence", confidence),
        ("confidence", confidence | {"confidence": "amber", "on": "2012-07-01"}),
    ):
        said = await planning.suite.http.post(f"{at}/{what}", json=sent, headers=officer)
        assert said.status_code == 201, said.text
    await planning.put("items/P1/milestones/m", _due(due))


def _due(when: str) -> dict[str, Any]:
    return {"title": "Go live", "dates": [{"planned": when}]}


async def _standing(planning: Planning, on: str) -> str:
    told = await planning.read("timeline", on=on)
    standing: str = told["rows"][0]["milestones"][0]["dates"][0]["standing"]
    return standing


async def _plans(planning: Planning, quarter: str) -> list[str]:
    told = (await _quarter(planning, quarter)).json()
    return [one["report"]["plan"] for one in told["plans"]]


async def _quarter(planning: Planning, quarter: str) -> httpx.Response:
    at = f"/v1/projects/bodies/{planning.body}/quarter"
    return await planning.suite.http.get(
        at, params={"period": quarter}, headers=await planning.reader()
    )
