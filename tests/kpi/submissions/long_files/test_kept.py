"""What is kept and told of a long file, and of each row in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from services.kpi.submissions import files
from services.kpi.submissions.taking import take
from shared.sheets import gathering
from shared.sheets.gathering import Extent
from shared.storage.sessions import Transaction
from tests.kpi.submissions.long_files.posting import (
    BODIES,
    CODES,
    HARBOROUGH,
    HEADER,
    KEYS,
    MONTHS,
    THEIRS,
    asked,
    file_of,
    once,
    post,
    rows,
    stored,
)
from tests.suite import Suite


async def test_a_long_file_is_kept_whole_as_several_submissions_of_a_body(suite: Suite) -> None:
    given = rows(*BODIES)
    answer = await post(suite, file_of(given), source_system="ledger")

    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["counts"] == {
        "created": 72,
        "restated": 0,
        "unchanged": 0,
        "held": 0,
        "rejected": 0,
    }
    assert told["results"] == []
    assert await stored(suite) == once(given)
    parts = Counter(one["body"] for one in told["submissions"])
    assert parts == dict.fromkeys(BODIES, 4)  # 24 rows of two a year, six at a time
    assert sum(one["counts"]["created"] for one in told["submissions"]) == 72
    [first, *_] = told["submissions"]
    at = f"/v1/kpi/bodies/{first['body']}/submissions/{first['id']}"
    read = (await suite.http.get(at, headers=await suite.officer(*BODIES))).json()
    assert (read["batch"], read["source_system"]) == (told["batch"], "ledger")
    assert read["content_hash"] == first["content_hash"]


async def test_a_chunk_may_write_only_the_bodies_of_its_rows(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is less to look through for each row, too."""
    seen: list[tuple[str, frozenset[str]]] = []

    async def looked_at(tx: Transaction, body: str, *more: Any) -> Any:
        seen.append((body, tx.tenancy.writes))
        return await take(tx, body, *more)

    monkeypatch.setattr(files, "take", looked_at)
    answer = await post(suite, file_of(rows(*BODIES)))

    assert answer.status_code == 201
    assert Counter(seen) == {(body, frozenset({body})): 4 for body in BODIES}


async def test_the_same_long_file_again_changes_nothing(suite: Suite) -> None:
    given = rows(*BODIES)
    await post(suite, file_of(given))
    again = await post(suite, file_of(given))

    assert (again.status_code, again.json()["counts"]["unchanged"]) == (201, 72)
    assert again.json()["submissions"] == []
    assert await stored(suite) == once(given)


async def test_the_first_rejected_rows_are_told_and_all_are_counted(suite: Suite) -> None:
    given = rows(*BODIES)
    bad = (5, 20, 33, 50, 71)
    for number in bad:
        given[number] = (*given[number][:4], "0")
    answer = await post(suite, file_of(given))

    told = answer.json()
    assert (told["counts"]["created"], told["counts"]["rejected"]) == (67, 5)
    # By row, though the bodies are kept one after the other; line 1 is the header.
    assert [(row["row"], row["line"]) for row in told["results"]] == [(6, 7), (21, 22), (34, 35)]
    assert {row["outcome"] for row in told["results"]} == {"rejected"}
    submissions = told["submissions"]
    assert sum(one["counts"]["rejected"] for one in submissions) == 5
    assert await stored(suite) == once([row for row in given if row[4] != "0"])


async def test_a_long_file_without_one_sound_row_is_told_so_in_short(suite: Suite) -> None:
    answer = await post(suite, file_of([(*row[:4], "0") for row in rows(*BODIES)]))

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "nothing_accepted")
    assert problem["counts"]["rejected"] == 72
    assert [row["row"] for row in problem["results"]] == [1, 2, 3]
    assert not await stored(suite)


async def test_rows_of_a_body_that_is_not_granted_spoil_no_others(suite: Suite) -> None:
    answer = await post(suite, file_of(rows(THEIRS, *BODIES)))

    told = answer.json()
    assert (told["counts"]["created"], told["counts"]["rejected"]) == (72, 24)
    assert {row["body"] for row in told["results"]} == {THEIRS}
    assert await stored(suite) == once(rows(*BODIES))


