"""Reviews through the API: of today and of long ago."""

from __future__ import annotations

from typing import Any

import httpx

from tests.risk.register import Register, faults

# Seed 000, against insufficient business continuity arrangements.
DEC_16 = {"as_written": "Dec-16", "value": "2016-12", "precision": "month"}
COMMENT = "Information provided monthly to the partnership management board"


async def review(register: Register, reviewed: Any, **more: Any) -> httpx.Response:
    text = {"reviewed": reviewed, "reviewer": "MB", "comment": COMMENT} | more
    return await register.post(f"{register.at}/reviews", text)


async def test_a_review_of_long_ago_is_kept_as_it_was_written(register: Register) -> None:
    asked = await review(register, "Dec-16")
    made = await review(register, DEC_16)

    assert faults(asked) == [("date_unclear", "/reviewed")]
    assert made.status_code == 201, made.text
    [kept] = await register.items(f"{register.at}/reviews")
    assert kept == made.json()
    assert (kept["reviewed"], kept["reviewer"], kept["comment"]) == (DEC_16, "MB", COMMENT)


async def test_a_review_does_not_lie_in_the_future(register: Register) -> None:
    assert faults(await review(register, "2198-01-01")) == [("review_in_future", "/reviewed")]


async def test_a_review_keeps_the_scores_as_they_stood_then(register: Register) -> None:
    """One of long ago has none that came later; none is invented for it."""
    await register.assess(3, 4, assessed="2019-05-31")
    old = (await review(register, DEC_16)).json()
    then = (await review(register, "2019-05-31")).json()
    await register.assess(4, 4)
    now = (await review(register, "2020-01-31")).json()

    assert old["scores"] == {"inherent": None, "current": None, "target": None}
    assert then["scores"]["current"]["score"] == 12
    # Assessed today, it was not so on 31 January 2020: the one of 2019 still stood.
    assert now["scores"]["current"]["score"] == 12
    kept = await register.items(f"{register.at}/reviews")
    assert [one["scores"]["current"] and one["scores"]["current"]["score"] for one in kept] == [
        12,
        12,
        None,
    ]


async def test_the_same_review_again_is_one(register: Register) -> None:
    made = await review(register, DEC_16)
    again = await review(register, DEC_16)
    other = await review(register, DEC_16, comment="No change")

    assert [one.status_code for one in (made, again, other)] == [201, 200, 201]
    assert again.json() == made.json()
    assert len(await register.items(f"{register.at}/reviews")) == 2


async def test_reviews_are_listed_by_their_own_dates_page_by_page(register: Register) -> None:
    for day in ("2019-11-05", "2016-12-16", "2020-01-01", "2018-02-28"):
        await review(register, day)
    first = (await register.get(f"{register.at}/reviews", limit=3)).json()
    rest = await register.items(f"{register.at}/reviews", limit=3, cursor=first["next_cursor"])

    listed = [one["reviewed"]["value"] for one in [*first["items"], *rest]]
    assert listed == ["2020-01-01", "2019-11-05", "2018-02-28", "2016-12-16"]
    assert len(rest) == 1


async def test_reviews_are_known_as_they_were(register: Register) -> None:
    """A later one of an earlier date is not known before it was recorded."""
    first = (await review(register, "2019-11-05")).json()
    await review(register, DEC_16)
    then = await register.items(f"{register.at}/reviews", known_at=first["recorded_at"])

    assert [one["reviewed"]["value"] for one in then] == ["2019-11-05"]


async def test_an_issue_is_reviewed_and_a_closed_risk_is_not(register: Register) -> None:
    await register.step("materialise")
    issue = await review(register, "2020-01-01")
    await register.step("close")
    closed = await review(register, "2020-01-02")

    assert (issue.status_code, closed.status_code) == (201, 409)
