"""How a kind of thing that is kept is made: two of it in two versions each, and steps of others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.promises.world import COUNCIL, Call

if TYPE_CHECKING:
    from tests.promises.operations import Operation
    from tests.promises.world import World

Maker = Callable[["World", "Operation"], Awaitable[Call]]
Definition = Callable[[int], dict[str, Any]]
Content = Mapping[str, Any]

AT: Final = f"/v1/projects/bodies/{COUNCIL}"


@dataclass(frozen=True)
class KeptThing:
    """A kind of thing.

    Attributes:
        one: What one is called in the names of operations.
        many: What several are called there; None if each stands alone, and none is listed.
        parts: The path parameters of its address, each with its value in the world; the last one
            is its own name.
        at: Its address below the body's, with those parameters in braces.
        definition: Returns what is sent to keep it, another one for each number.
        spare: The name of another one, which calls may change at will.
    """

    one: str
    many: str | None
    parts: Mapping[str, str]
    at: str
    definition: Definition
    spare: str

    def path(self, name: str) -> str:
        """Return the address of the thing called *name*."""
        return f"{AT}/{self.at.format(**self._places(name))}"

    def _places(self, name: str) -> dict[str, str]:
        return {**self.parts, [*self.parts][-1]: name}

    async def furnish(self, world: World) -> None:
        """Put two of it into a world, each in two versions."""
        world.places |= self.parts
        for name in (self._places(self.spare), self.parts):
            for _ in range(2):
                await put(world, self.path([*name.values()][-1]), self.definition(world.number()))

    async def make_keep(self, world: World, operation: Operation) -> Call:
        """Return a call that keeps the spare one anew."""
        at = {"body_code": COUNCIL, **self._places(self.spare)}
        call = Call(operation, at, content=self.definition(world.number()))
        return await seen(world, call, self.path(self.spare))

    def step(self, content: Content, *before: str | tuple[str, Content]) -> Maker:
        """Return a maker of a step of a thing that is made for each call, and has taken others.

        Those take the same content unless another is told. The number of the call takes the place
        of `{}` in each text of a content.
        """

        async def make(world: World, operation: Operation) -> Call:
            number = world.number()
            name = f"n{number}"
            await put(world, self.path(name), self.definition(number))
            for each in before:
                taken, told = (each, content) if isinstance(each, str) else each
                await post(world, self.path(name), taken, _numbered(told, number))
            at = {"body_code": COUNCIL, **self._places(name)}
            call = Call(operation, at, content=_numbered(content, number))
            return await seen(world, call, self.path(name))

        return make


@dataclass(frozen=True)
class Part:
    """What a room keeps, the steps that it knows, and what else can be read of it.

    Attributes:
        asked: Reads that must be asked something, and what.
    """

    things: Sequence[KeptThing]
    steps: Mapping[str, Maker] = field(default_factory=dict)
    reads: Sequence[str] = ()
    more: Callable[[World], Awaitable[None]] | None = None
    asked: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def makers(self) -> Iterator[tuple[str, Maker]]:
        """Yield the makers of its writes, by operation."""
        for thing in self.things:
            yield f"keep_{thing.one}", thing.make_keep
        yield from self.steps.items()

    def all_reads(self) -> Iterator[str]:
        """Yield its reads, by operation."""
        for thing in self.things:
            yield from (f"list_{thing.many}",) if thing.many else ()
            yield from (f"read_{thing.one}", f"list_{thing.one}_versions")
        yield from self.reads

    async def furnish(self, world: World) -> None:
        """Put what it keeps into a world."""
        for thing in self.things:
            await thing.furnish(world)
        if self.more is not None:
            await self.more(world)


async def seen(world: World, call: Call, path: str) -> Call:
    """Return *call* with the tag of what stands at *path*."""
    read = await world.suite.http.get(path, headers=await world.all_scopes())
    assert read.status_code == 200, read.text
    return call.with_headers(if_match=read.headers["etag"])


async def put(
    world: World, at: str, definition: Mapping[str, Any], caller: dict[str, str] | None = None
) -> None:
    """Keep something, for the first time or anew; as the tester who calls, unless told."""
    caller = caller or await world.all_scopes()
    read = await world.suite.http.get(at, headers=caller)
    tag = {"If-None-Match": "*"} if read.status_code == 404 else {"If-Match": read.headers["etag"]}
    answer = await world.suite.http.put(at, json=dict(definition), headers=caller | tag)
    assert answer.is_success, answer.text


async def post(world: World, at: str, step: str, content: Content) -> None:
    """Take a step of what stands at an address."""
    caller = await world.all_scopes()
    etag = (await world.suite.http.get(at, headers=caller)).headers["etag"]
    answer = await world.suite.http.post(
        f"{at}/{step}", json=dict(content), headers=caller | {"If-Match": etag}
    )
    assert answer.is_success, answer.text


def _numbered(content: Content, number: int) -> dict[str, Any]:
    return {
        name: said.format(number) if isinstance(said, str) else said
        for name, said in content.items()
    }
