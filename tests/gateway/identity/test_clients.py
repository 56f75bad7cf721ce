"""Clients: who may call, and what each may do on which bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.gateway.house import House


async def test_a_client_is_read_as_it_was_made(house: House) -> None:
    grants = {"kpi:submit": ["leicestershire", "E07000132"], "kpi:read": ["E07000132"]}
    made = await house.client.post(
        "/v1/clients",
        json={"name": "ledger", "holder": "revenues officer", "grants": grants},
        headers=house.admin,
    )
    read = await house.client.get(made.headers["location"], headers=house.admin)

    assert made.status_code == 201
    assert read.json() == made.json()
    assert read.headers["etag"] == made.headers["etag"]
    assert read.json()["grants"] == {
        "kpi:read": ["E07000132"],
        "kpi:submit": ["E07000132", "leicestershire"],
    }
    assert read.json()["holder"] == "revenues officer"
    assert read.json()["created_at"] == read.json()["recorded_at"]


@pytest.mark.parametrize(
    ("grants", "code", "pointer"),
    [
        ({"kpi:define": ["E07000132"]}, "operator_only", "/grants/kpi:define"),
        ({"clients:manage": ["operator", "E07000132"]}, "operator_only", "/grants/clients:manage"),
        ({"risk:signal": ["E07000132"]}, "service_only", "/grants/risk:signal"),
        ({"kpi:everything": ["E07000132"]}, "unknown_scope", "/grants/kpi:everything"),
        ({"kpi:read": ["Blaby District"]}, "string_pattern_mismatch", "/grants/kpi:read/0"),
        ({"kpi:read": ["E07000132", "E99999999"]}, "unknown_council", "/grants/kpi:read"),
        ({"kpi:read": []}, "too_short", "/grants/kpi:read"),
    ],
)
async def test_a_grant_that_nobody_can_hold_is_refused_by_name(
    house: House, grants: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await house.client.post(
        "/v1/clients", json={"name": "x", "holder": "y", "grants": grants}, headers=house.admin
    )

    assert answer.status_code == 422
    assert [(e["code"], e["pointer"]) for e in answer.json()["errors"]] == [(code, pointer)]


async def test_only_who_manages_clients_sees_or_makes_them(house: House) -> None:
    other = await house.make_client()
    key = (await house.make_key(other["id"])).json()["secret"]

    for headers, status in (({}, 401), ({"X-API-Key": key}, 403)):
        given = {"name": "x", "holder": "y", "grants": {}}
        posted = await house.client.post("/v1/clients", json=given, headers=headers)
        listed = await house.client.get("/v1/clients", headers=headers)
        read = await house.client.get(f"/v1/clients/{other['id']}", headers=headers)
        assert {posted.status_code, listed.status_code, read.status_code} == {status}


async def test_clients_are_listed_page_by_page_oldest_first(house: House) -> None:
    names = ["one", "two", "three"]
    for name in names:
        await house.make_client(name=name)

    seen, at = [], "/v1/clients?limit=2"
    while at:
        page = await house.client.get(at, headers=house.admin)
        seen += [item["name"] for item in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        at = f"/v1/clients?limit=2&cursor={cursor}" if cursor else ""

    assert seen == ["admin", *names]


async def test_a_change_needs_the_tag_of_what_was_read(house: House) -> None:
    made = await house.make_client()
    at = f"/v1/clients/{made['id']}"
    tag = (await house.client.get(at, headers=house.admin)).headers["etag"]
    wanted = {"name": "ledger", "holder": "officer", "grants": {"kpi:read": ["E07000131"]}}

    blind = await house.client.put(at, json=wanted, headers=house.admin)
    first = await house.client.put(at, json=wanted, headers=house.admin | {"If-Match": tag})
    second = await house.client.put(at, json=wanted, headers=house.admin | {"If-Match": tag})

    assert (blind.status_code, first.status_code, second.status_code) == (428, 200, 412)
    assert first.json()["grants"] == {"kpi:read": ["E07000131"]}
    assert first.json()["created_at"] == made["created_at"]
    assert first.json()["recorded_at"] > made["recorded_at"]


async def test_the_same_content_again_makes_no_version(house: House) -> None:
    made = await house.make_client()
    at = f"/v1/clients/{made['id']}"
    tag = (await house.client.get(at, headers=house.admin)).headers["etag"]
    same = {key: made[key] for key in ("name", "holder", "grants")}

    answer = await house.client.put(at, json=same, headers=house.admin | {"If-Match": tag})

    assert answer.json() == made
    assert answer.headers["etag"] == tag


async def test_what_does_not_exist_cannot_be_read_or_changed(house: House) -> None:
    at = "/v1/clients/01936b1e-0000-7000-8000-000000000000"
    wanted = {"name": "x", "holder": "y", "grants": {}}
    match = house.admin | {"If-Match": '"x"'}

    assert (await house.client.get(at, headers=house.admin)).status_code == 404
    assert (await house.client.put(at, json=wanted, headers=match)).status_code == 404
    assert (await house.client.get(f"{at}/keys", headers=house.admin)).status_code == 404
    assert (await house.client.post(f"{at}/keys", headers=house.admin)).status_code == 404


async def test_every_act_stands_in_the_audit_of_the_operator(house: House) -> None:
    client = await house.make_client()
    key = await house.make_key(client["id"])
    revoke = f"{key.headers['location']}/revoke"
    match = house.admin | {"If-Match": key.headers["etag"]}
    await house.client.post(revoke, headers=match)

    connection = await house.database.admin.connect()
    acts = await connection.fetch(
        "SELECT act, subject, details::text FROM gateway.audit_entries "
        "WHERE body = 'operator' ORDER BY sequence"
    )
    await connection.close()

    of_client = [row["act"] for row in acts if client["id"] in row["subject"]]
    assert of_client == ["client.created", "key.created", "key.revoked"]
    assert key.json()["secret"] not in str(acts)


async def test_the_last_who_manages_clients_cannot_give_it_up(house: House) -> None:
    [admin] = (await house.client.get("/v1/clients", headers=house.admin)).json()["items"]
    at = f"/v1/clients/{admin['id']}"
    nobody = {"name": "admin", "holder": "operator", "grants": {}}
    seen = (await house.client.get(at, headers=house.admin)).headers["etag"]

    refused = await house.client.put(at, json=nobody, headers=house.admin | {"If-Match": seen})
    await house.make_client(grants={"clients:manage": ["operator"]})
    taken = await house.client.put(at, json=nobody, headers=house.admin | {"If-Match": seen})

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert taken.status_code == 200
