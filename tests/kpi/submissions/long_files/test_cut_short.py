"""Long files that are cut short, by a fault, a crowd, time, or their own sender."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from services.kpi.submissions import files
from services.kpi.submissions.taking import take
from shared import deadlines
from shared.refusals import Unavailable
from shared.sheets.reading import Block, Sheet
from shared.storage.sessions import Transaction
from tests.kpi.submissions.long_files.posting import (
    ASLEEP,
    BODIES,
    HARBOROUGH,
    HINCKLEY,
    KEYS,
    NORTH_WEST,
    Gate,
    asked,
    begin,
    begun,
    file_of,
    locked,
    once,
    post,
    quiet,
    rows,
    stored,
)
from tests.promises.storms.ground import until
from tests.suite import Suite


async def test_a_file_that_fails_half_way_is_completed_by_posting_it_again(suite: Suite) -> None:
    await begin(suite, NORTH_WEST)
    given = rows(*BODIES)
    # The last body of three: its rows are kept after the others'.
    async with locked(suite, NORTH_WEST):
        failed = await post(suite, file_of(given), key="nightly-1")
    keys = await asked(suite, KEYS)
    partly = await stored(suite)
    again = await post(suite, file_of(given), key="nightly-1")

    problem = failed.json()
    assert (failed.status_code, problem["code"]) == (503, "partly_kept")
    assert int(failed.headers["retry-after"]) > 0
    assert keys == 0
    # A chunk that was under way beside the one that failed may be undone with it.
    assert partly - begun(NORTH_WEST) <= once(rows(HARBOROUGH, HINCKLEY))
    assert once(rows(HARBOROUGH)) <= partly
    assert again.status_code == 201
    assert "idempotent-replayed" not in again.headers
    counts = again.json()["counts"]
    assert counts["unchanged"] == partly.total() - 1  # without the one that was there before
    assert counts["created"] == 72 - counts["unchanged"]
    assert await stored(suite) == once(given) + begun(NORTH_WEST)
    await quiet(suite)


async def test_a_file_that_fails_before_anything_is_kept_says_only_that(suite: Suite) -> None:
    await begin(suite, HARBOROUGH)
    async with locked(suite, HARBOROUGH):
        failed = await post(suite, file_of(rows(HARBOROUGH)), key="nightly-1")

    assert (failed.status_code, failed.json()["code"]) == (503, "unavailable")
    assert await stored(suite) == begun(HARBOROUGH)
    assert await asked(suite, KEYS) == 0


async def test_a_fault_of_ours_half_way_is_partly_kept_too_and_logged(
    suite: Suite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def falls_over(tx: Any, body: str, *more: Any) -> Any:
        if body == NORTH_WEST:
            message = "a fault of ours"
            raise LookupError(message)
        return await take(tx, body, *more)

    monkeypatch.setattr(files, "take", falls_over)
    failed = await post(suite, file_of(rows(*BODIES)))

    assert (failed.status_code, failed.json()["code"]) == (503, "partly_kept")
    assert "a fault of ours" not in failed.text
    assert "a fault of ours" in capsys.readouterr().out


async def test_two_long_files_are_taken_at_a_time(suite: Suite, gate: Gate) -> None:
    gate.shut(HARBOROUGH, HINCKLEY)
    two = [asyncio.create_task(post(suite, file_of(rows(body)))) for body in (HARBOROUGH, HINCKLEY)]
    await gate.reached(4)  # two chunks of each
    third = await post(suite, file_of(rows(NORTH_WEST)))
    short = await post(suite, file_of(rows(NORTH_WEST)[:20]))
    gate.open.set()
    taken = await asyncio.gather(*two)
    later = await post(suite, file_of(rows(NORTH_WEST)))

    assert (third.status_code, third.json()["code"]) == (503, "unavailable")
    assert int(third.headers["retry-after"]) > 0
    assert [answer.status_code for answer in (*taken, short, later)] == [201] * 4
    assert await stored(suite) == once(rows(*BODIES))
    await quiet(suite)


async def test_a_place_is_asked_for_when_the_memory_is_full_not_after_the_work(
    suite: Suite, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third is refused while it is read: nobody reads millions of rows to be told to wait."""
    read: list[int] = []
    look = Sheet.blocks

    def counted(sheet: Sheet) -> Iterator[Block]:
        for block in look(sheet):
            read.extend(number for number, _, _ in block.lines)
            yield block

    gate.shut(HARBOROUGH, HINCKLEY)
    two = [asyncio.create_task(post(suite, file_of(rows(body)))) for body in (HARBOROUGH, HINCKLEY)]
    await gate.reached(4)
    with monkeypatch.context() as patched:
        patched.setattr(Sheet, "blocks", counted)
        third = await post(suite, file_of(rows(*BODIES) * 10))
    gate.open.set()
    await asyncio.gather(*two)

    assert (third.status_code, third.json()["code"]) == (503, "unavailable")
    assert read[-1] == 21  # at which the memory was full; 720 there are


