"""Where a database is and who logs in: the one value from which every URL is made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from deploy.local.cannot import CannotStart

if TYPE_CHECKING:
    import asyncpg

DRIVER: Final = "postgresql+asyncpg://"
"""How an address begins that SQLAlchemy takes."""

_SCHEMES: Final = ("postgres", "postgresql", "postgresql+asyncpg")


@dataclass(frozen=True, slots=True)
class Address:
    """A login to a database.

    Attributes:
        host: A name, an address, or the folder of a socket.
        ssl: As libpq's `sslmode`; None for its default.
    """

    host: str
    database: str
    user: str
    password: str | None = dataclasses.field(default=None, repr=False)
    port: int | None = None
    ssl: str | None = None

    @property
    def url(self) -> str:
        """The address as SQLAlchemy takes it."""
        login = quote(self.user, safe="")
        if self.password is not None:
            login += ":" + quote(self.password, safe="")
        options = {"ssl": self.ssl} if self.ssl else {}
        place = f"[{self.host}]" if ":" in self.host else self.host
        if self.host.startswith("/"):
            place, options = "", {"host": self.host, **options}
        port = f":{self.port}" if self.port and place else ""
        if self.port and not place:
            options["port"] = str(self.port)
        query = "?" + urlencode(options, safe="/") if options else ""
        return f"{DRIVER}{login}@{place}{port}/{quote(self.database, safe='')}{query}"

    def to(self, database: str) -> Address:
        """Return the same login to another database of the server."""
        return dataclasses.replace(self, database=database)

    def by(self, user: str, password: str | None = None) -> Address:
        """Return the same place for another user."""
        return dataclasses.replace(self, user=user, password=password)

    async def connect(self) -> asyncpg.Connection:
        """Return an open connection."""
        import asyncpg

        return await asyncpg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            database=self.database,
            ssl=self.ssl,
            timeout=10,
            statement_cache_size=0,  # PgBouncer may stand between
        )


def read_address(url: str, *, setting: str = "DATABASE_URL") -> Address:
    """Return the address in *url*, written as libpq or SQLAlchemy would.

    Raises:
        CannotStart: If it isn't one, naming the *setting* that it came from.
    """
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port = parts.port
    except ValueError as error:
        raise CannotStart(f"{setting} can't be read as an address: {error}.") from error
    ssl = options.pop("ssl", None) or options.pop("sslmode", None)
    host = options.pop("host", None) or unquote(parts.hostname or "") or "localhost"
    port = int(options.pop("port", 0)) or port
    database = unquote(parts.path.removeprefix("/"))
    user = unquote(parts.username or "") or options.pop("user", "")
    if parts.scheme not in _SCHEMES or not database or not user or options:
        also = f" without {', '.join(sorted(options))}" if options else ""
        raise CannotStart(
            f"{setting} must be postgresql://user:password@host:port/database{also}"
            " (sslmode may follow)."
        )
    password = None if parts.password is None else unquote(parts.password)
    return Address(host, database, user, password, port, ssl)
