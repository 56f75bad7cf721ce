"""Keys: made once, shown once, ended for good."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from services.gateway.door import callers

if TYPE_CHECKING:
    from tests.gateway.house import House


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the door ask who calls each time, as it does after three seconds."""
    monkeypatch.setattr(callers, "REMEMBERED_SECONDS", 0.0)


async def test_a_key_opens_the_door_for_its_client(house: House) -> None:
    client = await house.make_client()
    secret = (await house.make_key(client["id"])).json()["secret"]

    assert await house.caller(secret) == client["id"]


async def test_a_secret_is_shown_once_and_stored_as_its_hash(house: House) -> None:
    client = await house.make_client()
    made = await house.make_key(client["id"], label="nightly job")
    secret = made.json()["secret"]
    read = await house.client.get(made.headers["location"], headers=house.admin)

    connection = await house.database.admin.connect()
    rows = await connection.fetch("SELECT hash, keys::text FROM gateway.keys")
    kept = await connection.fetch("SELECT * FROM gateway.idempotency_keys")
    await connection.close()

    assert "secret" not in read.json()
    assert read.headers["etag"] == made.headers["etag"]
    assert hashlib.sha256(secret.encode()).digest() in [row["hash"] for row in rows]
    assert secret not in str(rows) + str(kept)


async def test_a_replay_answers_the_key_without_its_secret(house: House) -> None:
    client = await house.make_client()
    at = f"/v1/clients/{client['id']}/keys"
    headers = house.admin | {"Idempotency-Key": "make-it-once"}

    first = await house.client.post(at, headers=headers)
    again = await house.client.post(at, headers=headers)
    third = await house.client.post(at, headers=headers)
    keys = await house.client.get(at, headers=house.admin)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json() | {"secret": None}
    assert third.content == again.content
    assert len(keys.json()["items"]) == 1


@pytest.mark.usefixtures("forgetful")
async def test_a_revoked_key_opens_no_door(house: House) -> None:
    client = await house.make_client()
    made = await house.make_key(client["id"])
    assert await house.caller(made.json()["secret"]) == client["id"]

    at = f"{made.headers['location']}/revoke"
    match = house.admin | {"If-Match": made.headers["etag"]}
    blind = await house.client.post(at, headers=house.admin)
    revoked = await house.client.post(at, headers=match)
    again = await house.client.post(at, headers=house.admin | {"If-Match": revoked.headers["etag"]})

    assert (blind.status_code, revoked.status_code, again.status_code) == (428, 200, 409)
    assert revoked.json()["state"] == "ended"
    assert [a["allowed"] for a in revoked.json()["allowed_actions"]] == [False, False]
    assert await house.caller(made.json()["secret"]) is None


@pytest.mark.usefixtures("forgetful")
async def test_both_keys_work_while_a_rotation_overlaps(house: House) -> None:
    client = await house.make_client()
    old = await house.make_key(client["id"], label="nightly job")
    at = f"{old.headers['location']}/rotate"
    match = house.admin | {"If-Match": old.headers["etag"]}

    new = await house.client.post(at, json={"overlap_hours": 2}, headers=match)
    read = (await house.client.get(old.headers["location"], headers=house.admin)).json()

    assert new.status_code == 201
    assert (new.json()["replaces"], new.json()["label"]) == (old.json()["id"], "nightly job")
    assert read["state"] == "retiring"
    ends_at, began = (datetime.fromisoformat(read["ends_at"]), new.json()["created_at"])
    assert ends_at - datetime.fromisoformat(began) == timedelta(hours=2)
    assert await house.caller(old.json()["secret"]) == client["id"]
    assert await house.caller(new.json()["secret"]) == client["id"]


@pytest.mark.usefixtures("forgetful")
async def test_without_an_overlap_the_old_key_ends_at_once(house: House) -> None:
    client = await house.make_client()
    old = await house.make_key(client["id"])
    at = f"{old.headers['location']}/rotate"
    match = house.admin | {"If-Match": old.headers["etag"]}

    new = await house.client.post(at, json={"overlap_hours": 0}, headers=match)

    assert await house.caller(old.json()["secret"]) is None
    assert await house.caller(new.json()["secret"]) == client["id"]


async def test_a_key_is_replaced_once(house: House) -> None:
    client = await house.make_client()
    old = await house.make_key(client["id"])
    at = old.headers["location"]
    match = house.admin | {"If-Match": old.headers["etag"]}

    await house.client.post(f"{at}/rotate", headers=match)
    stale = await house.client.post(f"{at}/rotate", headers=match)
    tag = (await house.client.get(at, headers=house.admin)).headers["etag"]
    second = await house.client.post(f"{at}/rotate", headers=house.admin | {"If-Match": tag})

    assert (stale.status_code, second.status_code) == (412, 409)
    assert second.json()["detail"] == "The key is already being replaced."


@pytest.mark.usefixtures("forgetful")
async def test_a_key_opens_no_door_after_its_expiry(house: House) -> None:
    client = await house.make_client()
    made = await house.make_key(
        client["id"], expires_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat()
    )
    assert await house.caller(made.json()["secret"]) == client["id"]

    connection = await house.database.admin.connect()
    await connection.execute(
        "UPDATE gateway.keys SET expires_at = clock_timestamp() WHERE key = $1::text::uuid",
        made.json()["id"],
    )
    await connection.close()

    assert await house.caller(made.json()["secret"]) is None


async def test_a_key_that_would_never_work_is_not_made(house: House) -> None:
    client = await house.make_client()
    at = f"/v1/clients/{client['id']}/keys"

    answer = await house.client.post(
        at, json={"expires_at": "2020-01-01T00:00:00Z"}, headers=house.admin
    )

    assert answer.status_code == 422
    assert [e["code"] for e in answer.json()["errors"]] == ["in_the_past"]


@pytest.mark.usefixtures("forgetful")
async def test_a_change_of_grants_is_felt_by_keys_that_exist(house: House) -> None:
    client = await house.make_client(grants={"clients:manage": ["operator"]})
    secret = (await house.make_key(client["id"])).json()["secret"]
    at = f"/v1/clients/{client['id']}"
    own = {"X-API-Key": secret}
    before = await house.client.get(at, headers=own)

    plain = {"name": "x", "holder": "y", "grants": {"kpi:read": ["E07000132"]}}
    match = house.admin | {"If-Match": before.headers["etag"]}
    await house.client.put(at, json=plain, headers=match)
    after = await house.client.get(at, headers=own)

    assert (before.status_code, after.status_code) == (200, 403)


async def test_when_a_key_was_last_shown_is_noted_without_a_new_tag(house: House) -> None:
    client = await house.make_client()
    made = await house.make_key(client["id"])
    at = made.headers["location"]
    assert made.json()["last_used_at"] is None

    await house.caller(made.json()["secret"])
    read = await house.client.get(at, headers=house.admin)
    while read.json()["last_used_at"] is None:  # it is written beside the request; the test's
        read = await house.client.get(at, headers=house.admin)  # own time-out bounds the wait

    assert read.headers["etag"] == made.headers["etag"]


async def test_one_client_cannot_be_reached_by_the_address_of_another(house: House) -> None:
    one, other = await house.make_client(), await house.make_client()
    key = (await house.make_key(one["id"])).json()

    answer = await house.client.get(
        f"/v1/clients/{other['id']}/keys/{key['id']}", headers=house.admin
    )

    assert answer.status_code == 404
