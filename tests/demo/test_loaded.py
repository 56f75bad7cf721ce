"""The whole demo, posted by its loader to a real suite: what a board and anyone then read.

The loader is killed again and again while it writes the releases, and started anew until nothing is
left to do: `QD_FULL=1` kills it after each write, which takes a minute.
"""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from demo.keys import Keyring
from demo.loading import load_demo
from demo.releasing import load_releases
from tests.database import Database, cloned, server
from tests.gateway.door.gate import served
from tests.suite import Suite, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HOME = "dartford-sevenoaks"
BODIES = [HOME, "leicestershire", "E07000201", "E07000245"]
DEADLY = 1 if os.environ.get("QD_FULL") else 7
"""Each which write the loader dies of."""
KEPT = (
    *("figure_versions", "submissions", "submission_acts", "commentary_versions"),
    *("releases", "release_acts", "release_voices", "frozen_documents", "frozen_rows"),
)

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
async def database_of_all() -> AsyncIterator[Database]:
    """A database for all tests of this file: loading takes seconds."""
    async with cloned(server()) as made:
        yield made


@pytest.fixture(scope="module")
async def loaded(
    database_of_all: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Suite, str, Path]]:
    """The suite with the demo in it, where it listens, and the file of its keys."""
    async with AsyncExitStack() as stack:
        suite = await stack.enter_async_context(opened(database_of_all))
        transport = suite.http._transport
        assert isinstance(transport, httpx.ASGITransport)
        url = await stack.enter_async_context(served(transport.app))
        keys = tmp_path_factory.mktemp("demo") / "demo-keys.json"
        admin = suite.admin["Authorization"].removeprefix("Bearer ")
        keys.write_text(json.dumps({"admin": admin}), encoding="utf-8")
        await asyncio.to_thread(load_working, url, keys)
        await asyncio.to_thread(release_again_and_again, url, keys)
        yield suite, url, keys


class Killed(Exception):
    """The loader died, right after something of its was stored."""


@dataclass
class Death:
    """Comes for the loader before it learns that a write of its releases is stored."""

    writes: int = 0

    def __call__(self, answer: httpx.Response) -> None:
        """Count what is new; a run's own keys aside, which each run makes."""
        makes_a_key = answer.url.path.startswith("/v1/clients")
        if answer.request.method == "GET" or makes_a_key or not answer.is_success:
            return
        if "Idempotent-Replayed" not in answer.headers:
            self.writes += 1
            if self.writes % DEADLY == 0:
                raise Killed


def release_again_and_again(url: str, keys: Path) -> None:
    """Load the releases, by a loader that dies while it writes them."""
    with httpx.Client(base_url=url, timeout=30) as http:
        http.event_hooks = {"response": [Death()]}
        for _ in range(100):
            with suppress(Killed):
                load_releases(Keyring(http, keys))
                return
    raise AssertionError


def load_working(url: str, keys: Path) -> None:
    """Load all that releases are made of."""
    with httpx.Client(base_url=url, timeout=30) as http:
        load_demo(Keyring(http, keys))


def load(url: str, keys: Path) -> None:
    """Run the loader as `python -m demo` does."""
    with httpx.Client(base_url=url, timeout=30) as http:
        keyring = Keyring(http, keys)
        load_demo(keyring)
        load_releases(keyring)


async def row(suite: Suite, body: str, indicator: str, period: str) -> dict[str, Any]:
    """Return one row of a body's series."""
    year = period[:7]
    answer = await suite.http.get(
        f"/v1/kpi/bodies/{body}/series/{indicator}",
        params={"year": year, "by": "year" if period == year else "quarter"},
        headers=await suite.key(kpi_read=[*BODIES, "E07000107"]),
    )
    assert answer.status_code == 200, answer.text
    return next(each for each in answer.json()["rows"] if each["period"] == period)


def codes(remarks: list[dict[str, Any]]) -> set[tuple[str, str | None]]:
    return {(remark["code"], remark["body"]) for remark in remarks}


async def test_a_partnerships_receipts_are_the_sum_of_its_members(
    loaded: tuple[Suite, str, Path],
) -> None:
    """2019/20 Q1 in thousands: 18,420 + 19,420 + 17,394 = 55,234."""
    suite, _, _ = loaded
    found = await row(suite, "leicestershire", "council-tax-receipts", "2019-20-Q1")

    assert found["value"] == 55_234_000
    assert (found["rag"], found["missing"]) == ("none", [])


async def test_receipts_go_from_one_council_to_its_successor(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = [
        (await row(suite, body, "council-tax-receipts", period))["value"]
        for body in ("E07000201", "E07000245")
        for period in ("2018-19-Q4", "2019-20-Q1")
    ]

    assert found == [5_085_000, None, None, 27_968_000]


async def test_satisfaction_outside_the_members_range_is_shown_as_posted_and_not_pooled(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "satisfaction-revenues-contact", "2011-12")

    assert (found["value"], found["basis"]) == (83.0, "reported_rate")
    assert ("not_pooled", None) in codes(found["flags"])


async def test_rates_alone_are_never_pooled(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "council-tax-in-year", "2010-11")

    assert found["value"] is None
    assert codes(found["missing"]) == {
        ("no_components", "E07000107"),
        ("no_components", "E07000111"),
    }


async def test_before_2011_nobody_was_a_member(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "council-tax-in-year", "2009-10")

    assert codes(found["missing"]) == {("no_members", None)}


async def test_letters_counted_in_two_ways_are_not_put_together(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = await row(suite, HOME, "correspondence-7wd-of-year", "2011-12")

    assert codes(found["missing"]) == {("definitions_differ", "E07000111")}


async def test_what_was_not_available_says_so(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    found = await row(suite, "E07000107", "claims-14d-of-year", "2008-09")

    assert found["value"] is None
    assert codes(found["missing"]) == {("not_available", None)}


async def test_a_joint_target_is_each_members_where_it_has_none(
    loaded: tuple[Suite, str, Path],
) -> None:
    suite, _, _ = loaded
    found = await row(suite, "E07000107", "changes-days-of-year", "2011-12")

    assert (found["target"], found["target_source"]) == (10, "partnership")
    assert found["same_period_last_year"] == {"period": "2010-11", "value": 11}


async def test_loading_again_after_a_day_changes_no_figure(
    loaded: tuple[Suite, str, Path],
    database_of_all: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, url, keys = loaded
    admin = await database_of_all.admin.connect()
    counts = ", ".join(f"(SELECT count(*) FROM kpi.{table})" for table in KEPT)
    before = await admin.fetchrow(f"SELECT {counts}")
    await admin.execute("DELETE FROM kpi.idempotency_keys")

    await asyncio.to_thread(load, url, keys)

    told = capsys.readouterr().out.splitlines()
    posted = [line for line in told if line.startswith(("figures", "outturns", "receipts"))]
    assert len(posted) == 6 + 3 + 14
    [corrected] = [line for line in posted if "E07000134 for 2019-20" in line]
    assert corrected.endswith(": 60 unchanged, 1 left as restated since")
    assert all(line.endswith(" unchanged") for line in posted if line != corrected)
    assert await admin.fetchrow(f"SELECT {counts}") == before
    await admin.close()


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
