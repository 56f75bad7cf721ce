"""Early access: named clients, with a justification, and each look told in the audit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from tests.kpi.releases.board import HINCKLEY, Board, at, good, tag

DOCUMENT = f"early-documents/scorecard/{HINCKLEY}/2019-20-Q1"


async def _client(board: Board, name: str) -> tuple[str, dict[str, str]]:
    """Return the id and the headers of a client that may do nothing with this council's KPIs."""
    given = {"name": name, "holder": name, "grants": {"risk:read": ["E06000022"]}}
    made = good(
        await board.suite.http.post("/v1/clients", json=given, headers=board.suite.admin), 201
    )
    at_keys = f"/v1/clients/{made['id']}/keys"
    key = good(await board.suite.http.post(at_keys, json={}, headers=board.suite.admin), 201)
    return made["id"], {"Authorization": f"Bearer {key['secret']}"}


async def _grant(board: Board, release: dict[str, Any], client: str) -> httpx.Response:
    return await board.suite.http.post(
        f"{at(release)}/early-access",
        json={"client": client, "justification": "The minister answers on the day."},
        headers=await board.approver(HINCKLEY) | tag(release["content_hash"]),
    )


async def _looks(board: Board, release: dict[str, Any]) -> list[dict[str, Any]]:
    told = await board.suite.http.get(
        f"/v1/kpi/bodies/{HINCKLEY}/audit",
        params={"act": "release.read_early"},
        headers=await board.key("auditor", HINCKLEY, audit_read=True),
    )
    return [one for one in good(told)["items"] if one["subject"] == f"releases/{release['id']}"]


async def test_a_named_client_reads_before_the_hour_and_each_look_is_told(board: Board) -> None:
    release = await board.approved(await board.begin(HINCKLEY))
    named, headers = await _client(board, "minister")
    _, others = await _client(board, "stranger")
    granted = good(await _grant(board, release, named), 201)
    address = f"{at(release)}/{DOCUMENT}"
    unfrozen = await board.suite.http.get(address, headers=headers)
    release = await board.schedule(release)
    seen = await board.suite.http.get(address, headers=headers)
    again = await board.suite.http.get(
        address, headers=headers | {"If-None-Match": seen.headers["etag"]}
    )
    strange = await board.suite.http.get(address, headers=others)
    missing = await board.suite.http.get(f"{address[:-1]}2", headers=headers)
    working = await board.suite.http.get(at(release), headers=headers)
    nobody = await board.suite.http.get(address)

    assert granted["justification"] == "The minister answers on the day."
    assert unfrozen.status_code == 404
    assert good(seen)["rows"][0]["value"] == 31  # 620 / 2,000
    assert seen.headers["cache-control"] == "private, no-store"
    assert (again.status_code, strange.status_code, missing.status_code) == (304, 404, 404)
    assert (working.status_code, nobody.status_code) == (403, 401)
    looks = await _looks(board, release)
    assert [one["client"] for one in looks] == [named, named]
    assert looks[0]["details"] == {"kind": "scorecard", "key": f"{HINCKLEY}/2019-20-Q1"}


async def test_access_ends_when_it_is_ended_or_the_release_is_cancelled(board: Board) -> None:
    release = await board.schedule(await board.approved(await board.begin(HINCKLEY)))
    named, headers = await _client(board, "minister")
    good(await _grant(board, release, named), 201)
    twice = await _grant(board, release, named)
    publisher = await board.approver(HINCKLEY) | tag(release["content_hash"])
    end = f"{at(release)}/early-access/{named}/end"
    ended = good(await board.suite.http.post(end, headers=publisher))
    gone = await board.suite.http.post(end, headers=publisher)
    address = f"{at(release)}/{DOCUMENT}"
    after = await board.suite.http.get(address, headers=headers)
    good(await _grant(board, release, named), 201)
    back = await board.suite.http.get(address, headers=headers)
    await board.take(release, "cancel", reason="A wrong debit")
    cancelled = await board.suite.http.get(address, headers=headers)
    late = [
        await board.suite.http.post(end, headers=publisher),
        await _grant(board, release, named),
    ]
    listed = good(
        await board.suite.http.get(
            f"{at(release)}/early-access", headers=await board.drafter(HINCKLEY)
        )
    )

    assert (twice.status_code, gone.status_code) == (409, 409)
    needed = "it, it must be approved, consultation, draft or scheduled."
    assert [one.json()["detail"] for one in late] == [
        f"It is cancelled; to end early access to {needed}",
        f"It is cancelled; to grant early access to {needed}",
    ]
    assert ended["ended_at"] is not None
    codes = (after.status_code, back.status_code, cancelled.status_code)
    assert codes == (404, 200, 404)
    assert [one["ended_at"] is None for one in listed["items"]] == [False, True]


async def test_who_was_let_in_to_one_release_sees_no_other(board: Board) -> None:
    first = await board.schedule(await board.approved(await board.begin(HINCKLEY)))
    other = await board.begin(HINCKLEY, period="2019-20-M01")
    other = await board.schedule(await board.approved(other), timedelta(hours=1))
    named, headers = await _client(board, "minister")
    good(await _grant(board, first, named), 201)
    elsewhere = f"{at(other)}/early-documents/scorecard/{HINCKLEY}/2019-20-M01"

    assert (await board.suite.http.get(elsewhere, headers=headers)).status_code == 404
