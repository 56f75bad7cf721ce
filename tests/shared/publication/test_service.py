"""A service reads what is published as its public role, beside whatever the request may read."""

from __future__ import annotations

from shared.publication import Document
from tests.database import Database
from tests.shared.desk import Desk, opened
from tests.shared.publication.press import BODY, SOON, Press

AT = f"/v1/kpi/bodies/{BODY}/published"


async def test_a_document_appears_at_its_hour_without_anything_being_done(
    desk: Desk, press: Press
) -> None:
    sign = Document.of("sign", "", {"text": "open"})
    release = await press.schedule(SOON, documents=[sign], rows=[])

    before = await desk.http.get(AT, headers=desk.caller(BODY))
    await press.wait(release.publish_at)
    after = await desk.http.get(AT, headers=desk.caller())  # no grant on the body is asked

    assert (before.status_code, before.content) == (200, b"nothing")
    assert (after.status_code, after.content) == (200, sign.content)
    assert after.headers["etag"] == f'"{sign.sha256[:32]}"'


async def test_without_a_public_role_it_says_so(database: Database) -> None:
    async with opened(database, publishes=False) as desk:
        answer = await desk.http.get(AT, headers=desk.caller())

    assert answer.status_code == 503
    assert "no public role is configured" in answer.json()["detail"]
