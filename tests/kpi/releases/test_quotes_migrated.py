"""A correction that was frozen before quotes could end ends with what it quotes all the same."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from deploy.services import ROOT
from tests.kpi.releases.board import HINCKLEY, Board, good


def alembic(board: Board, *arguments: str) -> None:
    """Run Alembic by hand, as the owner of the tables."""
    url = board.suite.database.url("kpi", "owner")
    subprocess.run(
        [sys.executable, "-m", "alembic", "-n", "kpi", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "QD_KPI_OWNER_DATABASE_URL": url},
        capture_output=True,
        check=True,
    )


async def kept(board: Board) -> list[dict[str, Any]]:
    admin = await board.suite.database.admin.connect()
    found = await admin.fetch(
        "SELECT * FROM kpi.frozen_documents ORDER BY release, kind, key, withdrawn"
    )
    await admin.close()
    return [dict(each) for each in found]


async def test_a_correction_of_the_revision_before_is_told_what_it_quotes(board: Board) -> None:
    first = await board.publish(HINCKLEY, text="SECRET-NAME was late.")
    second = await board.take(first, "correct", reason="Without the name", text="A file was late.")
    second = await board.out(await board.take(second, "approve"))
    before = await kept(board)
    alembic(board, "downgrade", "0006")
    without = await kept(board)
    alembic(board, "upgrade", "head")
    after = await kept(board)
    publication = f"/v1/kpi/bodies/{HINCKLEY}/publications/{second['id']}"
    told = good(await board.suite.http.get(publication))
    await board.take(await board.read(first), "withdraw", reason="It names somebody")
    untold = good(await board.suite.http.get(publication))

    assert len(without) == len(before) - 1
    assert after == before
    assert "SECRET-NAME" in str(told["changes"])
    assert untold["changes"]["withdrawn"] is True
    assert "SECRET-NAME" not in str(untold)
