"""What a service says of itself to publish something by quarter; all else stands here already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from shared.editions.states import life_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.contracts import editions, publications
    from shared.editions.states import Stand
    from shared.lifecycle import LifeCycle
    from shared.publication import Compositions, Document
    from shared.security.scopes import Scope
    from shared.storage.sessions import Reader


class Place(NamedTuple):
    """What an edition is of: a body's register or plan, say, by its code, and a quarter."""

    body: str
    subject: str
    period: str

    @property
    def key(self) -> str:
        """The key of every document of it."""
        return f"{self.subject}/{self.period}"


class Composition(Protocol):
    """What an edition would say of its subject."""

    @property
    def said(self) -> Mapping[str, Any]:
        """All of it, as JSON has it, whatever the edition is called; its hash is approved.

        By the kinds of its documents, so that what two compositions say of one can be told apart.
        """

    async def documents(self, edition: UUID, key: str) -> Sequence[Document]:
        """Return what is frozen of it; each document names the edition. Here it is drawn."""


class Compose(Protocol):
    """How a service works out what an edition would say."""

    async def __call__(self, reader: Reader, of: Place, known_at: datetime) -> Composition:
        """Return what an edition would say, as known at an instant.

        What may not be public today is gone from it, even if it was allowed to be by then; but not
        from a reader that reads as it stood.

        Raises:
            NotFound: If there was no such subject at that instant.
        """


@dataclass(frozen=True, slots=True)
class EditionContracts:
    """The models in which a service hears and tells of its editions."""

    sent: type[editions.EditionSent]
    summary: type[editions.EditionSummary]
    edition: type[editions.Edition]
    text: type[editions.EditionText]
    publication: type[publications.Publication]
    contents: type[editions.PublishedEdition]
    verification: type[editions.EditionVerification]


@dataclass(frozen=True)
class Publisher:
    """A service that publishes something of its bodies' by quarter.

    Attributes:
        service: As it stands in addresses: `risk`.
        called: What is published: `register`. Its code is called `register_code`, and its releases
            are of the kind `register/operational`.
        code: The type of that code.
        contracts: In whose words it hears and tells.
        reads, writes, approves: What one needs to see editions, to propose, and to decide.
        compose: Works out what an edition would say.
        compositions: By which version of the code; it is kept with each edition that is frozen.
        edition: What an edition is called in the names of operations.
        proposal: What proposing does, in the words of the service.
        part: The models that a document of an edition may be, for its description.
    """

    service: str
    called: str
    code: Any
    contracts: EditionContracts
    reads: Scope
    writes: Scope
    approves: Scope
    compose: Compose
    compositions: Compositions
    edition: str
    proposal: str
    part: Any = dict[str, Any]

    @property
    def field(self) -> str:
        """The name of the subject's code."""
        return f"{self.called}_code"

    @property
    def kind(self) -> str:
        """With a subject's code, the kind of release that its editions are."""
        return f"{self.called}/"

    @property
    def life(self) -> LifeCycle[Stand]:
        """What may become of its editions."""
        return life_of(self.approves)
