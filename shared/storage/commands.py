"""A transaction of a command's own, where no request opens one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shared.storage.engine import new_engine
from shared.storage.sessions import writing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shared.storage.sessions import Transaction
    from shared.storage.tenancy import Tenancy


@asynccontextmanager
async def command(url: str, *, name: str, tenancy: Tenancy) -> AsyncIterator[Transaction]:
    """Open one transaction on *url*; it commits if the block ends well."""
    engine = new_engine(url, application=f"quarterday-{name}", pool_size=1)
    try:
        async with writing(engine, tenancy) as tx:
            yield tx
    finally:
        await engine.dispose()
