"""Promise 18: an auditor of a body reads what was done to it, and need not trust us for it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from deploy.services import SERVICES
from shared.security.scopes import OPERATOR, Scope
from tests.promises.world import COUNCIL, INDICATOR, OTHER_COUNCIL, PARTNERSHIP, SPARE_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.promises.world import World

AT = f"/v1/kpi/bodies/{COUNCIL}/audit"


async def read(world: World, at: str, of: str = COUNCIL, **query: str) -> Any:
    """Return what the auditor of one body reads at an address."""
    headers = await world.key(Scope.AUDIT_READ, of)
    answer = await world.suite.http.get(at, params=query or None, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def entries(world: World, **query: str) -> list[dict[str, Any]]:
    """Return kpi's entries of the council, newest first."""
    found: list[dict[str, Any]] = (await read(world, AT, limit="1000", **query))["items"]
    return found


async def test_an_auditor_works_out_every_hash_from_the_answers_alone(world: World) -> None:
    """As the description of an entry says: all other fields, sorted, without spaces, in UTF-8."""
    listed = await entries(world)
    link = "0" * 64

    assert [entry["sequence"] for entry in reversed(listed)] == list(range(1, len(listed) + 1))
    for entry in reversed(listed):
        said = {name: value for name, value in entry.items() if name != "hash"}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert entry["hash"] == hashlib.sha256(text.encode()).hexdigest()
        assert entry["previous_hash"] == link
        link = entry["hash"]
    assert (await read(world, f"{AT}/verify"))["reached"] == f"{len(listed)}-{link}"


async def test_the_audit_shows_the_act_and_not_the_figure(world: World) -> None:
    figure = {"numerator": 918_273.64, "denominator": 1_029_384.75, "period": "2017-18-M07"}
    batch = {"body": COUNCIL, "figures": [{"indicator": INDICATOR, **figure}]}
    sent = await world.suite.submit(batch, await world.suite.officer(COUNCIL))
    assert sent.status_code == 201, sent.text
    [submission] = sent.json()["submissions"]

    [entry] = await entries(world, subject=f"submissions/{submission['id']}")
    assert (entry["act"], entry["holder"]) == ("submission.received", "tester")
    assert entry["content_hash"] == submission["content_hash"]
    whole = json.dumps(await read(world, "/v1/audit", body=COUNCIL, limit="1000"))
    for shown in ("918273", "1029384", "89.20"):  # 100 x 918,273.64 / 1,029,384.75 = 89.206...
        assert shown not in whole


async def test_entries_are_asked_for_by_what_was_done_to_what_by_whom_and_when(
    world: World,
) -> None:
    listed = await entries(world)
    client = listed[-1]["client"]
    third = listed[-3]
    below = f"targets/{SPARE_YEAR}"
    third_at = third["recorded_at"]
    asks: list[tuple[dict[str, str], Callable[[Any], bool]]] = [
        ({"act": "target.set"}, lambda e: e["act"] == "target.set"),
        ({"subject": below}, lambda e: e["subject"].startswith(f"{below}/")),
        ({"subject": third["subject"]}, lambda e: e["subject"] == third["subject"]),
        ({"by": client}, lambda e: e["client"] == client),
        ({"since": third_at}, lambda e: e["recorded_at"] >= third_at),
        ({"until": third_at}, lambda e: e["recorded_at"] < third_at),
        ({"known_at": third_at}, lambda e: e["recorded_at"] <= third_at),
        (
            {"act": "target.set", "until": third_at},
            lambda e: e["act"] == "target.set" and e["recorded_at"] < third_at,
        ),
    ]
    for asked, is_wanted in asks:
        wanted = [entry for entry in listed if is_wanted(entry)]
        assert len(wanted) > 0, asked
        assert await entries(world, **asked) == wanted, asked
        part = await read(world, "/v1/audit", body=COUNCIL, limit="1000", **asked)
        assert part["sections"][1]["entries"] == wanted, asked


@pytest.mark.parametrize("wild", ["%", "_argets", "targets/%", "target"])
async def test_a_subject_is_no_pattern_and_no_part_of_a_word(world: World, wild: str) -> None:
    assert await entries(world, subject=wild) == []