@pytest.mark.parametrize("ends", ["kept", "refused", "broken", "failed"])
async def test_a_place_is_given_back_however_a_file_ends(
    suite: Suite, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    good = file_of(rows(HARBOROUGH))
    if ends == "failed":

        async def falls_over(*_: Any) -> Any:
            raise LookupError

        with monkeypatch.context() as patched:
            patched.setattr(files, "take", falls_over)
            statuses = [(await post(suite, good)).status_code for _ in range(3)]
    else:
        atomic = "true" if ends == "refused" else "false"
        content = good + b'"' if ends == "broken" else good
        statuses = [(await post(suite, content, atomic=atomic)).status_code for _ in range(3)]

    expected = {"kept": 201, "refused": 422, "broken": 400, "failed": 500}
    assert statuses == [expected[ends]] * 3
    assert (await post(suite, good)).status_code == 201


async def test_a_passing_failure_ends_no_long_file(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One chunk's connection breaks, another's commit is not heard of: both are tried again."""
    given = rows(*BODIES)
    given[50] = (*given[50][:4], "0")  # a row that is told, once
    fallen: list[str] = []
    finish = Transaction._finish

    async def breaks_off(tx: Any, body: str, *more: Any) -> Any:
        if body == HINCKLEY and "broken" not in fallen:
            fallen.append("broken")
            raise ConnectionResetError
        taken = await take(tx, body, *more)
        tx.has_told = bool(taken.results)  # of the row that is told
        return taken

    async def unheard(tx: Any, last_word: str) -> None:
        await finish(tx, last_word)
        if getattr(tx, "has_told", False) and "unheard" not in fallen:
            fallen.append("unheard")
            raise Unavailable

    monkeypatch.setattr(files, "take", breaks_off)
    monkeypatch.setattr(Transaction, "_finish", unheard)
    answer = await post(suite, file_of(given))

    assert sorted(fallen) == ["broken", "unheard"]
    assert answer.status_code == 201, answer.text
    counts = answer.json()["counts"]
    assert counts["created"] + counts["unchanged"] == 71
    assert counts["unchanged"] <= 6  # of the chunk whose commit was not heard of
    assert [row["row"] for row in answer.json()["results"]] == [51]
    assert await stored(suite) == once([*given[:50], *given[51:]])


async def test_a_file_that_is_kept_whole_has_no_longer_than_any_write(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many bytes it has: what was recorded longer ago than that is settled."""
    monkeypatch.setattr(deadlines, "WRITE", 0.5)

    async def dawdle(tx: Any, *more: Any) -> Any:
        taken = await take(tx, *more)
        await asyncio.sleep(1)
        return taken

    monkeypatch.setattr(files, "take", dawdle)
    answer = await post(suite, file_of(rows(HARBOROUGH)[:20]))

    assert (answer.status_code, answer.json()["code"]) == (504, "timed_out")
    assert not await stored(suite)


async def test_whoever_leaves_in_the_middle_of_a_long_file_leaves_nothing_running(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def falls_asleep(tx: Any, body: str, *more: Any) -> Any:
        if body == NORTH_WEST:
            await tx.say("SELECT pg_sleep(4.5)")
        return await take(tx, body, *more)

    async def two_sleep() -> bool:
        return bool(await asked(suite, ASLEEP) == 2)

    with monkeypatch.context() as patched:
        patched.setattr(files, "take", falls_asleep)
        work = asyncio.create_task(post(suite, file_of(rows(*BODIES)), key="nightly-1"))
        await until(two_sleep, 10)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await quiet(suite)
    left = await stored(suite)
    again = await post(suite, file_of(rows(*BODIES)), key="nightly-1")

    assert work.cancelled()
    assert left == once(rows(HARBOROUGH, HINCKLEY))
    assert again.status_code == 201
    assert await stored(suite) == once(rows(*BODIES))
