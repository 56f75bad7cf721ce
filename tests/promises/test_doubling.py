"""Promises 3 and 5: what is sent twice counts once, and of two changes at once one wins.

Usually 40 keys, each sent 6 times at once, and 12 writers of one version. With `QD_FULL=1`: 1,000
keys by 20, and 200 writers.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import asyncpg
import httpx
import pytest

from deploy.services import SERVICES
from tests.database import Database
from tests.promises.crowds import PATIENCE_S, Send, at_once, persistently, sized
from tests.promises.makers import made
from tests.promises.operations import Operation, where
from tests.promises.world import COUNCIL, INDICATOR, World
from tests.suite import Suite

pytestmark = pytest.mark.timeout(PATIENCE_S)

KEYS: Final = sized(40, full=1_000)
TIMES: Final = sized(6, full=20)
WRITERS: Final = sized(12, full=200)
AT_A_TIME: Final = 5
"""Keys whose duplicates are under way together."""

DECISIONS: Final = {
    "approve_edition",
    "approve_plan_edition",
    "approve_release",
    "approve_submission",
    "cancel_edition",
    "cancel_plan_edition",
    "cancel_release",
    "circulate_release",
    "correct_release",
    "end_early_access",
    "grant_early_access",
    "reject_submission",
    "schedule_edition",
    "schedule_plan_edition",
    "schedule_release",
    "sign_release",
    "withdraw_edition",
    "withdraw_plan_edition",
    "withdraw_release",
}
"""Changes that leave the content as it is, and so its tag."""

each_post = pytest.mark.parametrize("operation", where(lambda o: o.method == "POST"), ids=str)
each_change = pytest.mark.parametrize(
    "operation",
    # Every comment is kept: none stands in another's way.
    where(lambda o: o.takes_header("If-Match") and o.id != "comment_release"),
    ids=str,
)


@pytest.fixture
async def admin(suite: Suite) -> AsyncIterator[asyncpg.Connection]:
    """The superuser, who sees everything that is stored."""
    async with superuser(suite.database) as connection:
        yield connection


@asynccontextmanager
async def superuser(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """Open a connection that no policy binds."""
    connection = await database.admin.connect()
    try:
        yield connection
    finally:
        await connection.close()


async def acts(world: World) -> int:
    """Return how many acts all services together have recorded."""
    counts = " + ".join(f"(SELECT count(*) FROM {service}.audit_entries)" for service in SERVICES)
    async with superuser(world.suite.database) as connection:
        return int(await connection.fetchval(f"SELECT {counts}"))


@each_post
async def test_a_post_sent_many_times_at_once_is_done_once(
    world: World, operation: Operation
) -> None:
    """Every replay is the first answer to the byte, but for a secret, which is told once."""
    call, caller = await made(world, operation), await world.entitled(operation)
    call = call.with_headers(idempotency_key=f"key-{world.number()}")
    before = await acts(world)
    answers = await at_once([partial(world.send, call, caller)] * TIMES)

    assert await acts(world) == before + 1
    check_one_answer(answers)


async def test_many_keys_many_times_have_one_effect_each(
    suite: Suite, admin: asyncpg.Connection
) -> None:
    """Clients have no natural key: were one made twice, there would be two."""
    at_first = await admin.fetchval("SELECT count(*) FROM gateway.clients")
    posts = [new_client(suite, number) for number in range(KEYS)]
    heard = [
        answers
        for start in range(0, KEYS, AT_A_TIME)
        for answers in await asyncio.gather(
            *(at_once([post] * TIMES) for post in posts[start : start + AT_A_TIME])
        )
    ]
    for answers in heard:
        check_one_answer(answers)
    late = [await post() for post in posts]
    other = [await new_client(suite, number, name="Another")() for number in range(KEYS)]

    assert await admin.fetchval("SELECT count(*) FROM gateway.clients") == at_first + KEYS
    assert len({answers[0].json()["id"] for answers in heard}) == KEYS
    for answers, again in zip(heard, late, strict=True):
        assert again.content == answers[0].content
        assert again.headers["idempotent-replayed"] == "true"
    assert {answer.status_code for answer in other} == {422}
    assert {answer.json()["code"] for answer in other} == {"idempotency_key_reused"}


async def test_of_two_payloads_that_race_under_one_key_one_is_done(
    suite: Suite, admin: asyncpg.Connection
) -> None:
    for number in range(KEYS // 4):
        names = (f"One {number}", f"Other {number}")
        posts = [new_client(suite, number, name=name) for name in names for _ in range(2)]
        answers = await at_once(posts)

        assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422]
        stored = await admin.fetch(
            "SELECT name FROM gateway.clients WHERE name = ANY($1)", list(names)
        )
        done = {answer.json()["name"] for answer in answers if answer.status_code == 201}
        assert [row["name"] for row in stored] == list(done)


async def test_a_500_is_not_stored_with_its_key(suite: Suite, admin: asyncpg.Connection) -> None:
    """The runtime loses a right that it needs, as after a botched migration, and gets it back."""
    await suite.define_indicator()
    post = partial(post_figure, suite, await suite.officer(COUNCIL))
    await admin.execute("REVOKE INSERT ON kpi.figure_versions FROM qd_kpi_runtime")
    failed = [await post() for _ in range(2)]
    await check_nothing_kept(admin)
    await admin.execute("GRANT INSERT ON kpi.figure_versions TO qd_kpi_runtime")

    assert [answer.status_code for answer in failed] == [500, 500]
    await check_done(await post(), admin)


async def test_a_503_is_not_stored_with_its_key(suite: Suite, admin: asyncpg.Connection) -> None:
    """The connection is cut while the write waits for a lock, its key claimed already."""
    await suite.define_indicator()
    post = partial(post_figure, suite, await suite.officer(COUNCIL))
    async with admin.transaction():
        await admin.execute("LOCK TABLE kpi.figure_versions IN EXCLUSIVE MODE")
        cut = asyncio.create_task(post())
        await cut_whoever_waits(suite.database)
        failed = await cut
    await check_nothing_kept(admin)

    assert failed.status_code == 503
    await check_done((await persistently(post))[-1], admin)


@each_change
async def test_of_many_changes_of_one_version_exactly_one_is_made(
    world: World, operation: Operation
) -> None:
    """Each writer has seen the same version; every other one is told that it was changed."""
    caller = await world.entitled(operation)
    call = await made(world, operation)
    sends = []
    for _ in range(WRITERS):
        mine = call
        if operation.method == "PUT":  # steps of a key are all alike
            mine = call.with_content((await made(world, operation)).content)
        sends.append(partial(world.send, mine, caller))
    before = await acts(world)
    answers = await at_once(sends)

    won = [answer for answer in answers if answer.status_code in operation.successes]
    lost = [answer for answer in answers if answer not in won]
    assert (len(won), await acts(world)) == (1, before + 1)
    # What is signed or refused is still what it was: of it, others are told where it stands.
    assert {answer.status_code for answer in lost} == {409 if operation.id in DECISIONS else 412}
    if operation.method == "PUT":
        now = await world.suite.http.get(call.path, headers=await world.all_scopes())
        assert now.headers["etag"] == won[0].headers["etag"]
        assert _said(won[0]) == _said(now)


def _said(answer: httpx.Response) -> object:
    """Return what an answer says to whomever: not what its caller may do."""
    if b'"allowed_actions"' not in answer.content:
        return answer.content
    return {name: told for name, told in answer.json().items() if name != "allowed_actions"}


async def test_each_version_of_a_target_has_one_winner(suite: Suite) -> None:
    """Five rounds; in each, all writers have seen what the round before left."""
    await suite.define_indicator()
    await suite.set_target(COUNCIL)
    at = f"/v1/kpi/bodies/{COUNCIL}/targets/2019-20/{INDICATOR}"
    officer = await suite.officer(COUNCIL)
    winners = []
    for turn in range(5):
        seen = (await suite.http.get(at, headers=officer)).headers["etag"]
        writers = [
            partial(
                suite.http.put,
                at,
                json={"annual": 90 + turn, "rationale": f"Writer {turn}.{writer}"},
                headers=officer | {"If-Match": seen},
            )
            for writer in range(WRITERS)
        ]
        answers = await at_once(writers)
        assert sorted(a.status_code for a in answers) == [200] + [412] * (WRITERS - 1)
        winners += [a.json()["rationale"] for a in answers if a.status_code == 200]

    kept = (await suite.http.get(f"{at}/versions", headers=officer)).json()["items"]
    assert [version["rationale"] for version in reversed(kept)] == [None, *winners]


def new_client(suite: Suite, number: int, *, name: str = "Ledger") -> Send:
    """Return what makes a client under the key of this *number*."""
    client = {"name": name, "holder": "tester", "grants": {"kpi:read": [COUNCIL]}}
    headers = suite.admin | {"Idempotency-Key": f"client-{number}"}
    return partial(suite.http.post, "/v1/clients", json=client, headers=headers)


async def post_figure(suite: Suite, officer: dict[str, str]) -> httpx.Response:
    """Submit always the same figure, under always the same key."""
    figure = {"indicator": INDICATOR, "period": "2019-20-M09", "numerator": 3, "denominator": 4}
    batch = {"body": COUNCIL, "figures": [figure]}
    return await suite.submit(batch, officer | {"Idempotency-Key": "k-1"})


def check_one_answer(answers: list[httpx.Response]) -> None:
    """Fail unless one of *answers* is the first, and the others replay it."""
    replays = [a for a in answers if "idempotent-replayed" in a.headers]
    [first] = [a for a in answers if a not in replays]
    expected: dict[str, Any] = first.json()
    if "secret" in expected:
        expected["secret"] = None
    else:
        assert {a.content for a in replays} == {first.content}
    assert first.status_code in {200, 201}, first.text
    assert len({(a.status_code, a.content) for a in replays}) == 1
    assert replays[0].status_code == first.status_code
    assert json.loads(replays[0].content) == expected


async def check_nothing_kept(admin: asyncpg.Connection) -> None:
    """Fail if the KPI service kept anything of a figure's post, its key included."""
    for table in ("idempotency_keys", "submissions", "figure_versions"):
        assert await admin.fetchval(f"SELECT count(*) FROM kpi.{table}") == 0, table


async def check_done(answer: httpx.Response, admin: asyncpg.Connection) -> None:
    """Fail unless the figure was stored for the first time, and now."""
    assert answer.status_code == 201, answer.text
    assert "idempotent-replayed" not in answer.headers
    assert answer.json()["counts"]["created"] == 1
    for table in ("idempotency_keys", "submissions", "figure_versions"):
        assert await admin.fetchval(f"SELECT count(*) FROM kpi.{table}") == 1, table


async def cut_whoever_waits(database: Database) -> None:
    """Break the first connection of this database that waits for a lock."""
    async with superuser(database) as connection:
        for _ in range(60):
            cut = await connection.fetchval(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cut:
                return
            await asyncio.sleep(0.05)
    pytest.fail("nobody waits")
