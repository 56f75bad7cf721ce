"""Rows that the API refuses, each named by row and rule beside a sound one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.suite import Suite

COUNCIL = "E07000132"
SOUND = {
    "indicator": "council-tax-in-year",
    "period": "2019-20-M01",
    "numerator": 100,
    "denominator": 1_000,
}
BAD = SOUND | {"period": "2019-20-M02"}
RATE = {"numerator": None, "denominator": None}


async def beside_a_sound_row(suite: Suite, *bad: dict[str, Any]) -> Any:
    """Post rows after a sound one, and return their results; the sound one must be kept."""
    answer = await suite.submit(
        {"body": COUNCIL, "figures": [SOUND, *bad]}, await suite.officer(COUNCIL, "E07000201")
    )
    assert answer.status_code == 201, answer.text
    first, *results = answer.json()["results"]
    assert first["outcome"] == "created"
    assert [result["outcome"] for result in results] == ["rejected"] * len(bad)
    return results


@pytest.mark.parametrize(
    ("different", "code", "column"),
    [
        ({"numerator": "NaN"}, "not_a_number", "numerator"),
        ({"denominator": 0}, "zero_denominator", "denominator"),
        ({"denominator": -1}, "negative_denominator", "denominator"),
        ({"denominator": None}, "denominator_missing", "denominator"),
        ({"value": 10}, "value_beside_components", "value"),
        ({"numerator": 1234567890123456}, "not_a_number", "numerator"),
        ({"numerator": 62834112.45, "denominator": 0.07}, "value_too_large", "denominator"),
        ({"status": "not_available"}, "not_available_with_figure", "status"),
        (RATE, "figure_missing", "numerator"),
        ({"period": "2090-91-M01"}, "period_not_ended", "period"),
        ({"period": "2019-20-Q1"}, "wrong_period_type", "period"),
        ({"indicator": "council-tax\x00"}, "invalid", "indicator"),
        ({"body": "E07000131"}, "body_not_granted", "body"),
    ],
)
async def test_a_bad_row_spoils_only_itself(
    suite: Suite, different: dict[str, Any], code: str, column: str
) -> None:
    await suite.define_indicator()
    [result] = await beside_a_sound_row(suite, BAD | different)

    assert result["row"] == 2
    [problem] = result["problems"]
    assert (problem["code"], problem["column"]) == (code, column)
    assert problem["pointer"] == f"/figures/1/{column}"


async def test_a_field_of_a_name_that_no_text_may_hold_spoils_only_its_row(suite: Suite) -> None:
    await suite.define_indicator()
    [result] = await beside_a_sound_row(suite, BAD | {"no\x00te": "x"})

    assert result["problems"][0]["code"] == "unknown_field"


async def test_an_unknown_indicator_comes_with_a_suggestion(suite: Suite) -> None:
    await suite.define_indicator()
    [result] = await beside_a_sound_row(suite, BAD | {"indicator": "counciltax-in-year"})

    [problem] = result["problems"]
    assert (problem["code"], problem["expected"]) == ("unknown_indicator", "council-tax-in-year")


async def test_an_abolished_council_is_refused_with_its_successor(suite: Suite) -> None:
    await suite.define_indicator()
    [result] = await beside_a_sound_row(suite, BAD | {"body": "E07000201"})

    [problem] = result["problems"]
    assert (problem["code"], problem["expected"]) == ("council_abolished", "E07000245")


async def test_dec_16_is_asked_back(suite: Suite) -> None:
    await suite.define_indicator()
    [result] = await beside_a_sound_row(suite, BAD | {"period": "Dec-16"})

    [problem] = result["problems"]
    assert problem["code"] == "period_unclear"
    assert "2016-17-M09" in problem["detail"]
    assert "16 December" in problem["detail"]


async def test_duplicates_in_a_batch_are_all_rejected_and_none_is_kept(suite: Suite) -> None:
    await suite.define_indicator()
    results = await beside_a_sound_row(suite, BAD, BAD | {"period": "2019/20 M02"})

    codes = [problem["code"] for result in results for problem in result["problems"]]
    assert codes == ["duplicate_in_batch", "duplicate_in_batch"]
    row = await suite.scorecard_row(COUNCIL, period="2019-20-M02")
    assert row["value"] is None


async def test_negative_receipts_are_kept_where_the_indicator_says_so(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.define_indicator("refused", numerator_may_be_negative=False)

    taken = await suite.figure(COUNCIL, period="2018-19-M01", numerator=-25, denominator=1_000)
    [refused] = await beside_a_sound_row(suite, BAD | {"indicator": "refused", "numerator": -25})

    assert (taken["outcome"], taken["value"]) == ("created", -2.5)  # 100 x -25 / 1,000
    assert refused["problems"][0]["code"] == "negative_numerator"


async def test_a_figure_that_is_not_available_is_created_without_a_value(suite: Suite) -> None:
    await suite.define_indicator()
    result = await suite.figure(COUNCIL, status="not_available")

    assert (result["outcome"], result["value"]) == ("created", None)
    row = await suite.scorecard_row(COUNCIL)
    assert [lack["code"] for lack in row["missing"]] == ["not_available"]


async def test_nan_in_json_is_no_json(suite: Suite) -> None:
    headers = await suite.officer(COUNCIL) | {"Content-Type": "application/json"}
    content = b'{"body": "E07000132", "figures": [{"numerator": NaN}]}'
    answer = await suite.http.post("/v1/kpi/submissions", content=content, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("figures", [[], None, [3]])
async def test_a_batch_without_figures_is_refused(suite: Suite, figures: Any) -> None:
    answer = await suite.submit({"body": COUNCIL, "figures": figures}, await suite.officer(COUNCIL))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/figures")


async def test_a_batchs_own_fields_are_named_by_their_place(suite: Suite) -> None:
    headers = await suite.officer(COUNCIL)
    answer = await suite.submit({"body": "Hinckley and Bosworth", "figures": [{}]}, headers)

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/body"]
