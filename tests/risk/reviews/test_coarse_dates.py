"""A review whose date is coarse: it has not looked at what is still to come."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shared.calendar.working_days import day_in_london
from tests.risk.desk import Desk


async def test_a_review_of_this_year_counts_from_today_at_the_latest(desk: Desk) -> None:
    """Else one that says only its year would be the last until it ends, and hide what is stale."""
    today = day_in_london(datetime.now(UTC))
    await desk.define()
    made = await desk.post("risks/R1/reviews", {"reviewed": str(today.year)})
    standing = (await desk.get("risks/R1/standing")).json()

    assert made.status_code == 201, made.text
    ahead = date.fromisoformat(standing["next_review"]) - today
    assert 89 <= ahead.days <= 92  # no score: every three months, whatever months they are


async def test_another_officers_look_is_a_look(desk: Desk) -> None:
    await desk.define()
    said = {"reviewed": "2020-01-15", "comment": "No change"}
    first = await desk.post("risks/R1/reviews", said)
    second = await desk.post("risks/R1/reviews", said, await desk.insider())

    assert [first.status_code, second.status_code] == [201, 201]


async def test_reads_at_the_ends_of_time_are_answered(desk: Desk) -> None:
    await desk.define()
    first = {"known_at": "0001-01-01T00:00:00Z"}
    for path in ("registers/operational/view", "risks/R1/standing", "risks/R1/acceptance"):
        assert (await desk.get(path, None, **first)).status_code == 404, path
    ahead = await desk.get("registers/operational/movement", None, **{"from": "9999-12-31"})
    drawn = await desk.get(
        "registers/operational/heatmap", None, **{"from": "0001-01-01T00:00:00Z", "format": "svg"}
    )

    assert (ahead.status_code, drawn.status_code) == (422, 200)
