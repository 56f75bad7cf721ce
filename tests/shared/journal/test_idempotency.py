"""A write that is sent twice takes effect once, and answers the same bytes."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.shared.desk import BODY, CANARY, OTHER, Desk

KEPT = "SELECT count(*) FROM kpi.idempotency_keys"
AGE = "UPDATE kpi.idempotency_keys SET expires_at = now() - interval '1 second' RETURNING 1"


async def test_a_retry_answers_the_same_bytes_and_keeps_nothing_more(desk: Desk) -> None:
    first = await desk.note(key="k-1")
    again = await desk.note(key="k-1")

    assert first.status_code == again.status_code == 201
    assert again.content == first.content  # its id is random: it wasn't made anew
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert await desk.notes() == 1


async def test_a_key_is_the_same_bare_or_quoted(desk: Desk) -> None:
    first = await desk.note(key="k-1")
    again = await desk.note(key='"k-1"')

    assert again.content == first.content


async def test_without_a_key_each_request_is_its_own(desk: Desk) -> None:
    first, again = await desk.note(), await desk.note()

    assert first.json()["id"] != again.json()["id"]
    assert await desk.notes() == 2


async def test_a_key_with_another_payload_is_refused(desk: Desk) -> None:
    await desk.note("a", key="k-1")
    other = await desk.note("b", key="k-1")

    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert await desk.notes() == 1


async def test_a_key_with_another_path_is_refused(desk: Desk) -> None:
    """The fingerprint covers method, path, query, media type and payload."""
    caller = desk.caller(BODY, OTHER) | {"Idempotency-Key": "k-1"}
    first = await desk.note(headers=caller)
    moved = await desk.http.post(
        f"/v1/kpi/bodies/{OTHER}/notes", json={"text": "a"}, headers=caller
    )

    assert first.status_code == 201
    assert moved.json()["code"] == "idempotency_key_reused"


async def test_another_clients_same_key_is_another_key(desk: Desk) -> None:
    mine = await desk.note(key="k-1", client="ledger")
    theirs = await desk.note(key="k-1", client="stranger")

    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]
    assert "idempotent-replayed" not in theirs.headers


async def test_a_twin_in_flight_is_told_to_come_again(desk: Desk) -> None:
    """Two real connections: the first waits within its transaction, its key claimed."""
    desk.api.state.gate.clear()
    first = asyncio.create_task(desk.note(key="k-1"))
    await claimed(desk)
    twin = await desk.note(key="k-1")
    desk.api.state.gate.set()
    finished = await first
    replayed = await desk.note(key="k-1")

    assert twin.status_code == 409
    assert twin.json()["code"] == "idempotency_key_in_flight"
    assert twin.headers["retry-after"] == "1"
    assert finished.status_code == 201
    assert replayed.content == finished.content
    assert await desk.notes() == 1


async def test_many_twins_at_once_have_one_effect(desk: Desk) -> None:
    """Each is answered with the one answer, or told that its twin is still running."""
    answers = await asyncio.gather(*(desk.note(key="k-1") for _ in range(12)))

    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    made = {answer.content for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    assert await desk.notes() == 1


async def test_after_24_hours_a_key_is_new_again(desk: Desk) -> None:
    first = await desk.note("a", key="k-1")
    await desk.asked_of_database(AGE)
    later = await desk.note("b", key="k-1")
    again = await desk.note("b", key="k-1")

    assert later.status_code == 201
    assert later.json()["id"] != first.json()["id"]
    assert "idempotent-replayed" not in later.headers
    assert again.content == later.content
    assert await desk.notes() == 2


async def test_a_key_is_kept_for_24_hours(desk: Desk) -> None:
    await desk.note(key="k-1")

    left = "SELECT extract(epoch FROM expires_at - now()) / 3600 FROM kpi.idempotency_keys"
    assert 23.9 < await desk.asked_of_database(left) <= 24


async def test_a_refusal_keeps_neither_the_write_nor_its_key(desk: Desk) -> None:
    """The desk refuses the first and takes the second; a kept refusal would come back."""
    caller = desk.caller(BODY) | {"Idempotency-Key": "k-1"}
    at = f"/v1/kpi/bodies/{BODY}/refusals"
    refused = await desk.http.post(at, headers=caller)
    kept, notes = await desk.asked_of_database(KEPT), await desk.notes()
    taken = await desk.http.post(at, headers=caller)

    assert (refused.status_code, kept, notes) == (409, 0, 0)
    assert taken.status_code == 201
    assert "idempotent-replayed" not in taken.headers
    assert await desk.notes() == 1


async def test_a_secret_is_shown_once_and_stored_nowhere(desk: Desk) -> None:
    caller = desk.caller(BODY) | {"Idempotency-Key": "k-1"}
    at = f"/v1/kpi/bodies/{BODY}/secrets"
    first = await desk.http.post(at, headers=caller)
    again = await desk.http.post(at, headers=caller)

    assert first.json()["secret"] == CANARY
    assert again.json() == first.json() | {"secret": None}
    stored = await desk.asked_of_database(
        "SELECT convert_from(content, 'UTF8') FROM kpi.idempotency_keys"
    )
    assert CANARY not in stored


async def test_what_was_taken_away_is_not_replayed(desk: Desk) -> None:
    """The caller still holds the scope, on another body than the first answer speaks of."""

    async def write(*granted: str) -> httpx.Response:
        headers = desk.caller(*granted) | {"Idempotency-Key": "k-1"}
        note = {"body": BODY, "text": "a"}
        return await desk.http.post("/v1/kpi/desk/notes", json=note, headers=headers)

    first, lost, back = await write(BODY, OTHER), await write(OTHER), await write(BODY)

    assert first.status_code == 201
    assert lost.status_code == 403
    assert first.json()["id"] not in lost.text
    assert back.content == first.content


async def test_who_lost_the_scope_altogether_replays_nothing(desk: Desk) -> None:
    await desk.note(key="k-1")
    again = await desk.note(headers=desk.caller() | {"Idempotency-Key": "k-1"})

    assert again.status_code == 403


async def test_a_key_that_is_none_is_refused(desk: Desk) -> None:
    for key in ("", "a b", "k" * 256, '"', '""', '"a', "\t", "\x7f"):
        answer = await desk.note(headers=desk.caller(BODY) | {"Idempotency-Key": key})

        assert answer.status_code == 400, key
        assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"


async def test_two_keys_at_once_are_refused(desk: Desk) -> None:
    headers = httpx.Headers([*desk.caller(BODY).items(), *[("Idempotency-Key", "k")] * 2])
    answer = await desk.http.post(
        f"/v1/kpi/bodies/{BODY}/notes", json={"text": "a"}, headers=headers
    )

    assert answer.status_code == 400


async def claimed(desk: Desk) -> None:
    """Return once a request holds a claim: its transaction waits, idle, for the gate."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state = 'idle in transaction' AND backend_xid IS NOT NULL"
    )
    for _ in range(60):
        if await desk.asked_of_database(waiting):
            return
        await asyncio.sleep(0.05)
    pytest.fail("the first request claims nothing")
