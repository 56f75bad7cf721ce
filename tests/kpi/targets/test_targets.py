"""Targets through the API: set once, changed with a rationale, refused or flagged by their rule."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.suite import Suite, indicator

COUNCIL = "E07000132"
CODE = "council-tax-in-year"
# Seed 000, Hinckley & Bosworth 2019/20.
PROFILE = [11.0, 20.3, 29.4, 38.6, 47.8, 57.2, 66.4, 75.7, 84.7, 93.8, 96.2, 98.1]
TARGET: dict[str, Any] = {"annual": 98.1, "profile": PROFILE}


def at(body: str = COUNCIL, year: str = "2019-20", code: str = CODE) -> str:
    return f"/v1/kpi/bodies/{body}/targets/{year}/{code}"


async def put(
    suite: Suite, given: dict[str, Any], path: str = at(), body: str = COUNCIL, **seen: str
) -> httpx.Response:
    conditions = {name.replace("_", "-"): tag for name, tag in seen.items()}
    return await suite.http.put(path, json=given, headers=await suite.officer(body) | conditions)


async def read(suite: Suite, path: str = at(), **query: Any) -> httpx.Response:
    return await suite.http.get(path, params=query, headers=await suite.officer(COUNCIL))


def faults(answer: httpx.Response) -> list[tuple[str, str | None]]:
    assert answer.status_code == 422, answer.text
    return [
        (fault["code"], fault.get("pointer") or fault.get("parameter"))
        for fault in answer.json()["errors"]
    ]


async def test_a_target_is_set_and_read_as_it_was_set(suite: Suite) -> None:
    await suite.define_indicator()
    made = await put(suite, TARGET, if_none_match="*")
    found = await read(suite)

    assert (made.status_code, found.status_code) == (201, 200)
    assert found.content == made.content
    assert found.headers["etag"] == made.headers["etag"]
    target = found.json()
    assert (target["annual"], target["profile"]) == (98.1, PROFILE)
    assert (target["status"], target["strict"], target["flags"]) == ("confirmed", False, [])


async def test_a_target_changes_only_by_what_was_seen_and_with_a_rationale(suite: Suite) -> None:
    await suite.define_indicator()
    blind = await put(suite, TARGET)
    made = await put(suite, TARGET, if_none_match="*")
    tag = made.headers["etag"]
    twice = await put(suite, TARGET | {"annual": 97}, if_none_match="*")
    silent = await put(suite, TARGET | {"annual": 97}, if_match=tag)
    changed = await put(suite, TARGET | {"annual": 97, "rationale": "Board"}, if_match=tag)
    stale = await put(suite, TARGET | {"annual": 96, "rationale": "Board"}, if_match=tag)

    assert (blind.status_code, twice.status_code, stale.status_code) == (428, 412, 412)
    assert faults(silent) == [("rationale_missing", "/rationale")]
    assert (changed.status_code, changed.json()["annual"]) == (200, 97)


async def test_a_target_does_not_change_for_the_rationale_of_the_change_before(
    suite: Suite,
) -> None:
    """Who reads the whole, changes a number in it and puts it back has not said why yet."""
    await suite.define_indicator()
    whole = TARGET | {"rationale": "Board, May"}
    seen = (await put(suite, whole, if_none_match="*")).headers["etag"]
    again = await put(suite, whole, if_match=seen)
    same = await put(suite, whole | {"annual": 97}, if_match=seen)
    other = await put(suite, whole | {"annual": 97, "rationale": "Board, June"}, if_match=seen)

    assert (again.status_code, again.headers["etag"]) == (200, seen)
    assert faults(same) == [("rationale_repeated", "/rationale")]
    assert (other.status_code, other.json()["annual"]) == (200, 97)


async def test_the_same_target_again_makes_no_version_and_needs_no_rationale(suite: Suite) -> None:
    await suite.define_indicator()
    made = await put(
        suite, TARGET | {"tolerance": {"kind": "absolute", "amount": 1}}, if_none_match="*"
    )
    again = await put(
        suite,
        {"profile": PROFILE, "annual": "98.10", "tolerance": {"amount": "1.0", "kind": "absolute"}},
        if_match=made.headers["etag"],
    )

    assert (again.status_code, again.headers["etag"]) == (200, made.headers["etag"])
    versions = (await read(suite, f"{at()}/versions")).json()
    assert len(versions["items"]) == 1


async def test_versions_are_listed_newest_first_and_read_as_known(suite: Suite) -> None:
    await suite.define_indicator()
    made = await put(suite, TARGET, if_none_match="*")
    change = TARGET | {"annual": 97, "rationale": "Instalments now run to March"}
    await put(suite, change, if_match=made.headers["etag"])

    versions = (await read(suite, f"{at()}/versions")).json()["items"]
    then = await read(suite, known_at=made.json()["recorded_at"])
    before = await read(suite, known_at="2019-04-01T00:00:00Z")

    assert [version["annual"] for version in versions] == [97, 98.1]
    assert versions[0]["rationale"] == "Instalments now run to March"
    assert then.json() == made.json()
    assert before.status_code == 404


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ([*PROFILE[:8], 75.6, *PROFILE[9:]], "profile_falls"),  # December below November's 75.7
        ([*PROFILE[:11], 98.0], "profile_end"),  # March below the target of 98.1
    ],
)
async def test_a_profile_that_breaks_its_rule_is_flagged_and_refused_only_if_strict(
    suite: Suite, profile: list[float], code: str
) -> None:
    await suite.define_indicator()
    strict = await put(suite, TARGET | {"profile": profile, "strict": True}, if_none_match="*")
    to_be_confirmed = await put(
        suite,
        TARGET | {"profile": profile, "strict": True, "status": "tbc"},
        at(year="2020-21"),
        if_none_match="*",
    )
    kept = await put(suite, TARGET | {"profile": profile}, if_none_match="*")

    assert faults(strict) == [(code, "/profile")]
    assert to_be_confirmed.status_code == 201
    assert kept.status_code == 201
    assert [flag["code"] for flag in kept.json()["flags"]] == [code]


async def test_a_counts_months_sum_to_its_target_and_an_averages_need_not(suite: Suite) -> None:
    plain = {"denominator_is_debit": False}
    await suite.define_indicator("fraud", unit="count", accumulation="count", **plain)
    await suite.define_indicator("days", unit="days", accumulation="average", **plain)
    twelve = {"annual": 6, "profile": [1] * 12, "strict": True}

    count = await put(suite, twelve, at(code="fraud"), if_none_match="*")
    average = await put(suite, twelve, at(code="days"), if_none_match="*")

    assert faults(count) == [("profile_sum", "/profile")]  # 12 x 1 against 6
    assert average.status_code == 201


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"annual": 2.5}, [("not_a_whole_number", "/annual")]),
        ({"annual": -3}, [("negative_target", "/annual")]),
        (
            {"annual": 6, "profile": [0.5] * 2 + [1] * 9 + [-4]},
            [("negative_target", "/profile/11")],
        ),
        ({"annual": 6, "profile": [0.5] * 12}, []),
        ({"annual": 6.0, "profile": [0, 1, 2, 0, 1, 0, 0, 1, 0, 1, 0, 0]}, []),  # seed 000
    ],
)
async def test_a_counts_target_is_a_number_that_a_count_may_be(
    suite: Suite, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    plain = {"denominator_is_debit": False, "numerator_may_be_negative": False}
    await suite.define_indicator("fraud", unit="count", accumulation="count", **plain)
    answer = await put(suite, given, at(code="fraud"), if_none_match="*")

    assert answer.status_code == (422 if expected else 201)
    assert (faults(answer) if expected else []) == expected


async def test_a_target_may_be_below_zero_where_a_figure_may(suite: Suite) -> None:
    plain = {"denominator_is_debit": False, "unit": "gbp", "accumulation": "count"}
    await suite.define_indicator("net", **plain, numerator_may_be_negative=True)
    await suite.define_indicator("gross", **plain, numerator_may_be_negative=False)
    net = await put(suite, {"annual": -2.5}, at(code="net"), if_none_match="*")
    gross = await put(suite, {"annual": -2.5}, at(code="gross"), if_none_match="*")
    pennies = await put(suite, {"annual": 2.5}, at(code="gross"), if_none_match="*")

    assert (net.status_code, pennies.status_code) == (201, 201)
    assert faults(gross) == [("negative_target", "/annual")]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"status": "narrative"}, "narrative"),
        ({"status": "confirmed"}, "annual"),
        ({"profile": PROFILE[:11]}, "12"),
        ({"annual": "NaN"}, "decimal"),
        ({"annual": 98, "tolerance": {"kind": "absolute", "amount": -1}}, "0"),
        ({"annual": 98, "colour": "red"}, "Extra"),
    ],
)
async def test_a_target_that_says_nothing_sensible_is_refused(
    suite: Suite, given: dict[str, Any], says: str
) -> None:
    await suite.define_indicator()
    answer = await put(suite, given, if_none_match="*")

    assert answer.status_code == 422
    assert says in " ".join(fault["detail"] for fault in answer.json()["errors"])
    assert (await read(suite)).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"status": "tbc"},
        {"status": "not_applicable"},
        {"status": "narrative", "narrative": "60 - 40 split"},  # seed 002
    ],
)
async def test_a_target_without_a_number_is_a_target(suite: Suite, given: dict[str, Any]) -> None:
    await suite.define_indicator()
    made = await put(suite, given, if_none_match="*")

    assert made.status_code == 201
    assert {name: made.json()[name] for name in given} == given
    assert (made.json()["annual"], made.json()["profile"]) == (None, None)


async def test_a_target_is_for_a_year_in_which_its_council_stood(suite: Suite) -> None:
    await suite.define_indicator()
    # Forest Heath ended on 31 March 2019; West Suffolk began the day after.
    gone = await put(suite, TARGET, at("E07000201"), "E07000201", if_none_match="*")
    last = await put(suite, TARGET, at("E07000201", "2018-19"), "E07000201", if_none_match="*")
    unborn = await put(suite, TARGET, at("E07000245", "2018-19"), "E07000245", if_none_match="*")

    assert faults(gone) == [("council_abolished", "body")]
    assert "E07000245" in gone.json()["errors"][0]["detail"]
    assert last.status_code == 201
    assert faults(unborn) == [("council_not_begun", "body")]


async def test_addresses_that_lead_nowhere(suite: Suite) -> None:
    await suite.define_indicator()
    no_indicator = await put(suite, TARGET, at(code="no-such-thing"), if_none_match="*")
    no_body = await put(suite, TARGET, at("no-such-body"), "no-such-body", if_none_match="*")
    no_year = await put(suite, TARGET, at(year="2019-20-M01"), if_none_match="*")

    assert (no_indicator.status_code, no_body.status_code) == (404, 404)
    assert no_year.status_code == 422


async def test_another_council_neither_sets_nor_reads_a_target(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.set_target(COUNCIL)
    theirs = await suite.officer("E07000131")
    written = await suite.http.put(at(), json=TARGET, headers=theirs | {"If-Match": "*"})
    seen = await suite.http.get(at(), headers=theirs)

    assert (written.status_code, seen.status_code) == (403, 404)


async def test_a_years_targets_are_listed_by_indicator(suite: Suite) -> None:
    for code in ("nndr-in-year", "calls", CODE):
        await suite.define_indicator(code)
        await suite.set_target(COUNCIL, code)
    await suite.set_target(COUNCIL, "calls", "2018-19")
    path = f"/v1/kpi/bodies/{COUNCIL}/targets/2019-20"

    first = (await read(suite, path, limit=2)).json()
    rest = (await read(suite, path, limit=2, cursor=first["next_cursor"])).json()

    assert [target["indicator"] for target in first["items"]] == ["calls", CODE]
    assert [target["indicator"] for target in rest["items"]] == ["nndr-in-year"]
    assert {target["year"] for target in first["items"]} == {"2019-20"}


async def test_a_profile_is_judged_by_the_indicator_as_it_is_defined_now(suite: Suite) -> None:
    falling = TARGET | {"profile": PROFILE[::-1], "annual": 11.0}
    await suite.define_indicator()
    as_cumulative = await put(suite, falling, if_none_match="*")
    tag = (await suite.http.get(f"/v1/kpi/indicators/{CODE}", headers=suite.admin)).headers["etag"]
    as_snapshot = indicator(accumulation="snapshot", denominator_is_debit=False)
    await suite.http.put(
        f"/v1/kpi/indicators/{CODE}", json=as_snapshot, headers=suite.admin | {"If-Match": tag}
    )
    anew = falling | {"rationale": "Redefined as a snapshot"}
    changed = await put(suite, anew, if_match=as_cumulative.headers["etag"])

    assert len(as_cumulative.json()["flags"]) == 11  # it falls eleven times, and ends as it should
    assert changed.json()["flags"] == []
