"""Indicators through the API: defined once, changed by whoever has seen them, kept in versions."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.suite import Suite, indicator

PATH = "/v1/kpi/indicators"
CODE = "council-tax-in-year"
DAYS = {"unit": "days", "accumulation": "average", "denominator_is_debit": False}


async def put(suite: Suite, given: dict[str, Any], code: str = CODE, **seen: str) -> httpx.Response:
    headers = suite.admin | {name.replace("_", "-"): tag for name, tag in seen.items()}
    return await suite.http.put(f"{PATH}/{code}", json=given, headers=headers)


async def read(suite: Suite, path: str = f"/{CODE}", **query: Any) -> httpx.Response:
    return await suite.http.get(PATH + path, params=query, headers=suite.admin)


async def test_an_indicator_is_created_and_read_as_it_was_defined(suite: Suite) -> None:
    made = await put(suite, indicator(references=["BVPI 9"]), if_none_match="*")
    found = await read(suite)

    assert (made.status_code, found.status_code) == (201, 200)
    assert found.content == made.content
    assert found.headers["etag"] == made.headers["etag"]
    assert found.json()["references"] == ["BVPI 9"]
    assert (found.json()["code"], found.json()["decimals"]) == (CODE, 1)
    assert found.json()["pooled_from"] == []


async def test_who_says_nothing_of_what_they_have_seen_changes_nothing(suite: Suite) -> None:
    created_blindly = await put(suite, indicator())
    await suite.define_indicator()
    changed_blindly = await put(suite, indicator(decimals=2))

    assert (created_blindly.status_code, changed_blindly.status_code) == (428, 428)
    assert (await read(suite)).json()["decimals"] == 1


async def test_what_exists_is_not_created_and_what_does_not_is_not_changed(suite: Suite) -> None:
    changed = await put(suite, indicator(), if_match='"0123456789abcdef0123456789abcdef"')
    await suite.define_indicator()
    created = await put(suite, indicator(decimals=2), if_none_match="*")

    assert (changed.status_code, created.status_code) == (412, 412)
    assert (await read(suite)).json()["decimals"] == 1


async def test_a_change_by_its_tag_is_a_version_and_the_old_tag_is_stale(suite: Suite) -> None:
    await suite.define_indicator()
    tag = (await read(suite)).headers["etag"]

    changed = await put(suite, indicator(decimals=2), if_match=tag)
    too_late = await put(suite, indicator(decimals=3), if_match=tag)

    assert (changed.status_code, too_late.status_code) == (200, 412)
    assert changed.headers["etag"] != tag
    now = await read(suite)
    assert now.json()["decimals"] == 2
    assert now.headers["etag"] == changed.headers["etag"]


async def test_the_same_definition_again_makes_no_version(suite: Suite) -> None:
    await suite.define_indicator()
    tag = (await read(suite)).headers["etag"]

    again = await put(suite, indicator(), if_match=tag)

    assert (again.status_code, again.headers["etag"]) == (200, tag)
    versions = (await read(suite, f"/{CODE}/versions")).json()
    assert len(versions["items"]) == 1


async def test_versions_are_listed_newest_first_and_paged(suite: Suite) -> None:
    await suite.define_indicator()
    for decimals in (2, 3):
        tag = (await read(suite)).headers["etag"]
        await put(suite, indicator(decimals=decimals), if_match=tag)

    first = (await read(suite, f"/{CODE}/versions", limit=2)).json()
    rest = (await read(suite, f"/{CODE}/versions", limit=2, cursor=first["next_cursor"])).json()

    assert [version["decimals"] for version in first["items"]] == [3, 2]
    assert [version["decimals"] for version in rest["items"]] == [1]
    assert rest["next_cursor"] is None


async def test_an_indicator_is_read_as_it_was_known(suite: Suite) -> None:
    await suite.define_indicator()
    old = await read(suite)
    await put(suite, indicator(decimals=2), if_match=old.headers["etag"])

    then = await read(suite, known_at=old.json()["recorded_at"])
    before_it_was = await read(suite, known_at="2020-01-01T00:00:00Z")
    listed_then = await read(suite, "", known_at=old.json()["recorded_at"])
    ahead = await read(suite, known_at="2090-01-01T00:00:00Z")

    assert then.json() == old.json()
    assert before_it_was.status_code == 404
    assert [one["decimals"] for one in listed_then.json()["items"]] == [1]
    assert (ahead.status_code, ahead.json()["code"]) == (422, "future_instant")


async def test_indicators_are_listed_by_code_page_by_page(suite: Suite) -> None:
    for code in ("nndr-in-year", "calls", "council-tax-in-year"):
        await suite.define_indicator(code)

    first = (await read(suite, "", limit=2)).json()
    rest = (await read(suite, "", limit=2, cursor=first["next_cursor"])).json()

    assert [one["code"] for one in first["items"]] == ["calls", "council-tax-in-year"]
    assert [one["code"] for one in rest["items"]] == ["nndr-in-year"]


@pytest.mark.parametrize(
    ("different", "says"),
    [
        ({"denominator_label": None}, "denominator_label"),
        ({"accumulation": "annual"}, "annual"),
        ({"frequency": "annual"}, "annual"),
        ({"accumulation": "count"}, "count"),
        ({"accumulation": "average", "unit": "gbp"}, "average"),
        ({"decimals": 7}, "6"),
        ({"decimals": "1"}, "integer"),
        ({"colour": "red"}, "Extra"),
        ({"title": "two\nlines"}, "single line"),
    ],
)
async def test_a_definition_that_does_not_fit_together_is_refused(
    suite: Suite, different: dict[str, Any], says: str
) -> None:
    answer = await put(suite, indicator(**different), if_none_match="*")

    assert answer.status_code == 422
    assert says in " ".join(fault["detail"] for fault in answer.json()["errors"])
    assert (await read(suite)).status_code == 404


async def test_an_indicator_is_pooled_from_others_of_its_own_kind_alone(suite: Suite) -> None:
    await suite.define_indicator("new-claims-days", **DAYS)
    await suite.define_indicator("calls")
    parts = ["new-claims-days", "calls", "no-such-thing", "combined-days"]
    answer = await put(
        suite, indicator(**DAYS, pooled_from=parts), "combined-days", if_none_match="*"
    )

    assert answer.status_code == 422
    faults = {(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]}
    assert faults == {
        ("unlike_parts", "/pooled_from/1"),  # a percentage
        ("unknown_indicator", "/pooled_from/2"),
        ("unknown_indicator", "/pooled_from/3"),  # itself
    }


async def test_only_the_operator_defines_and_any_key_reads(suite: Suite) -> None:
    officer = await suite.officer("E07000132")
    refused = await suite.http.put(
        f"{PATH}/{CODE}", json=indicator(), headers=officer | {"If-None-Match": "*"}
    )
    await suite.define_indicator()
    found = await suite.http.get(f"{PATH}/{CODE}", headers=officer)
    anonymous = await suite.http.get(f"{PATH}/{CODE}")

    assert (refused.status_code, found.status_code, anonymous.status_code) == (403, 200, 401)


async def test_a_part_counts_once_and_a_body_has_one_definition(suite: Suite) -> None:
    for code in ("new", "changes"):
        await suite.define_indicator(code)
    variant = {"body": "E07000131", "definition": "within 7 working days"}
    for more in (
        {"pooled_from": ["new", "new", "changes"]},
        {"definition_variants": [variant, variant | {"definition": "within target time"}]},
    ):
        answer = await suite.http.put(
            "/v1/kpi/indicators/both",
            json=indicator(**more),
            headers=suite.admin | {"If-None-Match": "*"},
        )
        assert answer.status_code == 422, more
