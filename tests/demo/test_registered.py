"""The demo's risk register: as the service plan has it, with nothing invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.suite import Suite

pytestmark = pytest.mark.xdist_group("demo")

AT = "/v1/risk/bodies/leicestershire"


async def read(suite: Suite, path: str, **query: Any) -> Any:
    """Return what the partnership's officer reads."""
    headers = await suite.key(risk_read=["leicestershire"])
    answer = await suite.http.get(f"{AT}/{path}", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_it_has_six_risks_and_no_score(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    risks = (await read(suite, "risks"))["items"]

    assert [risk["reference"] for risk in risks] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    for risk in risks:
        scores = await read(suite, f"risks/{risk['reference']}/scores")
        assert scores == {"inherent": None, "current": None, "target": None}


async def test_dates_owners_and_underlining_are_as_written(loaded: tuple[Suite, str, Path]) -> None:
    suite, _, _ = loaded
    [review] = (await read(suite, "risks/R1/reviews"))["items"]
    actions = (await read(suite, "risks/R1/mitigations"))["items"]

    assert review["reviewed"] == {"as_written": "Dec-16", "value": "2016-12", "precision": "month"}
    assert [action["is_emphasised"] for action in actions] == [True, True]
    assert (await read(suite, "risks/R4"))["owners"] == ["LB", "SC"]
    policy = (await read(suite, "registers/service-plan"))["policy"]
    assert policy[-1].startswith("Increase understanding and expertise in risk management")


async def test_the_first_is_stale_when_the_plan_is_made(loaded: tuple[Suite, str, Path]) -> None:
    """On 31 January 2020, by a review every three months where no score is known.

    December 2016 was due by 31 March 2017; November 2019 is by 29 February 2020.
    """
    suite, _, _ = loaded
    stale = {
        f"R{n}": (await read(suite, f"risks/R{n}/standing", on="2020-01-31"))["is_stale"]
        for n in range(1, 7)
    }

    assert [reference for reference, is_stale in stale.items() if is_stale] == ["R1"]
