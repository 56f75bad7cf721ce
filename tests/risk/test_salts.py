"""What the audit hashes cannot be guessed by whoever reads the audit; and it vouches all the same.

A guess is all that was sent, to the letter, with all that reads tell beside it.
"""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from shared.contracts.risk.acceptances import AcceptanceText, RevocationText
from shared.contracts.risk.assessments import AssessmentText
from shared.contracts.risk.reviews import ReviewText
from shared.contracts.risk.signals import DismissalText
from shared.journal import content_hash
from tests.risk.hidings.saying import INDICATOR
from tests.risk.register import BODY, PART_2, Register
from tests.signalling import signal

SECRET: Final[dict[str, Any]] = {"reason": PART_2, "reason_is_confidential": True}
REVIEWED: Final[dict[str, Any]] = {
    "reviewed": "2020-01-31",
    "comment": PART_2,
    "comment_is_confidential": True,
}


async def _director(register: Register) -> dict[str, str]:
    scopes = ("risk_read", "risk_approve", "risk_confidential")
    return await register.suite.key("chair", **{scope: [BODY] for scope in scopes})


async def _whole(register: Register, at: str) -> dict[str, Any]:
    told: dict[str, Any] = (await register.get(at, by=await register.insider())).json()
    told.pop("allowed_actions", None)
    return told


async def _defined(register: Register) -> dict[str, Any]:
    insider = await register.insider()
    definition = {"register_code": register.code, "title": "Loss", "cause": PART_2}
    seen = await register.tag(register.at, insider)
    sent = definition | {"confidential": ["cause"], "indicators": [INDICATOR]}
    await register.put(register.at, sent, by=insider, if_match=seen)
    return await _whole(register, register.at)


async def _closed(register: Register) -> dict[str, Any]:
    insider = await register.insider()
    seen = await register.tag(register.at, insider)
    await register.post(f"{register.at}/close", SECRET, by=insider, if_match=seen)
    return await _whole(register, register.at)


async def _mitigated(register: Register) -> dict[str, Any]:
    at = f"{register.at}/mitigations/A1"
    control = {"kind": "control", "title": "Terms", "text": PART_2, "confidential": ["text"]}
    await register.put(at, control, by=await register.insider())
    return await _whole(register, at)


async def _assessed(register: Register) -> dict[str, Any]:
    text: dict[str, Any] = {"kind": "current", "likelihood": 3, "impact": 4} | SECRET
    made = await register.post(f"{register.at}/assessments", text, by=await register.insider())
    return {"id": made.json()["id"], **AssessmentText(**text).model_dump(mode="json")}


async def _reviewed(register: Register) -> dict[str, Any]:
    made = await register.post(f"{register.at}/reviews", REVIEWED, by=await register.insider())
    return {"id": made.json()["id"], **ReviewText(**REVIEWED).model_dump(mode="json")}


async def _accepted(register: Register) -> dict[str, Any]:
    await register.assess(3, 4)
    text: dict[str, Any] = {"score": 12, "expires": "2199-12-31"} | SECRET
    made = await register.accept(12, by=await _director(register), **SECRET)
    said = AcceptanceText(**text).model_dump(mode="json")
    return {"id": made.json()["acceptance"]["id"], **said}


async def _revoked(register: Register) -> dict[str, Any]:
    await _accepted(register)
    await register.revoke(by=await _director(register), **SECRET)
    return RevocationText(**SECRET).model_dump(mode="json")


async def _dismissed(register: Register) -> dict[str, Any]:
    await _defined(register)
    heard = await signal(register.suite.database, BODY, INDICATOR, "2019-20-M10")
    at = f"{register.at}/signals/{heard}/dismiss"
    await register.post(at, SECRET, by=await register.insider())
    return {"id": str(heard), **DismissalText(**SECRET).model_dump(mode="json")}


ACTS: Final = {
    "risk.defined": (_defined, "risk_versions"),
    "risk.closed": (_closed, "risk_versions"),
    "mitigation.set": (_mitigated, "mitigation_versions"),
    "risk.assessed": (_assessed, "assessment_versions"),
    "risk.reviewed": (_reviewed, "reviews"),
    "risk.accepted": (_accepted, "acceptances"),
    "acceptance.revoked": (_revoked, "acceptance_revocations"),
    "signal.dismissed": (_dismissed, "signal_dismissals"),
}
"""Each act that may hold Part 2, how it is done, and where its row is kept."""


async def _told(register: Register, act: str, subject: str) -> list[str]:
    auditor = await register.suite.key("auditor", audit_read=[BODY])
    entries = await register.items("audit", by=auditor, act=act, subject=subject)
    return [entry["content_hash"] for entry in entries]


@pytest.mark.parametrize("act", ACTS)
async def test_a_right_guess_is_not_told_from_a_wrong_one(register: Register, act: str) -> None:
    """With the salt, which the operator finds beside the row, the chain vouches for it."""
    do, table = ACTS[act]
    guess = await do(register)

    told = (await _told(register, act, register.at))[0]

    admin = await register.suite.database.admin.connect()
    salts = await admin.fetch(f"SELECT salt FROM risk.{table} WHERE reference = $1", register.risk)
    await admin.close()
    assert told != content_hash(guess)
    assert told in {content_hash(guess, salt=row["salt"]) for row in salts}
    assert len({row["salt"] for row in salts}) == len(salts)


async def test_nor_is_a_guess_at_what_was_imported(register: Register) -> None:
    subject = f"registers/{register.code}/risks"
    row = {"reference": register.risk, "cause": PART_2, "current_impact": 3} | {
        f"current_{name}": said for name, said in SECRET.items()
    }
    sent = await register.post(subject, {"items": [row]}, by=await register.insider())
    assert sent.status_code == 201, sent.text

    [told] = await _told(register, "risks.imported", subject)

    kept = [await _newest(register, each) for each in ("risk_versions", "assessment_versions")]
    assert told == content_hash(kept)
    assert told != content_hash([each | {"salt": None} for each in kept])


async def _newest(register: Register, table: str) -> dict[str, Any]:
    """Return the newest row of the register's first risk, as it is kept."""
    admin = await register.suite.database.admin.connect()
    newest = f"SELECT * FROM risk.{table} WHERE reference = $1 ORDER BY recorded_at DESC LIMIT 1"
    row = dict(await admin.fetchrow(newest, register.risk))
    await admin.close()
    documents = {"definition", "flags"} & row.keys()
    return row | {name: json.loads(row[name]) for name in documents}


async def test_no_answer_tells_a_salt(register: Register) -> None:
    await _dismissed(register)
    await _accepted(register)
    admin = await register.suite.database.admin.connect()
    tables = {table for _, table in ACTS.values()}
    salts = {
        row["salt"]
        for table in tables
        for row in await admin.fetch(f"SELECT salt FROM risk.{table}")  # of all tests
    }
    await admin.close()
    lists = ("", "versions", "assessments", "reviews", "acceptances", "signals", "acceptance")
    reads = [f"{register.at}/{each}".rstrip("/") for each in lists]
    insider = await register.insider()
    said = "".join([(await register.get(at, by=insider)).text for at in reads])

    assert PART_2 in said
    assert len(salts) > 1
    assert [salt for salt in salts if salt in said] == []
