"""Opening a body to whoever may read it, before anything else is asked of it."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends

from shared.contracts.values import BodyCode
from shared.refusals import NotFound
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.callers import Allowed


def opened(scope: Scope) -> Callable[..., Awaitable[str]]:
    """Return a dependency that gives the body of the address to who holds *scope* on it.

    To anyone else it is not there, whether or not something is kept of it.
    """
    holds = Allowed(scope)

    async def open_body(body: BodyCode, caller: Annotated[Principal, Depends(holds)]) -> str:
        if not caller.may(scope, body):
            raise NotFound
        return body

    return open_body
