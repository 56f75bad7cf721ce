"""Publications: what a body has published, what each holds, and that anyone can check it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import pytest

from shared.publication import canonical_json
from tests.publishing import Edition, call_off, publish, schedule, take_back
from tests.suite import Suite

COUNCIL, OTHER = "E07000132", "E07000131"
MONTH = "2019-20-M09"
NOWHERE = "2f0c8c0a-8a5c-4d5e-9d3c-0d6c7d1f8a11"
SCORECARD = f"/documents/scorecard/{COUNCIL}/{MONTH}"
CHANGES = {"reason": "The debit was last year's.", "rag_changed": False}


async def get(suite: Suite, rest: str = "", body: str = COUNCIL, **query: Any) -> httpx.Response:
    at = f"/v1/kpi/bodies/{body}/publications{rest}"
    return await suite.http.get(at, params=query, headers={"X-Request-Id": "same"})


@pytest.fixture
async def december(suite: Suite) -> Suite:
    await suite.define_indicator()
    await suite.figure(COUNCIL, period=MONTH, numerator=843, denominator=1_000)
    return suite


async def test_a_publication_says_what_it_is(december: Suite) -> None:
    first = await publish(december, Edition(COUNCIL, [MONTH]))
    second = await publish(
        december, Edition(COUNCIL, [MONTH], number=2, supersedes=first.id, changes=CHANGES)
    )
    listed = (await get(december)).json()
    one = (await get(december, f"/{second.id}")).json()

    assert [each["id"] for each in listed["items"]] == [str(second.id), str(first.id)]
    assert listed["next_cursor"] is None
    newest, oldest = listed["items"]
    assert newest == {name: one[name] for name in newest}
    assert (newest["number"], newest["title"], newest["period"]) == (2, "As reported", MONTH)
    assert (newest["period_start"], newest["period_end"]) == ("2019-12-01", "2019-12-31")
    assert newest["publish_at"] == second.publish_at.isoformat().replace("+00:00", "Z")
    assert (newest["supersedes"], newest["superseded_by"]) == (str(first.id), None)
    assert (oldest["supersedes"], oldest["superseded_by"]) == (None, str(second.id))
    assert (newest["withdrawn_at"], newest["reason"]) == (None, None)
    assert (one["text"], one["changes"]) == ("All.", CHANGES)
    assert (await get(december, f"/{first.id}")).json()["changes"] is None


async def test_what_it_holds_can_be_fetched_and_hashed_by_anyone(december: Suite) -> None:
    release = await publish(december, Edition(COUNCIL, [MONTH]))
    one = (await get(december, f"/{release.id}")).json()

    assert [(d["kind"], d["key"]) for d in one["documents"]] == [
        ("scorecard", f"{COUNCIL}/{MONTH}"),
        ("text", f"{COUNCIL}/{MONTH}"),
    ]
    for document in one["documents"]:
        named = f"documents/{document['kind']}/{document['key']}"
        answer = await get(december, f"/{release.id}/{named}")
        assert hashlib.sha256(answer.content).hexdigest() == document["sha256"]
        assert answer.headers["content-type"] == document["media_type"] == "application/json"
        assert answer.headers["cache-control"] == "public, no-cache"
    [row] = one["rows"]
    card = await december.http.get(f"/v1/kpi/bodies/{COUNCIL}/scorecard", params={"period": MONTH})
    [shown] = card.json()["rows"]
    assert hashlib.sha256(canonical_json(shown)).hexdigest() == row["sha256"]


async def test_the_manifests_hash_can_be_worked_out_by_anyone(december: Suite) -> None:
    """As the guide says: canonical JSON of ten things, in SHA-256."""
    release = await publish(december, Edition(COUNCIL, [MONTH]))
    one = (await get(december, f"/{release.id}")).json()
    named = ("body", "kind", "period", "number", "publish_at", "supersedes")
    said = {name: one[name] for name in named} | {
        "release": one["id"],
        "documents": [[d["kind"], d["key"], d["sha256"]] for d in one["documents"]],
        "rows": [[r["subject"], r["indicator"], r["period"], r["sha256"]] for r in one["rows"]],
    }
    written = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert hashlib.sha256(written.encode()).hexdigest() == one["manifest_hash"]


async def test_a_publication_that_is_whole_holds(december: Suite) -> None:
    release = await publish(december, Edition(COUNCIL, [MONTH]))
    verdict = (await get(december, f"/{release.id}/verify")).json()

    assert verdict.pop("manifest_hash") == verdict.pop("recomputed_hash")
    assert verdict == {
        "id": str(release.id),
        "body": COUNCIL,
        "holds": True,
        "documents": 2,
        "rows": 1,
        "findings": [],
    }


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (
            """UPDATE frozen_documents SET content =
            convert_to(replace(convert_from(content, 'UTF8'), '84.3', '84.4'), 'UTF8')
            WHERE kind = 'scorecard'""",
            [("content_changed", ["scorecard", f"{COUNCIL}/{MONTH}"])],
        ),
        (
            "UPDATE frozen_rows SET document = replace(document, '84.3', '84.4')",
            [("content_changed", [COUNCIL, "council-tax-in-year", MONTH])],
        ),
        (
            """UPDATE frozen_rows SET document = replace(document, '84.3', '84.4'), sha256 =
            encode(sha256(convert_to(replace(document, '84.3', '84.4'), 'UTF8')), 'hex')""",
            [("manifest_changed", [])],
        ),
        ("DELETE FROM frozen_rows", [("manifest_changed", [])]),
        ("UPDATE published_releases SET period = '2019-20-M08'", [("manifest_changed", [])]),
    ],
)
async def test_one_digit_changed_in_the_database_is_found(
    december: Suite, change: str, codes: list[tuple[str, list[str]]]
) -> None:
    release = await publish(december, Edition(COUNCIL, [MONTH]))
    admin = await december.database.admin.connect()
    await admin.execute(f"SET search_path = kpi; {change}")
    await admin.close()
    verdict = (await get(december, f"/{release.id}/verify")).json()

    assert not verdict["holds"]
    assert [(found["code"], found["address"]) for found in verdict["findings"]] == codes


async def test_what_was_withdrawn_leaves_its_tombstone(december: Suite) -> None:
    release = await publish(december, Edition(COUNCIL, [MONTH]))
    await take_back(december, release, "The debit was last year's.")
    [listed] = (await get(december)).json()["items"]
    one = (await get(december, f"/{release.id}")).json()
    document = await get(december, f"/{release.id}{SCORECARD}")
    verdict = await get(december, f"/{release.id}/verify")

    assert (listed["reason"], listed["title"]) == ("The debit was last year's.", None)
    assert one["withdrawn_at"] == listed["withdrawn_at"] is not None
    assert (one["documents"], one["rows"], one["text"], one["changes"]) == ([], [], None, None)
    for gone in (document, verdict):
        assert (gone.status_code, gone.json()["code"]) == (404, "withdrawn")
        assert gone.json()["reason"] == "The debit was last year's."


async def test_what_is_not_public_is_not_there(december: Suite) -> None:
    """Scheduled, cancelled, another body's, or nobody's: the same answers."""
    scheduled, _ = await schedule(december, Edition(COUNCIL, [MONTH]))
    cancelled, _ = await schedule(december, Edition(COUNCIL, [MONTH], number=2))
    await call_off(december, cancelled)

    assert (await get(december)).json() == {"items": [], "next_cursor": None}
    assert (await get(december)).content == (await get(december, body="nobody")).content
    for rest in ("", "/verify", SCORECARD):
        told = []
        for release in (scheduled.id, cancelled.id, NOWHERE):
            answer = await get(december, f"/{release}{rest}")
            assert answer.status_code == 404
            told.append({**answer.json(), "instance": ""})
        assert told[0] == told[1] == told[2]


async def test_a_publication_is_found_under_its_publisher_alone(december: Suite) -> None:
    release = await publish(december, Edition(COUNCIL, [MONTH]))

    assert (await get(december, f"/{release.id}", body=OTHER)).status_code == 404


async def test_the_list_is_known_as_it_was_then(december: Suite) -> None:
    """A correction that came later neither stands in the list nor is named by what it corrects."""
    first = await publish(december, Edition(COUNCIL, [MONTH]))
    await publish(december, Edition(COUNCIL, [MONTH], number=2, supersedes=first.id))
    then = (await get(december, known_at=first.publish_at.isoformat())).json()["items"]

    assert [(each["id"], each["superseded_by"]) for each in then] == [(str(first.id), None)]
    assert (await get(december, known_at="2090-01-01T00:00:00Z")).status_code == 422


async def test_pages_follow_one_another(december: Suite) -> None:
    made = [await publish(december, Edition(COUNCIL, [MONTH], number=n)) for n in (1, 2, 3)]
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    for _ in made:
        page = (await get(december, limit=1, **cursor)).json()
        seen += [each["id"] for each in page["items"]]
        cursor = {"cursor": page["next_cursor"]}

    assert seen == [str(release.id) for release in reversed(made)]
    assert cursor == {"cursor": None}
