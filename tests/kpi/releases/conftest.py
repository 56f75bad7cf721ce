"""What the tests of releases may ask for."""

from __future__ import annotations

import pytest

from tests.kpi.releases.board import Board
from tests.suite import Suite


@pytest.fixture
async def board(suite: Suite) -> Board:
    """A board whose two councils' figures of the quarter are approved."""
    board = Board(suite)
    await board.prepare()
    return board
