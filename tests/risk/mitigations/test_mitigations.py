"""Controls and actions through the API."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from services.risk.mitigations import use_cases
from tests.risk.register import Register, faults

ACTION: dict[str, Any] = {"kind": "action", "title": "Ensure continual dialogue with provider"}
# Seed 000, against high levels of sickness absence; it is underlined there.
UNDERLINED: dict[str, Any] = {
    "kind": "action",
    "title": "Continue to set absence targets and monitor against targets. Use of preceptors admin "
    "grant funding to secure additional resources.",
    "owners": ["LB", "SC"],
    "is_emphasised": True,
}


async def put(
    register: Register, given: dict[str, Any], code: str = "A1", **more: Any
) -> httpx.Response:
    return await register.put(f"{register.at}/mitigations/{code}", given, **more)


async def test_an_action_is_set_and_read_as_it_was_set(register: Register) -> None:
    made = await put(register, UNDERLINED)
    found = await register.get(f"{register.at}/mitigations/A1")

    assert (made.status_code, found.status_code) == (201, 200), made.text
    assert found.content == made.content
    assert found.headers["etag"] == made.headers["etag"]
    told = found.json()
    assert {name: told[name] for name in UNDERLINED} == UNDERLINED
    assert (told["state"], told["due"]) == (None, None)  # the seed says neither


async def test_it_changes_only_by_what_was_seen_and_the_same_makes_no_version(
    register: Register,
) -> None:
    blind = await register.put(
        f"{register.at}/mitigations/A1", ACTION, if_match='"0123456789abcdef"'
    )
    made = await put(register, ACTION)
    tag = made.headers["etag"]
    twice = await put(register, ACTION)
    same = await put(register, ACTION, if_match=tag)
    changed = await put(register, ACTION | {"state": "planned"}, if_match=tag)
    stale = await put(register, ACTION | {"state": "in_progress"}, if_match=tag)

    answers = (blind, made, twice, same, changed, stale)
    assert [one.status_code for one in answers] == [412, 201, 412, 200, 200, 412]
    assert same.headers["etag"] == tag
    versions = await register.items(f"{register.at}/mitigations/A1/versions")
    assert [version["state"] for version in versions] == ["planned", None]


async def test_a_date_with_two_readings_is_asked_back_with_both(register: Register) -> None:
    asked = await put(register, ACTION | {"due": "Dec-16"})
    meant = {"as_written": "Dec-16", "value": "2016-12", "precision": "month"}
    kept = await put(register, ACTION | {"due": meant})

    assert faults(asked) == [("date_unclear", "/due")]
    [fault] = asked.json()["errors"]
    assert "December 2016" in fault["detail"]
    assert "16 December of some year" in fault["detail"]
    assert (kept.status_code, kept.json()["due"]) == (201, meant)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"state": "done"}, ("evidence_missing", "/evidence")),
        ({"state": "in_place"}, ("state_of_another_kind", "/state")),
        (
            {"kind": "control", "state": "done", "evidence": "Minutes"},
            ("state_of_another_kind", "/state"),
        ),
    ],
)
async def test_a_state_is_of_its_kind_and_done_is_shown(
    register: Register, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert faults(await put(register, ACTION | given)) == [fault]


async def test_what_is_done_says_what_shows_it(register: Register) -> None:
    done = await put(register, ACTION | {"state": "done", "evidence": "Minutes of 3 March"})

    assert done.status_code == 201
    assert done.json()["evidence"] == "Minutes of 3 March"


async def test_they_are_listed_by_code_and_paged(register: Register) -> None:
    for code in ("A2", "C1", "A1"):
        kind = {"kind": "control" if code == "C1" else "action"}
        await put(register, ACTION | kind, code)

    first = (await register.get(f"{register.at}/mitigations", limit=2)).json()
    rest = await register.items(f"{register.at}/mitigations", limit=2, cursor=first["next_cursor"])

    assert [one["mitigation"] for one in first["items"]] == ["A1", "A2"]
    assert [(one["mitigation"], one["kind"]) for one in rest] == [("C1", "control")]


async def test_it_is_known_as_it_was(register: Register) -> None:
    made = (await put(register, ACTION)).json()
    tag = await register.tag(f"{register.at}/mitigations/A1", await register.officer())
    changed = await put(register, ACTION | {"state": "planned"}, if_match=tag)
    then = await register.get(f"{register.at}/mitigations/A1", known_at=made["recorded_at"])
    before = await register.get(f"{register.at}/mitigations/A1", known_at="2019-04-01T00:00:00Z")

    assert changed.status_code == 200
    assert then.json() == made
    assert before.status_code == 404


async def test_nothing_is_set_against_a_closed_risk_or_none(register: Register) -> None:
    nowhere = await register.put("risks/R0/mitigations/A1", ACTION)
    await register.step("close")
    closed = await put(register, ACTION)
    await register.step("reopen")
    reopened = await put(register, ACTION)

    assert [one.status_code for one in (nowhere, closed, reopened)] == [404, 409, 201]
    told = (await register.get(register.at)).json()["allowed_actions"]
    assert "mitigate" in {each["action"] for each in told if each["allowed"]}


async def test_a_risk_has_only_so_many(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that stand are still set anew; another risk has its own."""
    monkeypatch.setattr(use_cases, "MOST_MITIGATIONS", 2)
    await register.define(f"{register.risk}-b")
    elsewhere = f"risks/{register.risk}-b/mitigations/A1"
    made = [await put(register, ACTION, code) for code in ("A1", "A2", "A3")]
    again = await put(register, ACTION | {"state": "planned"}, if_match=made[0].headers["etag"])
    other = await register.put(elsewhere, ACTION)

    assert [one.status_code for one in (*made, again, other)] == [201, 201, 409, 200, 201]
    assert made[2].json()["detail"] == "A risk has at most 2 controls and actions."
