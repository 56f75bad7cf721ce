"""The four operations that everything kept has: list, read, its versions, and keep."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic

from fastapi import Depends, Response

from services.projects.kept import queries
from services.projects.kept.kinds import Address, Kind, Shown
from services.projects.kept.places import Place, ProjectsReader, ProjectsWriter, read_at, written_at
from services.projects.kept.use_cases import find
from shared.contracts.answers import Page
from shared.contracts.models import Answer, Sent
from shared.security.principal import Principal
from shared.storage.sessions import Reader
from shared.web.asking import Asked
from shared.web.conditional import Seen, answer_changed, tag_of
from shared.web.routing import OperationRouter, Reads, Writes

Keep = Callable[..., Awaitable[tuple[Shown, bool]]]
"""`(tx, at, definition, seen, by=…)`: keeps what was sent; returns it, and whether it is new."""

Whole = Callable[..., Awaitable[Answer]]
"""`(reader, kept, by=…)`: returns it with what *by* may do with it; the reader tells what that
hangs on, such as the hour, or what stands above it."""


@dataclass(frozen=True, slots=True)
class Operations(Generic[Shown]):
    """What the four operations of a kind are called, take and do.

    Attributes:
        kind: What is kept.
        sent: What a caller sends to keep it.
        keep: The use case that keeps it.
        one: What one is called in the operations' names, as `plan_item`.
        many: What several are called there; None if it stands alone at the router's prefix, which
            holds all parts of its address, so that there is nothing to list.
        tells: What a list of them holds, for its description: `the items of a plan`.
        above: Refuses, by raising, to list what stands below nothing; gets the address above. Of
            what stands alone, that is its own: it has versions, if none yet, where that stands.
        whole: Returns one with what its caller may do with it, if it has a life cycle.
        whole_answer: The contract of that.
    """

    kind: Kind[Shown]
    sent: type[Sent]
    keep: Keep[Shown]
    one: str
    many: str | None = None
    tells: str | None = None
    above: Callable[..., Awaitable[Any]] | None = None
    whole: Whole | None = None
    whole_answer: type[Answer] | None = None

    def add_to(self, router: OperationRouter) -> None:
        """Add the four to the router whose prefix is the address of the list."""
        name = f"/{{{[*self.kind.parts][-1]}}}" if self.many else ""
        answer = self.whole_answer or self.kind.answer
        listing = ("", "GET", self._list(), Page[self.kind.answer], f"list_{self.many}")  # type: ignore[name-defined]
        adding = (
            *((listing,) if self.many else ()),
            (name, "GET", self._read(), answer, f"read_{self.one}"),
            (
                f"{name}/versions",
                "GET",
                self._versions(),
                Page[self.kind.answer],  # type: ignore[name-defined]
                f"list_{self.one}_versions",
            ),
            (name, "PUT", self._keep(), answer, f"keep_{self.one}"),
        )
        for path, method, endpoint, model, called in adding:
            made = {201: {"model": model}} if method == "PUT" else None
            router.add_api_route(
                path, endpoint, methods=[method], response_model=model, name=called, responses=made
            )

    def _list(self) -> Callable[..., Any]:
        async def endpoint(at: Address, reader: Reads, asked: Asked) -> Page[Shown]:
            if self.above is not None:
                await self.above(reader, at)
            last = asked.after(str)
            found = await queries.kept_after(reader, self.kind, at, last, limit=asked.look_ahead)
            return asked.page(
                found, key=lambda version: (version.path.rsplit("/", 1)[-1],), show=self.kind.shown
            )

        above = dict([*self.kind.parts.items()][:-1])
        return _typed(endpoint, f"List {self.tells}, by name.", at=_place(read_at(above)))

    def _read(self) -> Callable[..., Any]:
        async def endpoint(
            at: Address, reader: Reads, response: Response, caller: ProjectsReader
        ) -> Answer:
            found = await find(reader, self.kind, at)
            response.headers["ETag"] = tag_of(found)
            return await self._shown(found, reader, caller)

        told = f"Read {self.kind.noun} as it stands, or as it was known at an instant."
        return _typed(endpoint, told, at=_place(read_at(self.kind.parts)))

    def _versions(self) -> Callable[..., Any]:
        async def endpoint(at: Address, reader: Reads, asked: Asked) -> Page[Shown]:
            if self.many or self.above is None:
                await find(reader, self.kind, at)
            else:
                await self.above(reader, at)
            before = queries.versions_before
            return await asked.versions(before, reader, self.kind, at, show=self.kind.shown)

        told = f"List the versions of {self.kind.noun}, newest first."
        return _typed(endpoint, told, at=_place(read_at(self.kind.parts)))

    def _keep(self) -> Callable[..., Any]:
        async def endpoint(
            at: Address,
            definition: Any,
            seen: Seen,
            tx: Writes,
            response: Response,
            writer: ProjectsWriter,
        ) -> Answer:
            kept, is_new = await self.keep(tx, at, definition, seen, by=writer)
            shown = await self._shown(kept, tx, writer)
            return answer_changed(response, shown, is_new=is_new, tag=tag_of(kept))

        told = (
            f"Keep {self.kind.noun}, for the first time (`If-None-Match: *`) or anew (`If-Match`)."
        )
        at = _place(written_at(self.kind.parts))
        return _typed(endpoint, told, at=at, definition=self.sent)

    async def _shown(self, kept: Shown, reader: Reader, by: Principal) -> Answer:
        if self.whole is None:
            return kept
        return await self.whole(reader, kept, by=by)


def _place(place: Place) -> Any:
    return Annotated[Address, Depends(place)]


def _typed(endpoint: Callable[..., Any], told: str, **types: Any) -> Callable[..., Any]:
    """Return *endpoint* with its description, and the types that are this kind's own."""
    endpoint.__doc__ = told
    endpoint.__annotations__ |= types
    return endpoint
