"""Assessments over HTTP: unknown stays unknown, and each keeps the matrix it was made on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.calendar.working_days import day_in_london
from tests.risk.desk import Desk
from tests.risk.registers.test_registers import matrix


@pytest.fixture
async def risky(desk: Desk) -> Desk:
    """A desk with one risk, never assessed."""
    await desk.define()
    return desk


async def test_a_risk_that_was_never_assessed_has_no_scores(risky: Desk) -> None:
    scores = (await risky.get("risks/R1/scores")).json()

    assert scores == {"inherent": None, "current": None, "target": None}


async def test_likelihood_alone_makes_no_score(risky: Desk) -> None:
    made = (await risky.assess(likelihood=3)).json()

    assert (made["likelihood"], made["impact"], made["score"], made["band"]) == (
        3,
        None,
        None,
        None,
    )


async def test_a_score_is_told_with_its_band(risky: Desk) -> None:
    made = await risky.assess(likelihood=3, impact=4)

    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["score"], told["band"], told["band_label"]) == (12, "high", "High")


async def test_a_score_may_become_unknown_again(risky: Desk) -> None:
    await risky.assess(likelihood=3, impact=4)
    await risky.assess(likelihood=None, impact=4, reason="Nobody knows since the reform")

    current = (await risky.get("risks/R1/scores")).json()["current"]
    assert (current["score"], current["impact"]) == (None, 4)


async def test_the_same_again_makes_no_assessment(risky: Desk) -> None:
    first = await risky.assess(likelihood=3, impact=4)
    again = await risky.assess(likelihood=3, impact=4, reason="Looked again")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


async def test_another_title_or_tolerance_of_the_register_makes_no_other_score(risky: Desk) -> None:
    """A score means the same as long as its scales and its band are the same."""
    first = await risky.assess(likelihood=3, impact=4)
    usual = (await risky.get("registers/operational")).json()["matrix"]
    await risky.keep_register(title="Risks", matrix=usual | {"tolerance": 10}, reason="The board")
    again = await risky.assess(likelihood=3, impact=4, reason=None)

    assert again.status_code == 200, again.text
    assert again.json() == first.json()


async def test_a_score_that_lies_in_another_band_now_is_assessed_anew(risky: Desk) -> None:
    """12 is high on the usual matrix, whose bands begin at 1, 5, 10 and 17."""
    await risky.assess(likelihood=3, impact=4)
    usual = (await risky.get("registers/operational")).json()["matrix"]
    usual["bands"][2]["from_score"] = 13
    await risky.keep_register(matrix=usual, reason="The board asks for it")
    again = await risky.assess(likelihood=3, impact=4, reason="By the new bands")

    assert (again.status_code, again.json()["band"]) == (201, "medium")


async def test_scores_of_two_versions_of_a_register_are_compared_on_the_same_scales(
    risky: Desk,
) -> None:
    """12 is above 8, whatever the register was called when 8 was said; not on other scales."""
    await risky.assess(kind="inherent", likelihood=2, impact=4)
    await risky.keep_register(title="Risks of the shared service")
    alike = await risky.assess(likelihood=3, impact=4)
    await risky.keep_register(matrix=matrix(), reason="The county's")
    other = await risky.assess(likelihood=4, impact=4, reason="On the county's matrix")

    told = [[flag["code"] for flag in made.json()["flags"]] for made in (alike, other)]
    assert told == [["current_above_inherent"], []]


async def test_a_score_changes_for_a_reason(risky: Desk) -> None:
    await risky.assess(likelihood=3, impact=4)
    silent = await risky.assess(likelihood=4, impact=4, reason=None)

    [fault] = silent.json()["errors"]
    assert (silent.status_code, fault["code"], fault["pointer"]) == (
        422,
        "reason_missing",
        "/reason",
    )


@pytest.mark.parametrize("step", [{"likelihood": 6}, {"impact": 6}])
async def test_a_step_that_the_matrix_lacks_is_refused(risky: Desk, step: dict[str, int]) -> None:
    answer = await risky.assess(**{"likelihood": 1, "impact": 1} | step)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "off_the_matrix")


async def test_an_assessment_keeps_the_matrix_that_it_was_made_on(risky: Desk) -> None:
    """12 is high on the usual matrix; on four by four it would be red."""
    await risky.assess(likelihood=3, impact=4)
    await risky.keep_register(matrix=matrix(), reason="The county's")

    assert (await risky.get("risks/R1/scores")).json()["current"]["band"] == "high"
    again = await risky.assess(likelihood=3, impact=4, reason="On the county's matrix")
    assert (again.status_code, again.json()["band"]) == (201, "red")
    history = (await risky.get("risks/R1/assessments")).json()["items"]
    assert [one["band"] for one in history] == ["red", "high"]


async def test_odd_scores_are_told_and_not_refused(risky: Desk) -> None:
    await risky.assess(kind="inherent", likelihood=2, impact=4)
    current = await risky.assess(likelihood=3, impact=4)
    target = await risky.assess(kind="target", likelihood=4, impact=4)

    told = [[flag["code"] for flag in made.json()["flags"]] for made in (current, target)]
    assert told == [
        ["current_above_inherent"],
        ["current_above_inherent", "target_above_current"],
    ]


async def test_scores_are_read_as_they_were_known(risky: Desk) -> None:
    first = (await risky.assess(likelihood=3, impact=4)).json()
    await risky.assess(likelihood=5, impact=5)

    then = await risky.get("risks/R1/scores", known_at=first["recorded_at"])
    assert then.json()["current"]["score"] == 12


async def test_a_reason_that_is_part_2_is_shown_to_who_may_see_it(risky: Desk) -> None:
    secret: dict[str, Any] = {"reason": "Their bank has called", "reason_is_confidential": True}
    made = await risky.assess(likelihood=3, impact=4, **secret)

    outside = await risky.get("risks/R1/assessments")
    inside = await risky.get("risks/R1/assessments", await risky.insider())
    for answer in (made, outside):
        assert secret["reason"] not in answer.text
    assert inside.json()["items"][0]["reason"] == secret["reason"]


async def test_nobody_has_looked_tomorrow(desk: Desk) -> None:
    """A month is refused once its first day lies ahead; the one that has begun is not over yet."""
    await desk.define()
    today = day_in_london(datetime.now(UTC))
    tomorrow = await desk.assess(likelihood=1, impact=1, assessed=str(today + timedelta(days=2)))
    month = await desk.assess(
        likelihood=1,
        impact=1,
        assessed={"as_written": "this month", "value": f"{today:%Y-%m}", "precision": "month"},
    )

    assert tomorrow.status_code == 422
    [fault] = tomorrow.json()["errors"]
    assert (fault["code"], fault["pointer"]) == ("assessed_in_future", "/assessed")
    assert month.status_code == 201, month.text
