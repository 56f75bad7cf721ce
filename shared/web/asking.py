"""Questions: query parameters read strictly, pages by keyset cursor, and reads as known at."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Protocol, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from shared import deadlines
from shared.contracts.answers import Page
from shared.contracts.values import Instant
from shared.refusals import Fault, FutureInstant, Invalid
from shared.storage.public import Public
from shared.storage.sessions import Reader


class Recorded(Protocol):
    """One version of a thing."""

    @property
    def recorded_at(self) -> Any:
        """The instant that it was recorded at."""


Stored = TypeVar("Stored")
Version = TypeVar("Version", bound=Recorded)
Item = TypeVar("Item")
Part = TypeVar("Part")

MOST_ITEMS: Final = 1_000
USUAL_ITEMS: Final = 100
_LONGEST_WRITE: Final = timedelta(seconds=deadlines.WRITE)


def check_query(request: Request, known: frozenset[str]) -> None:
    """Refuse query parameters that the operation does not know, or that stand twice.

    Raises:
        Invalid: Naming each of them; the frameworks would take the last one silently.
    """
    try:
        pairs = parse_qsl(
            request.url.query, keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except ValueError as error:
        message = "The query cannot be read."
        raise Invalid(message) from error
    names = [name for name, _ in pairs]
    faults = [
        Fault("unknown_parameter", "is not known here", parameter=name[:60])
        for name in sorted(set(names) - known)
    ]
    faults += [
        Fault("repeated_parameter", "stands more than once", parameter=name)
        for name in sorted(set(names) & known)
        if names.count(name) > 1
    ]
    faults += [
        Fault("bad_character", "holds a character that no text may hold", parameter=name)
        for name, value in pairs
        if "\x00" in value
    ]
    if faults:
        raise Invalid(errors=faults)


def plain_digits(number: object) -> object:
    """Refuse what Pydantic would take for a whole number too: "1_0", " 1" and "1.0"."""
    if isinstance(number, str) and not (number.isascii() and number.isdecimal()):
        message = "must be a whole number"
        raise ValueError(message)
    return number


class Pages:
    """The part of a list that a caller asks for."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: int = USUAL_ITEMS,
        cursor: str | None = None,
    ) -> None:
        self._request = request
        self._response = response
        self._limit = limit
        self._list = request.url.path
        self._after = None if cursor is None else _read_cursor(cursor, of=self._list)

    @property
    def are_asked_for(self) -> bool:
        """Whether the caller has asked for a part, rather than been given one."""
        return not {"limit", "cursor"}.isdisjoint(self._request.query_params)

    @property
    def look_ahead(self) -> int:
        """How many rows to ask for: one more than shown tells whether the list goes on."""
        return self._limit + 1

    def after(self, read: Callable[[str], Part]) -> Part | None:
        """Return the key after which the page begins, for a list whose key has one part.

        Raises:
            Invalid: If the cursor is not one of this list's.
        """
        key = self.after_key(read)
        return None if key is None else key[0]

    def after_key(self, *types: Callable[[str], Any]) -> tuple[Any, ...] | None:
        """Return the key after which the page begins, each part read by its type.

        Raises:
            Invalid: If the cursor is not one of this list's.
        """
        if self._after is None:
            return None
        if len(self._after) != len(types):
            raise _bad_cursor()
        try:
            parts = zip(types, self._after, strict=True)
            return tuple(_in_range(read(part)) for read, part in parts)
        except (ValueError, TypeError, OverflowError) as error:
            raise _bad_cursor() from error

    async def versions(
        self,
        before: Callable[..., Awaitable[Sequence[Version]]],
        *of: Any,
        show: Callable[[Version], Item],
    ) -> Page[Item]:
        """Return the page of one thing's versions, newest first.

        Args:
            before: Returns at most `limit` versions of *of* that were recorded before an instant,
                if one is given, newest first.
            show: Returns a version as it is answered.
        """
        found = await before(*of, self.after(datetime.fromisoformat), limit=self.look_ahead)
        return self.page(found, key=lambda version: (version.recorded_at,), show=show)

    def page(
        self,
        rows: Sequence[Stored],
        *,
        key: Callable[[Stored], tuple[Any, ...]],
        show: Callable[[Stored], Item],
    ) -> Page[Item]:
        """Return the page of *rows*, and where the next one begins."""
        shown = rows[: self._limit]
        more = len(rows) > self._limit
        cursor = _write_cursor((self._list, *key(shown[-1]))) if more else None
        if cursor:
            address = self._request.url.include_query_params(cursor=cursor)
            self._response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
        return Page(items=[show(row) for row in shown], next_cursor=cursor)


def _write_cursor(key: tuple[Any, ...]) -> str:
    parts = [part.isoformat() if isinstance(part, datetime) else str(part) for part in key]
    written = json.dumps(parts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def _read_cursor(cursor: str, *, of: str) -> list[str]:
    """Return the key in a cursor of the list at the address *of*; no other list takes it."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
        "".join(map(str, parts)).encode()  # fails on half of a surrogate pair
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise _bad_cursor() from error
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise _bad_cursor()
    if parts[:1] != [of] or any("\x00" in part for part in parts):
        raise _bad_cursor()
    return parts[1:]


def _in_range(part: Any) -> Any:
    """Return a cursor's part; an instant in UTC, which none near the ends of time can be."""
    return part.astimezone(UTC) if isinstance(part, datetime) else part


def _bad_cursor() -> Invalid:
    return Invalid(errors=[Fault("bad_cursor", "is not a cursor of this list", parameter="cursor")])


class AsKnown:
    """The instant that a read asks about, and whether all that was known by then is settled."""

    def __init__(self, known_at: datetime | None = None) -> None:
        self.known_at = known_at
        self.settled = True

    async def apply(self, reader: Reader) -> None:
        """Set the reader back to the instant.

        A write may take a while from the instant it is recorded under to its commit; a read as
        known within that time is answered, but not yet settled.

        Raises:
            FutureInstant: If it lies ahead of the database's clock.
        """
        if self.known_at is None:
            return
        now = await reader.now()
        self._check(self.known_at, now)
        self.settled = now - self.known_at > _LONGEST_WRITE
        reader.known_at = self.known_at

    async def published_by(self, public: Public) -> datetime | None:
        """Return the instant by which something must have been public; None is by now.

        It is settled: what is published was kept before its hour.

        Raises:
            FutureInstant: If it lies ahead of the database's clock.
        """
        if self.known_at is not None:
            self._check(self.known_at, await public.now())
        return self.known_at

    @staticmethod
    def _check(known_at: datetime, now: datetime) -> None:
        if known_at > now:
            raise FutureInstant(
                errors=[Fault("future_instant", "lies in the future", parameter="known_at")]
            )


# Functions, and `async`: the framework would call a class in a thread, at a tenth of a read's cost.
async def _pages(
    request: Request,
    response: Response,
    limit: Annotated[
        int, Field(ge=1, le=MOST_ITEMS), BeforeValidator(plain_digits), Query()
    ] = USUAL_ITEMS,
    cursor: Annotated[
        str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")
    ] = None,
) -> Pages:
    return Pages(request, response, limit, cursor)


async def _as_known(
    known_at: Annotated[
        Instant | None,
        Query(description="Answer as it was known at this instant, in every respect."),
    ] = None,
) -> AsKnown:
    return AsKnown(known_at)


Asked = Annotated[Pages, Depends(_pages)]
KnownAt = Annotated[AsKnown, Depends(_as_known)]
