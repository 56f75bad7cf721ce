"""The connection pool of a service, and whether its login may be trusted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared import deadlines

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_LOCK_TIMEOUT_MS: Final = 4_000
_IDLE_IN_TRANSACTION_MS: Final = 15_000
_WAIT_FOR_CONNECTION_S: Final = 2
_LOOK_FOR_CLIENT_MS: Final = 250
"""How often PostgreSQL looks, while it works for a client, whether that is still there: the request
to cancel that the driver sends it comes too late or too early at times."""

_SEES_WORK: Final = text(
    "SELECT rolsuper OR rolbypassrls"
    " OR coalesce(has_table_privilege(to_regclass('chain_heads'), 'SELECT'), false)"
    " FROM pg_catalog.pg_roles WHERE rolname = current_user"
)
_UNBOUND: Final = text(
    "SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user"
)


def new_engine(url: str, *, application: str, pool_size: int = 10) -> AsyncEngine:
    """Return a pool on *url*, which must name a role that owns nothing.

    Connections are in autocommit: `Reader` and `Transaction` send BEGIN together with the settings
    of row-level security in one round trip, which a driver that begins by itself cannot do.
    """
    return create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # an error's text goes to the logs, where no figure stands
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_FOR_CONNECTION_S,
        pool_pre_ping=False,  # BEGIN is the ping: a session replaces a connection that is dead
        connect_args={
            "timeout": _WAIT_FOR_CONNECTION_S,
            "command_timeout": deadlines.DATABASE,
            "server_settings": {
                "application_name": application,
                "statement_timeout": str(int(deadlines.STATEMENT * 1_000)),
                "idle_in_transaction_session_timeout": str(_IDLE_IN_TRANSACTION_MS),
                "lock_timeout": str(_LOCK_TIMEOUT_MS),
                "client_connection_check_interval": str(_LOOK_FOR_CLIENT_MS),
                "jit": "off",
            },
        },
    )


async def is_unbound(url: str) -> bool:
    """Return whether row-level security doesn't bind the login in *url*."""
    return await _asked_apart(url, _UNBOUND)


async def sees_work(url: str) -> bool:
    """Return whether the login in *url*, meant for what is published, may read working tables."""
    return await _asked_apart(url, _SEES_WORK)


async def _asked_apart(url: str, question: TextClause) -> bool:
    """Ask on a connection of its own: a pool that is all in use has none to spare."""
    engine = create_async_engine(
        url, poolclass=NullPool, connect_args={"timeout": _WAIT_FOR_CONNECTION_S}
    )
    try:
        async with engine.connect() as connection:
            return bool(await connection.scalar(question))
    finally:
        await engine.dispose()
