"""A batch through the API: what each row becomes, what is kept, and how it is read again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.suite import Suite

COUNCIL = "E07000132"
COUNCIL_TAX = "council-tax-in-year"
FIGURES = f"/v1/kpi/bodies/{COUNCIL}/figures"
SUBMISSIONS = f"/v1/kpi/bodies/{COUNCIL}/submissions"


def month(number: int = 10, **more: Any) -> dict[str, Any]:
    """A month of 2019-20: 930 of 1,000, unless told."""
    period = f"2019-20-M{number:02d}"
    return {
        "indicator": COUNCIL_TAX,
        "period": period,
        "numerator": 930,
        "denominator": 1_000,
    } | more


def batch(*figures: dict[str, Any]) -> dict[str, Any]:
    return {"body": COUNCIL, "source_system": "ledger", "figures": list(figures)}


async def stored(suite: Suite, **query: Any) -> list[dict[str, Any]]:
    answer = await suite.http.get(FIGURES, params=query, headers=await suite.officer(COUNCIL))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
async def submit(suite: Suite) -> Any:
    """Posts figures of one council, where the collection rate is defined."""
    await suite.define_indicator()

    async def post(*figures: dict[str, Any], **query: Any) -> Any:
        return await suite.submit(batch(*figures), await suite.officer(COUNCIL), **query)

    return post


async def test_the_same_figure_again_is_unchanged_and_makes_no_submission(
    suite: Suite, submit: Any
) -> None:
    await submit(month())
    again = await submit(month())

    assert again.status_code == 201
    assert again.json()["results"][0]["outcome"] == "unchanged"
    assert again.json()["submissions"] == []
    assert len(await stored(suite, history="true")) == 1


async def test_another_figure_without_a_reason_is_422_naming_row_and_rule(
    suite: Suite, submit: Any
) -> None:
    await submit(month())
    answer = await submit(month(numerator=931))

    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "nothing_accepted"
    [result] = problem["results"]
    assert (result["row"], result["outcome"]) == (1, "rejected")
    [fault] = result["problems"]
    assert (fault["code"], fault["pointer"]) == ("reason_missing", "/figures/0/reason")
    assert fault["severity"] == "error"
    assert [figure["numerator"] for figure in await stored(suite)] == [930]


async def test_known_at_before_a_restatement_shows_the_old_figure(
    suite: Suite, submit: Any
) -> None:
    await submit(month())
    [old] = await stored(suite)
    restated = await submit(month(numerator=931, reason="A bank file came late"))

    assert restated.status_code == 201
    assert restated.json()["results"][0]["outcome"] == "restated"
    assert restated.json()["counts"]["restated"] == 1
    [now] = await stored(suite)
    assert (now["numerator"], now["reason"]) == (931, "A bank file came late")
    [then] = await stored(suite, known_at=old["recorded_at"])
    assert then == old
    assert then["numerator"] == 930


async def test_a_batch_counts_its_outcomes_and_keeps_the_sound_rows(
    suite: Suite, submit: Any
) -> None:
    await submit(month(8), month(9))
    answer = await submit(
        month(8), month(9, denominator=999, reason="Mistyped"), month(10), month(7, denominator=0)
    )

    assert answer.status_code == 201
    counts = {"created": 1, "restated": 1, "unchanged": 1, "held": 0, "rejected": 1}
    assert answer.json()["counts"] == counts
    outcomes = [(result["row"], result["outcome"]) for result in answer.json()["results"]]
    assert outcomes == [(1, "unchanged"), (2, "restated"), (3, "created"), (4, "rejected")]
    [submission] = answer.json()["submissions"]
    assert submission["counts"] == counts
    assert submission["state"] == "ready"
    assert [action["allowed"] for action in submission["allowed_actions"]] == [False] * 3
    periods = [figure["period"] for figure in await stored(suite)]
    assert periods == ["2019-20-M08", "2019-20-M09", "2019-20-M10"]


async def test_an_atomic_batch_with_a_bad_row_keeps_none(suite: Suite, submit: Any) -> None:
    refused = await submit(month(9), month(10, denominator=-1), atomic="true")

    assert refused.status_code == 422
    problem = refused.json()
    assert problem["code"] == "batch_rejected"
    assert [result["outcome"] for result in problem["results"]] == ["created", "rejected"]
    assert problem["results"][1]["problems"][0]["code"] == "negative_denominator"
    assert await stored(suite) == []


async def test_an_atomic_batch_of_sound_rows_is_kept_whole(suite: Suite, submit: Any) -> None:
    kept = await submit(month(9), month(10), atomic="true")

    assert kept.status_code == 201
    assert len(await stored(suite)) == 2


async def test_validating_judges_every_row_and_stores_nothing(suite: Suite, submit: Any) -> None:
    answer = await submit(month(9), month(10, denominator=0), mode="validate")

    assert answer.status_code == 200
    told = answer.json()
    assert told["mode"] == "validate"
    assert [result["outcome"] for result in told["results"]] == ["created", "rejected"]
    assert told["results"][0]["value"] == 93  # 100 x 930 / 1,000
    assert told["submissions"] == []
    assert await stored(suite, history="true") == []
    listed = await suite.http.get(SUBMISSIONS, headers=await suite.officer(COUNCIL))
    assert listed.json()["items"] == []


async def test_validating_claims_no_idempotency_key(suite: Suite, submit: Any) -> None:
    headers = await suite.officer(COUNCIL) | {"Idempotency-Key": "nightly-1"}
    looked = await suite.submit(batch(month()), headers, mode="validate")
    posted = await suite.submit(batch(month()), headers)

    looked_again = await suite.submit(batch(month()), headers, mode="validate")

    assert looked.status_code == 200
    assert posted.status_code == 201
    assert posted.json()["results"][0]["outcome"] == "created"
    assert "idempotent-replayed" not in posted.headers
    # Nor does the key, now used for the post, stand in a rehearsal's way.
    assert looked_again.status_code == 200
    assert looked_again.json()["results"][0]["outcome"] == "unchanged"


async def test_a_refused_batch_keeps_no_idempotency_key(suite: Suite, submit: Any) -> None:
    headers = await suite.officer(COUNCIL) | {"Idempotency-Key": "nightly-1"}
    refused = await suite.submit(batch(month(denominator=0)), headers)
    mended = await suite.submit(batch(month()), headers)

    assert refused.status_code == 422
    assert mended.status_code == 201


async def test_a_key_for_another_batch_is_refused(suite: Suite, submit: Any) -> None:
    headers = await suite.officer(COUNCIL) | {"Idempotency-Key": "nightly-1"}
    await suite.submit(batch(month(9)), headers)
    other = await suite.submit(batch(month(10)), headers)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_submission_is_read_again_with_its_results(suite: Suite, submit: Any) -> None:
    answer = await suite.submit(
        batch(month(9, explanation="As profiled"), month(10, denominator=0))
        | {"source_revision": "2020-01-31#2", "extracted_at": "2020-02-03T07:00:00+01:00"},
        await suite.officer(COUNCIL),
    )
    posted = answer.json()
    [summary] = posted["submissions"]
    read = await suite.http.get(
        f"{SUBMISSIONS}/{summary['id']}", headers=await suite.officer(COUNCIL)
    )

    assert read.status_code == 200
    submission = read.json()
    assert {name: submission[name] for name in summary} == summary
    assert submission["results"] == posted["results"]
    assert submission["batch"] == posted["batch"]
    assert submission["source_system"] == "ledger"
    assert submission["source_revision"] == "2020-01-31#2"
    assert submission["extracted_at"] == "2020-02-03T06:00:00.000000Z"  # in UTC
    assert submission["holder"] == "tester"
    [figure] = await stored(suite)
    assert figure["submission"] == summary["id"]
    assert figure["explanation"] == "As profiled"


async def test_submissions_are_listed_newest_first_page_by_page(suite: Suite, submit: Any) -> None:
    made = [(await submit(month(n))).json()["submissions"][0]["id"] for n in (8, 9, 10)]
    headers = await suite.officer(COUNCIL)
    first = await suite.http.get(SUBMISSIONS, params={"limit": 2}, headers=headers)
    cursor = first.json()["next_cursor"]
    rest = await suite.http.get(SUBMISSIONS, params={"limit": 2, "cursor": cursor}, headers=headers)

    assert [item["id"] for item in first.json()["items"]] == [made[2], made[1]]
    assert [item["id"] for item in rest.json()["items"]] == [made[0]]
    assert rest.json()["next_cursor"] is None


async def test_a_read_is_settled_once_no_write_before_it_can_still_be_under_way(
    suite: Suite, submit: Any
) -> None:
    await submit(month())
    [figure] = await stored(suite)

    just_now = await suite.scorecard(COUNCIL, known_at=figure["recorded_at"])
    long_ago = await suite.scorecard(COUNCIL, known_at="2020-02-03T06:00:00Z")
    now = await suite.scorecard(COUNCIL)

    # A write may take five seconds from its instant to its commit.
    assert just_now["settled"] is False
    assert (long_ago["settled"], now["settled"]) == (True, True)
    assert long_ago["rows"] == []
