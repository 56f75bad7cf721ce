"""A door to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.security.principal import Principal
from tests.gateway.door.gate import Gate, KeyRing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    gate = Gate(KeyRing(qd_finance=Principal("finance"), qd_officer=Principal("officer")))
    yield gate
    await gate.outgoing.close()
