"""What was entered as Part 1 by mistake becomes Part 2: wherever it is told, and for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.contracts.risk.vocabulary import HiddenText
from tests.risk.hidings.saying import hide, say
from tests.risk.register import BODY, PART_2, Register

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

each_text = pytest.mark.parametrize("what", HiddenText)

INNOCENT = "Nothing of it is secret"


def reads(register: Register) -> list[tuple[str, dict[str, str]]]:
    """Return all that tells of a risk, and how it is asked."""
    risk, whole = register.at, f"registers/{register.code}"
    within = ("", "versions", "mitigations", "assessments", "reviews", "acceptance", "acceptances")
    return [
        ("risks", {"register": register.code}),
        *((f"{risk}/{each}".rstrip("/"), {}) for each in (*within, "signals")),
        *((f"{whole}/{each}", {}) for each in ("view", "top", "overdue", "heatmap")),
        (f"{whole}/movement", {"from": "2020-01-01"}),
        *((f"{whole}/{each}", {"format": "csv"}) for each in ("view", "risks")),
        (f"{whole}/risks", {}),
    ]


async def told(
    register: Register, by: dict[str, str], known_at: str | None = None
) -> dict[str, str]:
    """Return what each read answers; movement until an instant is asked otherwise."""
    answers = {}
    for at, asked in reads(register):
        then = {"to" if at.endswith("movement") else "known_at": known_at} if known_at else {}
        answer = await register.get(at, by=by, **asked, **then)
        assert answer.status_code == 200, (at, answer.text)
        answers[f"{at} {asked}"] = answer.text + str(answer.headers)
    return answers


def where(answers: dict[str, str]) -> list[str]:
    """Return which reads tell what is Part 2."""
    return [at for at, text in answers.items() if PART_2 in text]


@each_text
async def test_what_becomes_part_2_is_told_nowhere_to_who_may_not_see_it(
    register: Register, what: HiddenText
) -> None:
    """Neither now nor as it was known before; to who may see it, it is said to be Part 2."""
    officer, insider = await register.officer(), await register.insider()
    recorded_at = await say(register, what, PART_2)
    before = await told(register, insider)

    hidden, again = [await hide(register, what, recorded_at) for _ in range(2)]

    assert (hidden.status_code, again.status_code) == (201, 200), hidden.text
    assert PART_2 not in hidden.text
    assert hidden.json() == again.json()
    assert where(await told(register, officer)) == []
    assert where(await told(register, officer, recorded_at)) == []
    after = await told(register, insider)
    assert where(after) == where(before) != []
    flagged = [text.count('_is_confidential":true') for text in (str(before), str(after))]
    assert flagged[0] < flagged[1]


async def test_what_is_hidden_twice_is_one_act_that_tells_no_word_of_it(
    register: Register,
) -> None:
    recorded_at = await say(register, HiddenText.REVIEW_COMMENT, PART_2)
    for _ in range(2):
        await hide(register, HiddenText.REVIEW_COMMENT, recorded_at)
    auditor = await register.suite.key("auditor", audit_read=[BODY])
    acts = await register.items("audit", by=auditor, act="text.hidden", subject=register.at)
    verified = (await register.get("audit/verify", by=auditor)).json()

    assert [act["details"] for act in acts] == [
        {"text": "review_comment", "recorded_at": recorded_at}
    ]
    assert verified["status"] == "intact"


async def test_only_who_sees_part_2_hides(register: Register) -> None:
    recorded_at = await say(register, HiddenText.CURRENT_REASON, PART_2)
    refused = await hide(register, HiddenText.CURRENT_REASON, recorded_at, await register.officer())

    assert refused.status_code == 403


async def test_what_was_never_said_is_not_hidden(register: Register) -> None:
    """Neither another text of that instant, nor a comment that was left out."""
    recorded_at = await say(register, HiddenText.CURRENT_REASON, PART_2)
    silent = await register.post(f"{register.at}/reviews", {"reviewed": "2020-01-31"})
    answers = [
        await hide(register, HiddenText.TARGET_REASON, recorded_at),
        await hide(register, HiddenText.CURRENT_REASON, "2020-01-01T00:00:00Z"),
        await hide(register, HiddenText.REVIEW_COMMENT, silent.json()["recorded_at"]),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


async def test_another_text_of_the_same_kind_stays_as_it_is(register: Register) -> None:
    recorded_at = await say(register, HiddenText.CURRENT_REASON, PART_2)
    await register.assess(2, 2, reason=INNOCENT)
    await hide(register, HiddenText.CURRENT_REASON, recorded_at)
    made = await register.items(f"{register.at}/assessments")

    assert [(one["reason"], one["reason_is_confidential"]) for one in made] == [
        (INNOCENT, False),
        (None, True),
    ]


async def _redefined(register: Register, **more: Any) -> str:
    insider = await register.insider()
    seen = await register.tag(register.at, insider)
    definition = {"register_code": register.code, "title": "Loss"} | more
    changed = await register.put(register.at, definition, by=insider, if_match=seen)
    assert changed.status_code == 200, changed.text
    return str(changed.json()["recorded_at"])


async def _measured(register: Register, **more: Any) -> str:
    insider, at = await register.insider(), f"{register.at}/mitigations/A1"
    there = await register.get(at, by=insider)
    seen = {"if_match": there.headers["etag"]} if there.is_success else {}
    action = {"kind": "action", "title": "Talk to them"} | more
    changed = await register.put(at, action, by=insider, **seen)
    assert changed.is_success, changed.text
    return str(changed.json()["recorded_at"])


@pytest.mark.parametrize(("field", "keep"), [("cause", _redefined), ("text", _measured)])
async def test_a_field_that_was_part_2_once_is_told_nowhere_as_known_before(
    register: Register, field: str, keep: Callable[..., Awaitable[str]]
) -> None:
    """Also once it is open again, with another text."""
    recorded_at = await keep(register, **{field: PART_2})
    await keep(register, **{field: PART_2}, confidential=[field])
    await keep(register, **{field: INNOCENT})

    outside = await told(register, await register.officer(), recorded_at)

    assert where(outside) == []
    assert where(await told(register, await register.insider(), recorded_at)) != []


async def _reasons(register: Register) -> list[tuple[str | None, bool]]:
    versions = await register.items(f"{register.at}/versions")
    return [(one["state_reason"], one["state_reason_is_confidential"]) for one in versions]


async def test_a_steps_reason_is_hidden_in_the_versions_after_it_too(register: Register) -> None:
    """Those that were kept before it was hidden, and those since, until the next step."""
    recorded_at = await say(register, HiddenText.STATE_REASON, PART_2)
    await _redefined(register, treatment="One")
    await hide(register, HiddenText.STATE_REASON, recorded_at)
    await _redefined(register, treatment="Two")
    seen = await register.tag(register.at, await register.officer())
    await register.post(f"{register.at}/reopen", {"reason": INNOCENT}, if_match=seen)

    assert await _reasons(register) == [(INNOCENT, False), *[(None, True)] * 3, (None, False)]


async def test_a_step_is_taken_for_a_reason_that_is_part_2(register: Register) -> None:
    """Its answer shows it to nobody, since it is kept with its key."""
    insider = await register.insider()
    seen = await register.tag(register.at, insider)
    why = {"reason": PART_2, "reason_is_confidential": True}
    closed = await register.post(f"{register.at}/close", why, by=insider, if_match=seen)
    outside = await told(register, await register.officer())
    inside = (await register.get(register.at, by=insider)).json()

    assert (closed.status_code, closed.json()["state_reason"]) == (200, None)
    assert [at for at, text in outside.items() if PART_2 in text] == []
    assert (inside["state_reason"], inside["state_reason_is_confidential"]) == (PART_2, True)
