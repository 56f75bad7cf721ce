"""`Kind`: what is to be known of one kind of thing in order to keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from shared.contracts.projects.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.projects.kept.tables import KeptVersion

Shown = TypeVar("Shown", bound=Kept)


class Address(NamedTuple):
    """Whose a thing is, and where it stands: a plan at `("plan",)`, its item at `("plan", "R5")`.

    What is not complete names all that stands below it.
    """

    body: str
    parts: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The parts as they are kept."""
        return "/".join(self.parts)

    @property
    def last(self) -> str:
        """What the thing is called among its kind."""
        return self.parts[-1]

    @property
    def above(self) -> Self:
        """Where the thing stands that this one belongs to."""
        return type(self)(self.body, self.parts[:-1])

    def below(self, part: str) -> Self:
        """Return the address of what is called *part* there."""
        return type(self)(self.body, (*self.parts, part))


@dataclass(frozen=True, slots=True)
class Kind(Generic[Shown]):
    """One kind of thing.

    Attributes:
        name: In the table's key, and in the audit's acts: `item.kept`.
        noun: For sentences, with its article: `an item`.
        parts: The parts of its address, outermost first, as its answer calls them, and the type
            that reads each.
        answer: What it is answered as: all of its content, and the parts of its address.
        follows: Returns what follows from its content, worked out at each reading and never kept:
            deadlines, totals, flags. The answer has fields for it.
    """

    name: str
    noun: str
    parts: Mapping[str, Any]
    answer: type[Shown]
    follows: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None

    def shown(self, version: KeptVersion) -> Shown:
        """Return a version as it is answered."""
        return self.answer(
            body=version.body,
            recorded_at=version.recorded_at,
            recorded_by=version.made_by_holder,
            **dict(zip(self.parts, version.path.split("/"), strict=True)),
            **version.content,
            **(self.follows(version.content) if self.follows else {}),
        )
