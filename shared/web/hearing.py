"""Taking another service's events: once each, however often they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeVar

from shared.contracts.events import Receipt
from shared.journal import is_news
from shared.refusals import Forbidden

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from uuid import UUID

    from starlette.responses import Response

    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction

_HEARD_BEFORE: Final = 200


class Told(Protocol):
    """An event as a contract has it."""

    kind: ClassVar[str]

    @property
    def id(self) -> UUID:
        """The same, however often it is told."""

    @property
    def body(self) -> str:
        """Whose it is."""


Event = TypeVar("Event", bound=Told)
Event_contra = TypeVar("Event_contra", bound=Told, contravariant=True)


class Taking(Protocol[Event_contra]):
    """A use case that takes an event."""

    def __call__(self, tx: Transaction, told: Event_contra, /, *, by: Principal) -> Awaitable[None]:
        """Do what is to be done with it."""


async def hear(
    tx: Transaction,
    told: Event,
    response: Response,
    take: Taking[Event],
    *,
    scope: str,
    by: Principal,
) -> Receipt:
    """Let *take* take an event, unless it was heard before; answer 202, or 200 if it was.

    Raises:
        Forbidden: If the teller does not hold *scope* on the event's body.
    """
    if not by.may(scope, told.body):
        message = f"This needs the scope {scope} on the body that the event speaks of."
        raise Forbidden(message)
    news = await is_news(tx, told.body, told.id, told.kind)
    if news:
        await take(tx, told, by=by)
    else:
        response.status_code = _HEARD_BEFORE
    return Receipt(id=told.id, is_news=news)
