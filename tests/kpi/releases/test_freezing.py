"""What a release is worked out from stands still while it is frozen."""

from __future__ import annotations

import asyncio

from tests.kpi.releases.board import HINCKLEY, MONTHS, Board


async def test_a_members_write_under_way_is_waited_for_and_voids_the_approval(
    board: Board,
) -> None:
    """Else it could be dated before the freezing and kept after it: no verdict would hold."""
    approved = await board.approved(await board.begin())
    writer = await board.suite.database.admin.connect()
    async with writer.transaction():
        await writer.execute("SELECT FROM kpi.chain_heads WHERE body = $1 FOR UPDATE", HINCKLEY)
        scheduling = asyncio.create_task(
            board.step(approved, "schedule", publish_at="2999-01-01T00:00:00Z")
        )
        await asyncio.sleep(0.5)
        assert not scheduling.done()
        await writer.execute(
            "INSERT INTO kpi.figure_versions SELECT body, indicator, period, clock_timestamp(),"
            " 621, denominator, 31.05, basis, status, 'Late cash', explanation, source_system,"
            " source_revision, extracted_at, submission FROM kpi.figure_versions"
            " WHERE body = $1 AND period = $2",
            HINCKLEY,
            MONTHS[2],
        )
    answer = await scheduling
    await writer.close()

    assert answer.status_code == 409, answer.text
    assert "It was approved, and that holds no more" in answer.json()["detail"]
    assert f"{HINCKLEY} council-tax-in-year {MONTHS[2]} (numerator" in answer.json()["detail"]


async def test_members_write_again_once_a_release_is_frozen(board: Board) -> None:
    await board.schedule(await board.approved(await board.begin()))
    await board.restate(HINCKLEY, 3, 621)

    assert (await board.suite.scorecard_row(HINCKLEY, period=MONTHS[2]))["value"] == 31.05
