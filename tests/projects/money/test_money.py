"""Money and staff over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.projects.money.test_sums import MEDIUM_TERM_PLAN

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest


async def keep_saving(plan: PlanUnderTest, name: str, **more: Any) -> dict[str, Any]:
    """Keep a saving of a quarter of a million a year."""
    years = [{"year": "2011-12", "planned": 250_000, "achieved": 260_000}]
    said = {"title": "Joint working", "recurrence": "recurring", "years": years} | more
    return await plan.keep(f"{plan.at}/savings/{name}", **said)


async def test_a_budget_tells_its_differences_wherever_it_is_read(plan: PlanUnderTest) -> None:
    kept = await plan.keep(f"{plan.at}/budgets/medium-term", **MEDIUM_TERM_PLAN)

    differing = [(t["stated"], t["computed"]) for t in kept["totals"] if t["difference"]]
    assert differing == [(2570, 2567), (2657, 2660)]
    assert len(kept["flags"]) == 2
    assert (await plan.read(f"{plan.at}/budgets"))["items"] == [kept]
    assert await plan.read(f"{plan.at}/budgets/medium-term") == kept


@pytest.mark.parametrize(
    "line", [{"amounts": [1]}, {"amounts": [1, 2, 3, 4], "as_written": ["1"]}, {"amounts": []}]
)
async def test_a_line_has_a_cell_for_each_column(plan: PlanUnderTest, line: dict[str, Any]) -> None:
    sent = MEDIUM_TERM_PLAN | {"lines": [{"label": "Growth"} | line]}

    answer = await plan.put(f"{plan.at}/budgets/medium-term", sent)

    assert answer.status_code == 422


async def test_the_summary_adds_what_is_asked_for(plan: PlanUnderTest) -> None:
    once = [{"year": "2011-12", "planned": 35_000}]
    await keep_saving(plan, "a", cashable=True)
    await keep_saving(plan, "b", recurrence="one_off", years=once, cashable=False)
    await keep_saving(plan, "c")

    async def planned(**query: Any) -> Any:
        summary = await plan.read(f"{plan.at}/savings-summary", **query)
        return [year["planned"] for year in summary["years"]]

    assert await planned() == [535_000]
    assert await planned(recurrence="one_off") == [35_000]
    assert await planned(cashable=True) == [250_000]
    assert await planned(cashable=False) == [35_000]
    assert await planned(cashable=True, recurrence="one_off") == []


async def test_the_summary_is_as_it_was_known(plan: PlanUnderTest) -> None:
    before = (await keep_saving(plan, "a"))["recorded_at"]
    await keep_saving(plan, "a", years=[{"year": "2011-12", "planned": 1}])

    then = await plan.read(f"{plan.at}/savings-summary", known_at=before)

    assert [year["planned"] for year in then["years"]] == [250_000]
    assert then["known_at"] == before


async def test_another_plans_savings_are_not_added(plan: PlanUnderTest) -> None:
    """Not even those of a plan whose code begins alike."""
    other = f"plans/{plan.code}-b"
    await plan.keep(other, title="Other", shape="service_plan")
    sent = {"title": "Theirs", "recurrence": "one_off", "years": [{"year": "2011-12"}]}
    await plan.keep(f"{other}/savings/a", **sent)
    await keep_saving(plan, "a")

    summary = await plan.read(f"{plan.at}/savings-summary")

    assert [year["savings"] for year in summary["years"]] == [1]


async def test_a_saving_comes_from_an_item_that_is_there(plan: PlanUnderTest) -> None:
    sent = {"title": "Comino", "recurrence": "one_off", "item": "P2"}

    refused = await plan.put(f"{plan.at}/savings/a", sent)
    await plan.keep_items("P2")
    kept = await plan.put(f"{plan.at}/savings/a", sent)

    assert [fault["code"] for fault in refused.json()["errors"]] == ["unknown_item"]
    assert kept.status_code == 201


@pytest.mark.parametrize(
    "year", [{"planned": 0.001}, {"planned": 10**10 + 1}, {"planned": "1,000"}, {"planned": True}]
)
async def test_an_amount_is_of_pounds_and_pence(plan: PlanUnderTest, year: dict[str, Any]) -> None:
    sent = {"title": "A", "recurrence": "one_off", "years": [{"year": "2011-12"} | year]}

    answer = await plan.put(f"{plan.at}/savings/a", sent)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/years/0/planned"


async def test_a_year_is_told_once_however_it_is_written(plan: PlanUnderTest) -> None:
    years = [{"year": "2011-12"}, {"year": "2011/12"}]

    answer = await plan.put(
        f"{plan.at}/savings/a", {"title": "A", "recurrence": "one_off", "years": years}
    )

    assert answer.status_code == 422


async def test_numbers_of_staff_are_kept_as_they_are_written_too(plan: PlanUnderTest) -> None:
    """Seed 002 writes 115.62FTE's; seed 003 comes from 77 to 62, of 22 and 40."""
    written = "115.62FTE's"
    kept = await plan.keep(
        f"{plan.at}/staffing/establishment", team="Service", fte=115.62, as_written=written
    )
    before = {"team": "Both councils", "fte": 77, "on": "2010-03-31"}
    await plan.keep(f"{plan.at}/staffing/partnership", **before)
    after = before | {"fte": 62, "on": "2011-04-01"}
    await plan.keep(f"{plan.at}/staffing/partnership", **after)

    versions = await plan.read(f"{plan.at}/staffing/partnership/versions")

    assert (kept["fte"], kept["as_written"], kept["on"]) == (115.62, written, None)
    assert [(v["fte"], v["on"]) for v in versions["items"]] == [
        (62, "2011-04-01"),
        (77, "2010-03-31"),
    ]


async def test_what_comes_from_a_removed_item_is_not_added(plan: PlanUnderTest) -> None:
    """It stands as it was said, counts again with its item, and counted before it was removed."""
    await plan.keep_items("R1")
    await keep_saving(plan, "own")
    before = (await keep_saving(plan, "from-item", item="R1"))["recorded_at"]
    await plan.remove("R1")

    async def counted(**query: Any) -> tuple[list[int], list[int]]:
        summary = await plan.read(f"{plan.at}/savings-summary", **query)
        years, councils = summary["years"], summary["councils"]
        return [each["savings"] for each in years], [each["savings"] for each in councils]

    assert await counted() == ([1], [1])
    assert await counted(known_at=before) == ([2], [2])
    assert (await plan.read(f"{plan.at}/savings/from-item"))["item"] == "R1"
    seen = {"If-Match": (await plan.get(f"{plan.at}/items/R1")).headers["etag"]}
    caller = await plan.officer() | seen
    await plan.post(f"{plan.at}/items/R1/restore", {"reason": "Planned again"}, caller)
    assert await counted() == ([2], [2])


async def test_no_saving_is_newly_said_to_come_from_a_removed_item(plan: PlanUnderTest) -> None:
    await plan.keep_items("R1")
    await keep_saving(plan, "from-item", item="R1")
    await keep_saving(plan, "own")
    await plan.remove("R1")

    said = {"title": "Joint working", "recurrence": "recurring", "item": "R1"}
    for name in ("own", "new"):
        answer = await plan.put(f"{plan.at}/savings/{name}", said)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    await keep_saving(plan, "from-item", item="R1", title="As it was, in other words")
    await keep_saving(plan, "from-item")