async def test_a_long_file_cannot_be_atomic_and_keeps_nothing(suite: Suite) -> None:
    answer = await post(suite, file_of(rows(*BODIES)), key="nightly-1", atomic="true")

    assert (answer.status_code, answer.json()["code"]) == (422, "too_large_to_be_atomic")
    assert not await stored(suite)
    assert await asked(suite, KEYS) == 0


@pytest.mark.parametrize("count", [20, 21])
async def test_twenty_rows_are_atomic_and_one_more_is_too_many(suite: Suite, count: int) -> None:
    answer = await post(suite, file_of(rows(HARBOROUGH)[:count]), atomic="true")

    assert answer.status_code == (201 if count == 20 else 422)
    assert len(await stored(suite)) == (20 if count == 20 else 0)


async def test_a_rehearsal_tells_what_a_post_then_does(suite: Suite) -> None:
    given = rows(*BODIES)
    await post(suite, file_of(given[:20]))
    given[3] = (*given[3][:3], "999", "1000")  # says something else now, and not why
    given[40] = (*given[40][:4], "0")
    before = await stored(suite)

    looked = await post(suite, file_of(given), key="nightly-1", mode="validate")
    kept_by_looking = await stored(suite)
    posted = await post(suite, file_of(given), key="nightly-1")

    assert (looked.status_code, posted.status_code) == (200, 201)
    assert kept_by_looking == before
    counts = looked.json()["counts"]
    assert (counts["created"], counts["unchanged"], counts["rejected"]) == (51, 19, 2)
    assert counts == posted.json()["counts"]
    assert looked.json()["results"] == posted.json()["results"]
    assert looked.json()["submissions"] == []
    assert "idempotent-replayed" not in posted.headers


async def test_a_file_that_breaks_off_keeps_nothing_of_what_was_right(suite: Suite) -> None:
    content = file_of(rows(*BODIES)) + b'E07000131,"rate-a'
    answer = await post(suite, content)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert not await stored(suite)


@pytest.mark.parametrize("count", [30, 31])
async def test_a_file_has_no_more_than_so_many_rows(
    suite: Suite, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS_OF_ALL", 30)
    answer = await post(suite, file_of(rows(*BODIES)[:count]))

    if count == 30:
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert "at most 30 rows" in answer.json()["detail"]
        assert not await stored(suite)


async def test_a_file_of_few_rows_is_read_from_its_spool_like_a_long_one(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six rows of three bodies, in one transaction; five are as long as they may be, one longer."""
    monkeypatch.setattr(gathering, "_HELD", Extent(1_000, 4_000))
    given = [row for body in BODIES for row in rows(body)[:2]]
    lines = [
        f"{','.join(row)},,{'x' * (4_001 if number == 3 else 4_000)}"
        for number, row in enumerate(given)
    ]
    content = "\n".join([f"{HEADER},explanation", *lines, ""]).encode()
    answer = await post(suite, content)

    told = answer.json()
    assert (told["counts"]["created"], told["counts"]["rejected"]) == (5, 1)
    assert [(row["row"], row["line"]) for row in told["results"]] == [
        (n, n + 1) for n in range(1, 7)
    ]
    assert len(told["submissions"]) == 3
    assert await stored(suite) == once([*given[:3], *given[4:]])


async def test_more_rows_for_a_year_than_a_chunk_has_are_refused(suite: Suite) -> None:
    given = [(HARBOROUGH, code, MONTHS[0], str(n), "1000") for n in range(11) for code in CODES]
    answer = await post(suite, file_of(given))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert f"22 rows for {MONTHS[0].removesuffix('-M01')}" in answer.json()["detail"]
    assert not await stored(suite)


async def test_a_figure_that_stands_twice_far_apart_is_rejected_twice(suite: Suite) -> None:
    given = rows(*BODIES)
    given.append((*given[0][:2], "2008/09 M01", *given[0][3:]))
    answer = await post(suite, file_of(given))

    told = answer.json()
    assert [(row["row"], row["problems"][0]["code"]) for row in told["results"]] == [
        (1, "duplicate_in_batch"),
        (73, "duplicate_in_batch"),
    ]
    assert (told["counts"]["created"], told["counts"]["rejected"]) == (71, 2)
    assert await stored(suite) == once(given[1:-1])
