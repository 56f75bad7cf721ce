"""Submissions read again: in a list without their rows, by themselves with them, as known then."""

from __future__ import annotations

from sqlalchemy import inspect

from services.kpi.submissions.queries import submissions_before
from shared.storage.engine import new_engine
from shared.storage.sessions import reading
from shared.storage.tenancy import Tenancy
from tests.suite import Suite

COUNCIL = "E07000132"


async def test_a_list_does_not_load_what_became_of_each_row(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.figure(COUNCIL, numerator=1, denominator=2)

    engine = new_engine(suite.database.url("kpi"), application="test", pool_size=1)
    async with reading(engine, Tenancy("test", reads=frozenset({COUNCIL}))) as reader:
        [listed] = await submissions_before(reader, COUNCIL, None, limit=10)
        assert "results" in inspect(listed).unloaded
    await engine.dispose()


async def test_its_tag_is_its_content_hash(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.figure(COUNCIL, numerator=1, denominator=2)
    key = await suite.officer(COUNCIL)
    at = f"/v1/kpi/bodies/{COUNCIL}/submissions"
    [listed] = (await suite.http.get(at, headers=key)).json()["items"]

    read = await suite.http.get(f"{at}/{listed['id']}", headers=key)

    assert read.headers["etag"] == f'"{read.json()["content_hash"]}"'


async def test_a_submission_is_not_there_before_it_was_received(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.figure(COUNCIL, numerator=1, denominator=2)
    key = await suite.officer(COUNCIL)
    at = f"/v1/kpi/bodies/{COUNCIL}/submissions"
    [listed] = (await suite.http.get(at, headers=key)).json()["items"]
    before = {"known_at": "2020-01-01T00:00:00Z"}

    assert (await suite.http.get(at, headers=key, params=before)).json()["items"] == []
    again = await suite.http.get(f"{at}/{listed['id']}", headers=key, params=before)
    assert again.status_code == 404


async def test_an_explanation_alone_is_not_lost_unsaid(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.figure(COUNCIL, numerator=1, denominator=2)

    result = await suite.figure(COUNCIL, numerator=1, denominator=2, explanation="A late file.")

    assert result["outcome"] == "unchanged"
    [note] = result["problems"]
    assert (note["code"], note["severity"]) == ("explanation_not_kept", "note")
