"""The demo's releases: what anyone reads of them, and who took which step."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo.running import release_again_and_again
from tests.suite import Suite

pytestmark = pytest.mark.xdist_group("demo")


async def published(suite: Suite, body: str, period: str) -> httpx.Response:
    """Return what anyone is told of a body's period, without a key."""
    return await suite.http.get(f"/v1/kpi/bodies/{body}/scorecard", params={"period": period})


async def releases_of(suite: Suite, period: str) -> list[dict[str, Any]]:
    """Return the partnership's releases of a period whole, oldest first."""
    headers = await suite.key(kpi_read=["leicestershire"])
    path = "/v1/kpi/bodies/leicestershire/releases"
    listed = (await suite.http.get(path, headers=headers)).json()["items"]
    found = [one["id"] for one in reversed(listed) if one["period"] == period]
    return [(await suite.http.get(f"{path}/{one}", headers=headers)).json() for one in found]


async def test_two_quarters_are_public_and_the_third_is_not(
    loaded: tuple[Suite, str, Path],
) -> None:
    """Q1 of council tax: 19,080 + 19,882 + 17,391 = 56,353 of 191,580, which is 29.414866 %."""
    suite, _, _ = loaded
    first = await published(suite, "leicestershire", "2019-20-Q1")
    council_tax = next(
        one for one in first.json()["rows"] if one["indicator"] == "council-tax-in-year"
    )

    assert (first.json()["view"], council_tax["value"]) == ("published", 29.414866)
    assert (await published(suite, "leicestershire", "2019-20-Q2")).status_code == 200
    assert (await published(suite, "leicestershire", "2019-20-Q3")).status_code == 404
    assert (await published(suite, "E07000131", "2019-20-M09")).status_code == 404


async def test_a_correction_turned_a_councils_amber_red(loaded: tuple[Suite, str, Path]) -> None:
    """33,955 of 61,070 is 55.600131 %, by 0.5 below 56.1; 33,625 is 55.059767 %, by 1.0."""
    suite, _, _ = loaded
    first, correction = await releases_of(suite, "2019-20-Q2")
    told = await suite.http.get(
        f"/v1/kpi/bodies/leicestershire/publications/{correction['id']}",
    )
    changes = told.json()["changes"]
    fields = {
        (row["subject"], row["period"]): {one["field"]: one for one in row["fields"]}
        for row in changes["rows"]
    }

    assert (first["state"], correction["state"]) == ("superseded", "published")
    assert "arrears" in changes["reason"]
    assert fields.keys() == {
        (body, period)
        for body in ("E07000134", "leicestershire")
        for period in ("2019-20-M06", "2019-20-Q2")
    }
    quarter = fields["E07000134", "2019-20-Q2"]
    assert (quarter["value"]["before"], quarter["value"]["after"]) == (55.600131, 55.059767)
    assert (quarter["rag"]["before"], quarter["rag"]["after"]) == ("amber", "red")
    assert "rag" not in fields["leicestershire", "2019-20-Q2"]


async def test_however_often_it_was_killed_the_loader_took_each_step_once(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    whole = ["drafted", "circulated", "approved", "scheduled"]
    taken = {
        period: [[act["act"] for act in one["acts"]] for one in await releases_of(suite, period)]
        for period in ("2019-20-Q1", "2019-20-Q2", "2019-20-Q3")
    }

    assert taken == {
        "2019-20-Q1": [whole],
        "2019-20-Q2": [whole, whole],
        "2019-20-Q3": [["drafted", "circulated"]],
    }


async def test_members_spoke_each_by_its_own_role(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    [first] = await releases_of(suite, "2019-20-Q1")
    [third] = await releases_of(suite, "2019-20-Q3")
    signed = {(one["body"], one["holder"]) for one in first["voices"] if one["what"] == "signed"}
    commented = [(one["body"], one["holder"], one["what"]) for one in third["voices"]]

    assert signed == {
        ("E07000131", "nominated representative of Harborough"),
        ("E07000132", "nominated representative"),
        ("E07000134", "nominated representative of North West Leicestershire"),
    }
    assert commented == [
        ("E07000131", "performance officer of E07000131", "comment"),
        ("E07000134", "performance officer of E07000134", "comment"),
    ]
    assert {act["act"]: act["holder"] for act in first["acts"]} == {
        "drafted": "performance officer",
        "circulated": "performance officer",
        "approved": "nominated representative",
        "scheduled": "nominated representative",
    }


async def test_only_what_the_demo_submitted_is_approved(loaded: tuple[Suite, str, Path]) -> None:
    """An officer's own January waits, though the demo is loaded again."""
    suite, url, keys = loaded
    posted = await suite.submit(
        {
            "body": "E07000132",
            "figures": [
                {"indicator": "fraud-sanctions", "period": "2019-20-M10", "numerator": 1},
            ],
        },
        await suite.key(kpi_submit=["E07000132"]),
    )
    assert posted.status_code == 201

    await asyncio.to_thread(release_again_and_again, url, keys)

    listed = await suite.http.get(
        "/v1/kpi/bodies/E07000132/submissions", headers=await suite.key(kpi_read=["E07000132"])
    )
    assert [one["state"] for one in listed.json()["items"]] == ["ready", *["approved"] * 3]
