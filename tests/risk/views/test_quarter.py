"""All that the board's quarterly report needs from a body's registers."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.calendar.periods import Period, PeriodType, months_of_year
from shared.calendar.working_days import day_in_london
from tests.risk.views.desk import SECRET, Desk


def _this_quarter() -> Period:
    today = day_in_london(datetime.now(UTC))
    year = today.year if today.month >= 4 else today.year - 1
    return next(m.quarter for m in months_of_year(year) if m.start <= today <= m.end)


async def test_it_says_what_each_view_says(desk: Desk) -> None:
    await desk.register("strategic", title="Strategic risks", policy=["Look early"])
    await desk.risk("R1", cause=SECRET, confidential=["cause"])
    await desk.assess("R1", 4, 5)
    await desk.risk("R2")
    period = _this_quarter()
    assert period.type is PeriodType.QUARTER

    answer = await desk.suite.http.get(
        f"{desk.at}/quarter", params={"period": str(period)}, headers=await desk.reader()
    )

    assert answer.status_code == 200, answer.text
    assert SECRET not in answer.text
    said = answer.json()
    operational, strategic = said["registers"]
    assert (operational["open_risks"], operational["unscored"]) == (2, 1)
    assert [row["reference"] for row in operational["top"]] == ["R1", "R2"]
    assert [risk["reference"] for risk in operational["movement"]["risks"]] == ["R1", "R2"]
    assert operational["heatmap"]["current_beside"]["unknown"] == ["R2"]
    assert operational["picture"].startswith("<svg")
    assert ("R1" in operational["picture"], "R1" in strategic["picture"]) == (True, False)
    assert (strategic["title"], strategic["policy"], strategic["open_risks"]) == (
        "Strategic risks",
        ["Look early"],
        0,
    )


async def test_what_was_recorded_after_a_quarter_is_no_part_of_it(desk: Desk) -> None:
    answer = await desk.suite.http.get(
        f"{desk.at}/quarter", params={"period": "2019-20-Q3"}, headers=await desk.reader()
    )

    said = answer.json()
    assert (said["registers"], said["registers_since"]) == ([], ["operational"])
    assert (said["known_at"], said["on"]) == ("2020-01-01T00:00:00.000000Z", "2019-12-31")


async def test_an_old_quarter_is_told_with_what_is_known_since(desk: Desk) -> None:
    """A register that was loaded later, and a review that was late by then."""
    kept = await desk.risk("R1")
    await desk.review("R1", "2019-06-28")
    instant = (await desk.risk("R2"))["recorded_at"]

    answer = await desk.suite.http.get(
        f"{desk.at}/quarter",
        params={"period": "2019-20-Q3", "known_at": instant},
        headers=await desk.reader(),
    )

    [register] = answer.json()["registers"]
    assert [(late["reference"], late["due"]) for late in register["overdue"]] == [
        ("R1", "2019-09-28")
    ]
    assert kept["reference"] == "R1"


async def test_a_month_is_no_quarter_and_one_to_come_has_nothing_to_tell(desk: Desk) -> None:
    for period, code in (("2019-20-M03", "wrong_period_type"), ("2098-99-Q1", "period_not_begun")):
        answer = await desk.suite.http.get(
            f"{desk.at}/quarter", params={"period": period}, headers=await desk.reader()
        )

        assert answer.status_code == 422
        assert [fault["code"] for fault in answer.json()["errors"]] == [code]
