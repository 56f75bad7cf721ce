"""Part 2 of what is done about a risk is shown to holders of `risk:confidential` alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from services import risk
from shared.web.conditional import entity_tag
from tests.risk.register import BODY, PART_2, Register, faults

ACTION: dict[str, Any] = {"kind": "action", "title": "Ensure continual dialogue with provider"}
HIDDEN: dict[str, Any] = ACTION | {
    "text": PART_2,
    "evidence": f"{PART_2}, they say",
    "confidential": ["text", "evidence"],
}
REVIEWED: dict[str, Any] = {
    "reviewed": "2020-01-31",
    "comment": PART_2,
    "comment_is_confidential": True,
}
SECRET: dict[str, Any] = {"reason": PART_2, "reason_is_confidential": True}
DESCRIBED = Path(risk.__file__).with_name("openapi.json")
READS = (
    "mitigations",
    "mitigations/A1",
    "mitigations/A1/versions",
    "reviews",
    "standing",
    "acceptance",
    "acceptances",
)


async def plant(register: Register) -> list[Any]:
    """Put a phrase into all that may be Part 2; return what was answered, each twice over."""
    insider = await register.insider()
    answers = [await register.put(f"{register.at}/mitigations/A1", HIDDEN, by=insider)]
    assert PART_2 in answers.pop().text  # no answer that is kept, and its writer may see it
    definition = {"register_code": register.code, "title": "Loss", "cause": PART_2}
    seen = await register.tag(register.at, insider)
    await register.put(
        register.at, definition | {"confidential": ["cause"]}, by=insider, if_match=seen
    )
    await register.assess(4, 3)
    director = await register.suite.key(
        "chair", **{s: [BODY] for s in ("risk_read", "risk_approve", "risk_confidential")}
    )
    accepted = {"score": 12, "expires": "2199-12-31"} | SECRET
    for number, (step, text, by) in enumerate(
        (
            ("reviews", REVIEWED, insider),
            ("acceptances", accepted, director),
            ("acceptance/revoke", SECRET, director),
        )
    ):
        fields = {
            "idempotency_key": f"{register.risk}-{number}",
            "if_match": await register.tag(f"{register.at}/acceptance", by),
        }
        at = f"{register.at}/{step}"
        answers += [await register.post(at, text, by=by, **fields) for _ in range(2)]
    return answers


async def test_no_read_shows_it_to_who_may_not_see_it(register: Register) -> None:
    answers = await plant(register)

    assert {one.status_code for one in answers} == {200, 201}
    for read in READS:
        outside = await register.get(f"{register.at}/{read}")
        inside = await register.get(f"{register.at}/{read}", by=await register.insider())
        assert outside.status_code == inside.status_code == 200
        assert PART_2 not in outside.text, read
        assert PART_2 not in str(outside.headers), read
        assert (PART_2 in inside.text) is (read != "standing"), read


async def test_no_answer_that_is_kept_with_its_key_holds_it(register: Register) -> None:
    """Not even for its writer: the key could be replayed once the scope is gone."""
    answers = await plant(register)

    assert [one.headers.get("idempotent-replayed") for one in answers] == [None, "true"] * 3
    for answer in answers:
        assert PART_2 not in answer.text


def test_each_post_that_may_bring_part_2_says_that_its_answer_does_not_show_it() -> None:
    """Holders of `risk:confidential` would take the null for a loss."""
    document = json.loads(DESCRIBED.read_bytes())
    sent = {
        name
        for name, schema in document["components"]["schemas"].items()
        if any(field.endswith("_is_confidential") for field in schema.get("properties", ()))
    }
    posts = [one["post"] for one in document["paths"].values() if "post" in one]
    silent = {post["operationId"]: post["description"] for post in posts if _takes(post, sent)}

    assert len(silent) >= 8  # three steps, and what is told by five other operations
    for operation, said in silent.items():
        assert "The answer shows Part 2 to nobody" in said, operation


def _takes(post: dict[str, Any], schemas: set[str]) -> bool:
    content = post.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return schema.get("$ref", "").rpartition("/")[2] in schemas


async def test_a_tag_is_of_what_is_shown(register: Register) -> None:
    """So that it tells nothing of what is not."""
    await plant(register)
    outside = await register.get(f"{register.at}/mitigations/A1")

    assert outside.headers["etag"] == entity_tag(outside.content)


async def test_the_audit_does_not_tell_it(register: Register) -> None:
    await plant(register)
    auditor = await register.suite.key("auditor", audit_read=[BODY])
    told = await register.get("audit", by=auditor, limit=1_000)

    assert told.status_code == 200
    assert "risk.reviewed" in told.text
    assert PART_2 not in told.text


async def test_what_becomes_part_2_is_so_in_the_past(register: Register) -> None:
    at = f"{register.at}/mitigations/A1"
    open_once = await register.put(at, ACTION | {"text": PART_2})
    hidden = await register.put(
        at,
        ACTION | {"text": PART_2, "confidential": ["text"]},
        by=await register.insider(),
        if_match=await register.tag(at, await register.insider()),
    )
    assert (open_once.status_code, hidden.status_code) == (201, 200)
    then = {"known_at": open_once.json()["recorded_at"]}

    for read in ("mitigations", "mitigations/A1", "mitigations/A1/versions"):
        for query in ({}, then):
            outside = await register.get(f"{register.at}/{read}", **query)
            assert outside.status_code == 200
            assert PART_2 not in outside.text, (read, query)


async def test_what_was_part_2_stays_so_in_its_versions(register: Register) -> None:
    at = f"{register.at}/mitigations/A1"
    insider = await register.insider()
    await register.put(at, HIDDEN, by=insider)
    opened = ACTION | {"text": "Dialogue goes on", "evidence": None, "confidential": []}
    changed = await register.put(at, opened, by=insider, if_match=await register.tag(at, insider))
    versions = await register.items(f"{at}/versions")

    assert changed.status_code == 200, changed.text
    assert [version["text"] for version in versions] == ["Dialogue goes on", None]


async def test_what_stands_against_a_closed_risk_becomes_part_2(register: Register) -> None:
    at = f"{register.at}/mitigations/A1"
    await register.put(at, ACTION | {"text": PART_2})
    await register.step("close")
    seen = await register.tag(at, await register.officer())
    hidden = ACTION | {"text": PART_2, "confidential": ["text"]}

    changed = await register.put(at, hidden | {"title": "Another"}, if_match=seen)
    answer = await register.put(at, hidden, if_match=seen)

    assert (changed.status_code, answer.status_code) == (409, 200)
    assert PART_2 not in (await register.get(f"{at}/versions")).text


async def test_it_stays_hidden_in_all_versions_before_one_that_opens_it(register: Register) -> None:
    """Also in one from before it was Part 2, and in one that was opened in between."""
    at = f"{register.at}/mitigations/A1"
    insider = await register.insider()
    await register.put(at, ACTION | {"text": PART_2})
    hidden, opened = (PART_2, ["text"]), ("Dialogue goes on", list[str]())
    for text, confidential in (hidden, opened, hidden, opened):
        definition = ACTION | {"text": text, "confidential": confidential}
        seen = await register.tag(at, insider)
        await register.put(at, definition, by=insider, if_match=seen)
    versions = await register.items(f"{at}/versions")

    assert [version["text"] for version in versions] == ["Dialogue goes on", *[None] * 4]


async def test_who_may_not_see_it_leaves_it_as_it_is(register: Register) -> None:
    at = f"{register.at}/mitigations/A1"
    insider, officer = await register.insider(), await register.officer()
    await register.put(at, HIDDEN, by=insider)
    seen = await register.tag(at, officer)
    blind = ACTION | {"title": "Dialogue", "confidential": ["text", "evidence"]}

    over = await register.put(at, blind | {"text": "Mine"}, if_match=seen)
    opened = await register.put(at, blind | {"confidential": ["text"]}, if_match=seen)
    changed = await register.put(at, blind | {"state": "planned"}, if_match=seen)

    assert faults(over) == [("confidential", "/text")]
    assert faults(opened) == [("confidential", "/confidential")]
    assert changed.status_code == 200, changed.text
    assert (changed.json()["text"], changed.json()["evidence"]) == (None, None)
    kept = (await register.get(at, by=insider)).json()
    assert (kept["title"], kept["text"]) == ("Dialogue", PART_2)


async def test_whether_evidence_is_there_unseen_is_not_told(register: Register) -> None:
    """Who may not see it calls nothing done by it, whether or not it is there."""
    insider = await register.insider()
    blind = ACTION | {"confidential": ["text", "evidence"]}
    told = []
    for code, evidence in (("A1", PART_2), ("A2", None)):
        at = f"{register.at}/mitigations/{code}"
        await register.put(at, HIDDEN | {"evidence": evidence}, by=insider)
        seen = await register.tag(at, await register.officer())
        told.append(faults(await register.put(at, blind | {"state": "done"}, if_match=seen)))

    assert told == [[("confidential", "/state")]] * 2


async def test_a_comment_cannot_be_guessed(register: Register) -> None:
    """The same words by somebody who may not see them are a review of their own."""
    at = f"{register.at}/reviews"
    await register.post(at, REVIEWED, by=await register.insider())
    guessed = await register.post(at, REVIEWED)
    again = await register.post(at, REVIEWED)

    assert (guessed.status_code, again.status_code) == (201, 200)
