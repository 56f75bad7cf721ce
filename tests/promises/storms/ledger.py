"""What clients were told, held against what the database holds."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.promises.storms.ground import Ground
    from tests.promises.storms.posting import Post

_VERSIONS = "SELECT body, indicator, period, numerator, submission FROM kpi.figure_versions"
_SUBMISSIONS = "SELECT body, id, batch FROM kpi.submissions"
_ENTRIES = """
    SELECT body, sequence, subject, hash, previous_hash FROM kpi.audit_entries
    WHERE act = 'submission.received' ORDER BY body, sequence
"""
_KEPT = "SELECT key, content FROM kpi.idempotency_keys"
_AT_ONCE = 8

Key = tuple[str, str, str]


async def check(ground: Ground, posts: Sequence[Post]) -> None:
    """Hold every post against every row, by SQL as the superuser."""
    versions = await ground.asked(_VERSIONS)
    submissions = await ground.asked(_SUBMISSIONS)
    stored = {_key(row): int(row["numerator"]) for row in versions}

    assert len(stored) == len(versions), "a figure has two versions"
    for post in posts:
        told = None if post.answer is None else json.loads(post.answer)
        there = {key: stored.pop(key) for key in map(_key, post.figures) if key in stored}
        sent = {_key(figure): figure["numerator"] for figure in post.figures}
        # What nobody acknowledged may have been committed or not, but never in half.
        assert there == sent or (told is None and not there), (post.tries, there, sent)
        if told is not None:
            _check_answer(post, told, submissions)
    assert not stored, "the database holds what nobody sent"

    await _check_journal(ground, submissions, versions)
    kept = {row["key"]: row["content"] for row in await ground.asked(_KEPT)}
    for post in posts:
        if post.answer is not None:
            assert kept[post.key] == post.answer


def _check_answer(post: Post, told: dict[str, Any], submissions: Iterable[Any]) -> None:
    """Check that the answer is that of the batch which made the figures, submission by submission.

    A batch that was made twice would be told `unchanged` or `restated`.
    """
    assert [row["outcome"] for row in told["results"]] == ["created"] * len(post.figures)
    said = {(each["body"], each["id"]) for each in told["submissions"]}
    assert {body for body, _ in said} == {figure["body"] for figure in post.figures}
    assert said <= {(row["body"], str(row["id"])) for row in submissions}


async def _check_journal(ground: Ground, submissions: Any, versions: Any) -> None:
    """Check that each submission has its one audit entry, its figures, and each chain no gap."""
    entries = await ground.asked(_ENTRIES)
    subjects = Counter((row["body"], row["subject"]) for row in entries)
    assert subjects == Counter((row["body"], f"submissions/{row['id']}") for row in submissions)
    made = {(row["body"], row["submission"]) for row in versions}
    assert made == {(row["body"], row["id"]) for row in submissions}
    for _, chain in itertools.groupby(entries, key=lambda row: row["body"]):
        links = list(chain)
        assert [link["sequence"] for link in links] == list(range(1, len(links) + 1))
        for before, after in itertools.pairwise(links):
            assert after["previous_hash"] == before["hash"]


async def check_by_api(ground: Ground, posts: Sequence[Post]) -> None:
    """Read every acknowledged figure, and each one's whole history, as a client does."""
    async with ground.caller() as http:
        read: Counter[tuple[Key, float]] = Counter()
        for body in {figure["body"] for post in posts for figure in post.figures}:
            at: str | None = f"/v1/kpi/bodies/{body}/figures?history=true&limit=1000"
            while at is not None:
                answer = await http.get(at)
                assert answer.status_code == 200, answer.text
                read.update((_key(item), item["numerator"]) for item in answer.json()["items"])
                at = answer.links["next"]["url"] if "next" in answer.links else None
    for post in posts:
        if post.answer is not None:
            assert all(read[_key(each), each["numerator"]] == 1 for each in post.figures)


async def check_replays(ground: Ground, posts: Sequence[Post]) -> None:
    """Send every acknowledged post once more: it hears the very bytes of the first answer."""
    waiting = iter([post for post in posts if post.answer is not None])

    async def replay() -> None:
        async with ground.caller() as http:
            for post in waiting:
                again = await post.send(http)
                assert (again.status_code, again.content) == (201, post.answer)
                assert again.headers["idempotent-replayed"] == "true"

    await asyncio.gather(*(replay() for _ in range(_AT_ONCE)))


def _key(figure: Any) -> Key:
    return figure["body"], figure["indicator"], figure["period"]
