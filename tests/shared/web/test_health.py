"""Whether a service can answer, asked by anybody and as often as they like."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from shared.web import health
from shared.web.health import DatabaseCheck, Readiness
from tests.database import Database
from tests.shared.desk import Desk


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Part:
    """What is asked whether it is well."""

    state = "ok"
    asked = 0

    async def __call__(self) -> dict[str, str]:
        """Return how it is, after a moment in which others may ask."""
        self.asked += 1
        await asyncio.sleep(0)
        return {"part": self.state}


async def test_all_who_ask_at_once_are_given_one_answer() -> None:
    part = Part()
    readiness = Readiness(part, clock=Clock())

    answers = await asyncio.gather(*(readiness.answer() for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert part.asked == 1


async def test_ready_is_said_again_for_a_second_and_then_asked_anew() -> None:
    part, clock = Part(), Clock()
    readiness = Readiness(part, clock=clock)
    await readiness.answer()
    part.state = "unavailable"

    clock.now = 0.9
    before = await readiness.answer()
    clock.now = 1.0
    after = await readiness.answer()

    assert (before.status_code, after.status_code) == (200, 503)


async def test_a_suite_that_starts_need_not_wait_a_second_to_be_called_ready() -> None:
    part, clock = Part(), Clock()
    part.state = "unavailable"
    readiness = Readiness(part, clock=clock)
    await readiness.answer()
    part.state = "ok"

    clock.now = 0.1

    assert (await readiness.answer()).status_code == 200


async def test_one_who_leaves_takes_no_answer_from_the_others() -> None:
    part = Part()
    readiness = Readiness(part, clock=Clock())
    leaving = asyncio.create_task(readiness.answer())
    staying = asyncio.create_task(readiness.answer())
    await asyncio.sleep(0)
    leaving.cancel()

    assert (await staying).status_code == 200


async def test_a_flood_of_questions_opens_one_connection_of_each_role(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look is a connection of its own, and so a process of the database's."""
    monkeypatch.setattr(health, "READY_KEPT", 60.0)
    looks = []
    look = DatabaseCheck._state

    async def count(check: DatabaseCheck) -> tuple[str, str]:
        looks.append(check)
        return await look(check)

    monkeypatch.setattr(DatabaseCheck, "_state", count)

    answers = await asyncio.gather(*(desk.http.get("/readyz") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].json() == {
        "status": "ok",
        "checks": {"database": "ok", "published": "ok"},
    }
    assert len(looks) == 2


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS"])
async def test_a_login_that_row_level_security_does_not_bind_is_refused(
    database: Database, power: str
) -> None:
    """It would see every council's rows for each caller, and nothing else would tell."""
    name = f"mighty_{uuid4().hex}"
    admin = await database.admin.connect()
    await admin.execute(f"CREATE ROLE {name} LOGIN {power}")
    await admin.execute(f'GRANT CONNECT ON DATABASE "{database.name}" TO {name}')
    try:
        check = DatabaseCheck(database.admin.by(name).url)
        with capture_logs() as logs:
            answers = [await check() for _ in range(3)]
    finally:
        await admin.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
        await admin.close()

    assert answers == [{"database": "login_bypasses_row_level_security"}] * 3
    [said] = logs  # once, however often it is asked
    assert "superuser or has BYPASSRLS" in said["event"]


async def test_a_service_under_such_a_login_is_not_ready(desk: Desk) -> None:
    context = desk.api.state.context
    context.readiness._look = DatabaseCheck(desk.database.admin.url)

    answer = await desk.http.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "checks": {"database": "login_bypasses_row_level_security"},
    }


@pytest.mark.parametrize("kind", ["superuser", "runtime", "owner"])
async def test_a_login_that_sees_drafts_serves_nothing_that_is_published(
    desk: Desk, kind: str
) -> None:
    """No policy of the public role would bind it: an embargo would be gone, and nothing tell."""
    admin = desk.database.admin
    url = admin.url if kind == "superuser" else desk.database.url("kpi", kind)
    context = desk.api.state.context
    context.readiness._look = DatabaseCheck(url, published=True)

    answer = await desk.http.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"published": "login_sees_more_than_is_published"}


async def test_a_database_that_comes_and_goes_is_told_of_each_time_it_goes(
    database: Database,
) -> None:
    check = DatabaseCheck(database.url("kpi"))
    elsewhere = await database.admin.to("postgres").connect()
    states = []
    with capture_logs() as logs:
        for allowed in ("false", "true", "false"):
            name = f'"{database.name}"'
            await elsewhere.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
            states.append((await check())["database"])
    await elsewhere.close()

    assert states == ["unavailable", "ok", "unavailable"]
    assert len(logs) == 2
