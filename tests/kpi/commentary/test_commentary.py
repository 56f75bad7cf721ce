"""Commentary: the board's text on a figure, in versions, shown in the row it speaks of."""

from __future__ import annotations

from typing import Any

import httpx

from tests.suite import Suite

COUNCIL = "E07000132"
RATE = "council-tax-in-year"
AT = f"/v1/kpi/bodies/{COUNCIL}/commentary/2019-20-M09/{RATE}"
SAID = {
    "cause": "Court dates were lost",
    "action": "Two more hearings",
    "owner_role": "Recovery lead",
}


async def put(suite: Suite, given: dict[str, Any], **seen: str) -> httpx.Response:
    conditions = {name.replace("_", "-"): tag for name, tag in seen.items()}
    headers = await suite.officer(COUNCIL) | conditions
    return await suite.http.put(AT, json=given, headers=headers)


async def read(suite: Suite, path: str = AT, **query: Any) -> httpx.Response:
    return await suite.http.get(path, params=query, headers=await suite.officer(COUNCIL))


async def test_commentary_stands_in_the_row_that_it_speaks_of_and_in_no_other(
    suite: Suite,
) -> None:
    await suite.define_indicator()
    for period in ("2019-20-M08", "2019-20-M09"):
        await suite.figure(COUNCIL, period=period, numerator=840, denominator=1_000)
    made = await put(suite, SAID, if_none_match="*")
    row = await suite.scorecard_row(COUNCIL)
    before = await suite.scorecard_row(COUNCIL, period="2019-20-M08")
    table = (
        await read(suite, f"/v1/kpi/bodies/{COUNCIL}/scorecard", period="2019-20-M09", format="csv")
    ).text

    assert made.status_code == 201
    assert (row["commentary"], before["commentary"]) == (SAID, None)
    header, line = table.splitlines()
    cells = dict(zip(header.split(","), line.split(","), strict=False))
    assert cells["commentary_cause"] == "Court dates were lost"


async def test_commentary_changes_only_by_what_was_seen_and_keeps_its_versions(
    suite: Suite,
) -> None:
    await suite.define_indicator()
    blind = await put(suite, SAID)
    made = await put(suite, SAID, if_none_match="*")
    twice = await put(suite, SAID, if_none_match="*")
    same = await put(suite, SAID, if_match=made.headers["etag"])
    changed = await put(suite, {"cause": "It rained"}, if_match=made.headers["etag"])
    stale = await put(suite, SAID, if_match=made.headers["etag"])
    versions = (await read(suite, f"{AT}/versions")).json()["items"]
    then = await read(suite, known_at=made.json()["recorded_at"])
    listed = (await read(suite, AT.rpartition("/")[0])).json()["items"]

    assert (blind.status_code, twice.status_code, stale.status_code) == (428, 412, 412)
    assert same.content == made.content
    assert [one["cause"] for one in versions] == ["It rained", "Court dates were lost"]
    assert (changed.json()["action"], changed.json()["owner_role"]) == (None, None)
    assert then.content == made.content
    assert [one["cause"] for one in listed] == ["It rained"]


async def test_commentary_is_the_bodys_own_to_write(suite: Suite) -> None:
    await suite.define_indicator()
    nothing = await read(suite)
    other = await suite.key(kpi_submit=["E07000131"])
    refused = await suite.http.put(AT, json=SAID, headers=other | {"If-None-Match": "*"})
    empty = await put(suite, {"cause": " "}, if_none_match="*")
    unknown = await suite.http.put(
        AT.replace(RATE, "no-such-thing"),
        json=SAID,
        headers=await suite.officer(COUNCIL) | {"If-None-Match": "*"},
    )

    assert (nothing.status_code, refused.status_code) == (404, 403)
    assert (empty.status_code, unknown.status_code) == (422, 404)
