"""Long files and idempotency keys: one effect, and the answer to whoever may still have it."""

from __future__ import annotations

import asyncio

from tests.kpi.submissions.long_files.posting import (
    BODIES,
    HARBOROUGH,
    Gate,
    file_of,
    once,
    post,
    rows,
    stored,
)
from tests.promises.storms.ground import until
from tests.suite import Suite


async def test_a_retry_of_a_long_file_with_its_key_answers_the_same_bytes(suite: Suite) -> None:
    given = rows(*BODIES)
    first = await post(suite, file_of(given), key="nightly-1")
    again = await post(suite, file_of(given), key="nightly-1")
    other = await post(suite, file_of(given[:-1]), key="nightly-1")

    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert other.json()["code"] == "idempotency_key_reused"
    assert await stored(suite) == once(given)


async def test_a_long_file_answers_again_only_to_who_may_write_every_body_of_it(
    suite: Suite,
) -> None:
    """Whichever chunk they were in."""
    grants = {"kpi:submit": list(BODIES)}
    made = await suite.http.post(
        "/v1/clients", json={"name": "a", "holder": "b", "grants": grants}, headers=suite.admin
    )
    client = f"/v1/clients/{made.json()['id']}"
    key = await suite.http.post(f"{client}/keys", json={}, headers=suite.admin)
    headers = {"Authorization": f"Bearer {key.json()['secret']}"}
    content = file_of(rows(*BODIES))
    first = await post(suite, content, key="nightly-1", headers=headers)
    less = {"name": "a", "holder": "b", "grants": {"kpi:submit": list(BODIES[1:])}}
    match = {"If-Match": made.headers["etag"]}
    changed = await suite.http.put(client, json=less, headers=suite.admin | match)
    assert changed.status_code == 200, changed.text

    async def is_refused() -> bool:
        again = await post(suite, content, key="nightly-1", headers=headers)
        return (again.status_code, again.json().get("code")) == (403, "forbidden")

    assert first.status_code == 201
    await until(is_refused, 7)  # a change of grants is felt within five seconds


async def test_a_twin_of_a_long_file_is_told_to_wait(suite: Suite, gate: Gate) -> None:
    content = file_of(rows(*BODIES))
    gate.shut(HARBOROUGH)
    first = asyncio.create_task(post(suite, content, key="nightly-1"))
    await gate.reached(2)
    twin = await post(suite, content, key="nightly-1")
    gate.open.set()
    finished = await first
    replayed = await post(suite, content, key="nightly-1")

    assert (twin.status_code, twin.json()["code"]) == (409, "idempotency_key_in_flight")
    assert twin.headers["retry-after"]
    assert finished.status_code == 201
    assert replayed.content == finished.content
