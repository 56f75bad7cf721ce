"""Days that stand for none, as 9999-12-31: none is taken, and one that stands spoils no view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.projects.planning import faults
from tests.projects.views.test_full_plans import OF_BODY, OF_PLAN

if TYPE_CHECKING:
    from tests.projects.planning import Planning


def _due(ends: str, **more: Any) -> dict[str, Any]:
    planned = {"as_written": "no date", "ends": ends}
    return {"title": "Go live", "dates": [{"planned": planned}], **more}


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1899-12-31", "0001-01-01"])
async def test_a_day_that_stands_for_none_is_not_taken(own: Planning, day: str) -> None:
    at = "items/P1/milestones/m"
    assert faults(await own.put(at, _due(day)))[0][1] == "/dates/0/planned/ends"
    assert (await own.put(at, _due("2199-12-31"))).status_code == 201
    to = {"as_written": "no date", "starts": day}
    moved = await own.step(at, "redate", {"to": to, "reason": "Open"})
    assert faults(moved)[0][1] == "/to/starts"
    plan = {"title": "Plan", "shape": "service_priorities"}
    for end in ("starts", "ends"):
        assert faults(await own.put("", plan | {end: day}))[0][1] == f"/{end}"


async def test_one_that_stands_already_spoils_no_view(own: Planning) -> None:
    """As baseline and date, of what is waited for and of what waits, beyond either end."""
    m = "items/P1/milestones"
    await own.put(f"{m}/near", _due("2012-06-29"))
    for number, day in enumerate(("2199-12-31", "1900-01-01")):
        link = [{"item": "P1", "milestone": "near"}]
        await own.put(f"{m}/far{number}", _due(day, depends_on=link))
        links = [{"item": "P1", "milestone": f"far{number}"}]
        await own.put(f"{m}/after{number}", _due(day, depends_on=links))
        await own.put(f"{m}/moved{number}", _due("2012-06-29"))
        to = {"as_written": "no date", "ends": day}
        await own.step(f"{m}/moved{number}", "redate", {"to": to, "reason": "Open"})
        links = [{"item": "P1", "milestone": f"moved{number}"}]
        await own.put(f"{m}/follows{number}", _due("2012-07-13", depends_on=links))
    await _put_far_away(own)

    assert (await own.read(f"{m}/far0"))["dates"][0]["current"]["ends"] == "9999-12-31"
    told = (await own.read("dependencies"))["milestones"]
    gaps = {one["milestone"]: [wait["gap"] for wait in one["depends_on"]] for one in told}
    assert (gaps["far0"], gaps["follows0"]) == ([None], [10])  # two weeks without a bank holiday
    body, caller = f"/v1/projects/bodies/{own.body}", await own.reader()
    for view in [f"{own.at}/{one}" for one in OF_PLAN] + [f"{body}/{one}" for one in OF_BODY]:
        answer = await own.suite.http.get(view, headers=caller)
        assert answer.status_code == 200, (view, answer.text)


async def _put_far_away(own: Planning) -> None:
    """Write into what is kept the days that were taken once."""
    admin = await own.suite.database.admin.connect()
    await admin.execute(
        "UPDATE projects.kept_versions SET content = replace(replace(content::text,"
        " '2199-12-31', '9999-12-31'), '1900-01-01', '0001-01-01')::jsonb WHERE body = $1",
        own.body,
    )
    await admin.close()
