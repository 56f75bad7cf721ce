"""Lists of releases, of what was said and done, and of who was let in: page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.kpi.releases import showing
from tests.kpi.releases.board import (
    HARBOROUGH,
    HINCKLEY,
    MONTHS,
    PARTNERSHIP,
    Board,
    at,
    consultation,
    good,
    tag,
)

if TYPE_CHECKING:
    import pytest

WORKING: Final = ("figure_versions", "target_versions", "commentary_versions", "indicator_versions")


async def _pages(board: Board, address: str, reader: str, limit: int = 2) -> list[list[Any]]:
    """Return a list's pages, to the end."""
    pages, headers = [], await board.drafter(reader)
    query: dict[str, Any] | None = {"limit": limit}
    while query:
        page = good(await board.suite.http.get(address, params=query, headers=headers))
        pages.append(page["items"])
        cursor = page["next_cursor"]
        query = {"limit": limit, "cursor": cursor} if cursor else None
    return pages


async def test_a_list_of_releases_reads_no_figures_however_many_are_approved(board: Board) -> None:
    """As the database tells: the service may not read them here, and answers all the same."""
    for period in MONTHS:
        await board.approved(await board.begin(HINCKLEY, period=period))
    admin = await board.suite.database.admin.connect()
    for table in WORKING:
        await admin.execute(f"REVOKE SELECT ON kpi.{table} FROM qd_kpi_runtime")
    await admin.close()
    pages = await _pages(board, f"/v1/kpi/bodies/{HINCKLEY}/releases", HINCKLEY)

    listed = [(one["period"], one["state"]) for page in pages for one in page]
    assert listed == [(period, "approved") for period in reversed(MONTHS)]


async def test_a_list_tells_of_each_release_what_it_tells_itself(board: Board) -> None:
    """Of several drafts, of what is corrected, and of what was called off."""
    first = await board.publish(HINCKLEY, period=MONTHS[0])
    dropped = await board.take(first, "correct", reason="A typing error")
    await board.take(dropped, "cancel", reason="There was none")
    second = await board.take(await board.read(first), "correct", reason="Late", title="Corrected")
    await board.out(await board.approved(second))
    gone = await board.publish(HINCKLEY, period=MONTHS[1])
    await board.take(gone, "withdraw", reason="A wrong debit")
    drafted = await board.begin(HINCKLEY, period=MONTHS[2])
    for number in range(showing.MOST_SHOWN // 20):
        drafted = await board.take(drafted, "draft", title=f"Draft {number}")
    joint = await board.take(await board.begin(), "circulate")
    for body, number in ((HINCKLEY, 5), (PARTNERSHIP, 1)):
        address = f"/v1/kpi/bodies/{body}/releases"
        listed = [one for page in await _pages(board, address, body) for one in page]
        assert len(listed) == number
        for one in listed:
            itself = await board.read(one)
            assert one == {name: itself[name] for name in one}
    assert joint["state"] == "consultation"


async def test_an_approval_that_fell_is_told_where_the_release_is_read(board: Board) -> None:
    approved = await board.approved(await board.begin(HINCKLEY))
    await board.restate(HINCKLEY, 2, 431)
    [[listed]] = await _pages(board, f"/v1/kpi/bodies/{HINCKLEY}/releases", HINCKLEY)

    assert (listed["state"], (await board.read(approved))["state"]) == ("approved", "draft")


async def test_all_that_was_said_and_done_is_listed_and_the_document_has_the_last(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    circulated = await board.take(await board.begin(), "circulate")
    for number in range(3):
        for member in (HARBOROUGH, HINCKLEY):
            good(await board.speak(member, circulated, "comment", text=f"{member} {number}"))
    await board.sign_all(circulated)
    release = await board.take(circulated, "approve")
    own = await board.suite.http.get(
        consultation(HINCKLEY, circulated), headers=await board.drafter(HINCKLEY)
    )
    voices = await _pages(board, f"{at(release)}/voices", PARTNERSHIP, limit=3)
    acts = await _pages(board, f"{at(release)}/acts", PARTNERSHIP)
    theirs = await _pages(board, f"{consultation(HINCKLEY, circulated)}/voices", HINCKLEY)

    assert [len(page) for page in voices] == [3, 3, 2]
    assert [one for page in voices for one in page] == release["voices"]
    assert [one["act"] for page in acts for one in page] == ["drafted", "circulated", "approved"]
    assert [one for page in acts for one in page] == release["acts"]
    told = [one for page in theirs for one in page]
    assert told == good(own)["voices"]
    assert [one["text"] for one in told] == [*(f"{HINCKLEY} {n}" for n in range(3)), None]
    for module in ("showing", "standings", "consulting"):
        monkeypatch.setattr(f"services.kpi.releases.{module}.MOST_SHOWN", 2)
    short = await board.read(release)
    assert short["voices"] == release["voices"][-2:]
    assert short["acts"] == release["acts"][-2:]
    # Who signed before the last that is shown has signed all the same.
    assert [one["has_signed"] for one in short["members"]] == [True, True]


async def test_each_comment_is_held_against_the_deadline_of_its_own_draft(board: Board) -> None:
    first = await board.take(await board.begin(), "circulate")
    admin = await board.suite.database.admin.connect()
    for table in ("circulated_drafts", "release_acts"):
        past = "comments_by = now() - interval '1 hour' WHERE comments_by IS NOT NULL"
        await admin.execute(f"UPDATE kpi.{table} SET {past}")
    await admin.close()
    good(await board.speak(HINCKLEY, first, "comment", text="Late."))
    second = await board.take(await board.take(await board.read(first), "draft"), "circulate")
    good(await board.speak(HINCKLEY, second, "comment", text="In time."))
    own = await board.suite.http.get(
        consultation(HINCKLEY, second), headers=await board.drafter(HINCKLEY)
    )

    expected = [("Late.", False), ("In time.", True)]
    for told in (good(own), await board.read(second)):
        assert [(one["text"], one["in_time"]) for one in told["voices"]] == expected


async def test_who_was_let_in_is_listed_page_by_page_with_the_end_of_each_access(
    board: Board,
) -> None:
    release = await board.approved(await board.begin(HINCKLEY))
    headers = await board.approver(HINCKLEY) | tag(release["content_hash"])
    address, clients = f"{at(release)}/early-access", []
    for name in ("minister", "press", "auditor"):
        key = await board.key(name, "E06000022", risk_read=True)
        clients.append(board.suite.client_of(key))
    for client in (clients[0], clients[1], clients[0], clients[2]):
        if client == clients[0] and client in clients[:1]:
            await board.suite.http.post(f"{address}/{client}/end", headers=headers)
        sent = {"client": client, "justification": "Answers on the day."}
        good(await board.suite.http.post(address, json=sent, headers=headers), 201)
    pages = await _pages(board, address, HINCKLEY, limit=3)

    assert [len(page) for page in pages] == [3, 1]
    told = [(one["client"], one["ended_at"] is None) for page in pages for one in page]
    assert told == [
        (clients[0], False),
        (clients[1], True),
        (clients[0], True),
        (clients[2], True),
    ]
    first, _, second, _ = [one for page in pages for one in page]
    assert first["granted_at"] < first["ended_at"] < second["granted_at"]