async def test_each_section_goes_on_where_it_says(world: World) -> None:
    composed = await read(world, "/v1/audit", body=COUNCIL, limit="1", until="2999-01-01T00:00:00Z")

    assert [section["service"] for section in composed["sections"]] == list(SERVICES)
    for section in composed["sections"]:
        found, following = section["entries"], section["next"]
        while following:
            page = await read(world, following)
            found += page["items"]
            cursor = page["next_cursor"]
            following = cursor and f"{following.split('cursor=')[0]}cursor={cursor}"
        whole = await read(world, f"/v1/{section['service']}/bodies/{COUNCIL}/audit", limit="1000")
        assert found == whole["items"]
        assert len(found) >= 2
        assert (section["status"], section["as_of"], section["reason"]) == ("ok", None, None)


async def test_a_long_chain_is_verified_on_from_where_the_whole_left_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine so slow that a stretch takes one look at the clock."""
    monkeypatch.setattr("shared.web.audit._SECONDS", 1e-9)
    monkeypatch.setattr("shared.journal.verifying._PAGE", 1)
    composed = await read(world, "/v1/audit/verify", body=COUNCIL)
    assert composed["status"] == "incomplete"
    assert {part["verification"]["status"] for part in composed["sections"]} == {"intact_so_far"}
    assert {part["verification"]["checked"] for part in composed["sections"]} == {1}

    monkeypatch.undo()
    for section in composed["sections"]:
        said = await read(world, section["next"])
        assert said["status"] == "intact"
        assert said["after"] == section["verification"]["reached"] != said["reached"]


async def test_what_was_never_written_to_is_intact_and_says_that_there_is_nothing(
    world: World,
) -> None:
    nothing = f"0-{'0' * 64}"
    composed = await read(world, "/v1/audit/verify", PARTNERSHIP, body=PARTNERSHIP)

    assert composed["status"] == "intact"
    for section in composed["sections"]:
        said = section["verification"]
        if section["service"] != "kpi":  # where the partnership has a target
            assert (said["status"], said["checked"], said["head"]) == ("intact", 0, None)
            assert (said["after"], said["reached"]) == (nothing, nothing)


async def test_the_operators_audit_tells_of_clients_keys_and_definitions(world: World) -> None:
    composed = await read(world, "/v1/audit", OPERATOR, body=OPERATOR, limit="1000")

    by_service = {part["service"]: part["entries"] for part in composed["sections"]}
    assert {entry["act"] for entry in by_service["gateway"]} >= {"client.created", "key.created"}
    assert {entry["act"] for entry in by_service["kpi"]} == {
        "indicator.defined",
        "partnership.defined",
    }
    assert "qd_live_" not in json.dumps(composed)


async def test_an_auditor_of_several_bodies_reads_one_at_a_time(world: World) -> None:
    both = await world.key(Scope.AUDIT_READ, COUNCIL, OTHER_COUNCIL)
    for body in (COUNCIL, OTHER_COUNCIL):
        answer = await world.suite.http.get("/v1/audit", params={"body": body}, headers=both)
        found = [e for part in answer.json()["sections"] for e in part["entries"]]
        assert {entry["body"] for entry in found} == {body}


async def test_an_instant_ahead_is_refused_whole(world: World) -> None:
    headers = await world.key(Scope.AUDIT_READ, COUNCIL)
    asked = {"body": COUNCIL, "known_at": "2999-01-01T00:00:00Z"}
    answer = await world.suite.http.get("/v1/audit", params=asked, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "future_instant")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["known_at"]


@pytest.mark.parametrize(
    "after",
    ["", "1", "-1-" + "0" * 64, "1-" + "0" * 63, "9" * 10 + "-" + "0" * 64, "1-" + "G" * 64],
)
async def test_a_place_that_is_none_is_invalid(world: World, after: str) -> None:
    headers = await world.key(Scope.AUDIT_READ, COUNCIL)
    answer = await world.suite.http.get(f"{AT}/verify", params={"after": after}, headers=headers)

    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["after"]


@pytest.mark.parametrize("after", ["0-" + "1" * 64, "1-" + "1" * 64, "999999999-" + "1" * 64])
async def test_a_place_that_never_was_is_not_as_seen(world: World, after: str) -> None:
    said = await read(world, f"{AT}/verify", after=after)

    assert (said["status"], said["checked"], said["reached"]) == ("broken", 0, after)
    assert said["first_break"]["code"] == "not_as_seen"
