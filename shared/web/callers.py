"""Who calls, and the one place where an operation says which scope it asks for."""

from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request

from shared.refusals import Forbidden, Unauthenticated
from shared.security.principal import Principal
from shared.security.token import Verifier

ANY_KEY: Final = "any"
"""Asked for where any known caller will do: reference data that belongs to nobody."""


class Allowed:
    """A dependency that lets through only callers who hold a scope on at least one body.

    The route reads its `scope` too: from it follow what the transaction may touch, the security
    section of the OpenAPI document, and the permission tests.
    """

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Principal:
        """Return the caller."""
        principal: Principal = request.state.principal
        return principal

    def check(self, principal: Principal, *, writes_to: str | None) -> None:
        """Refuse a caller who lacks the scope, or lacks it for the body that is written to.

        Raises:
            Unauthenticated: If nobody in particular calls.
            Forbidden: If the caller is known but lacks the scope.
        """
        if principal.is_anonymous:
            raise Unauthenticated
        if self.scope == ANY_KEY:
            return
        if not principal.bodies(self.scope):
            message = f"This needs the scope {self.scope}."
            raise Forbidden(message)
        if writes_to is not None and not principal.may(self.scope, writes_to):
            message = f"This needs the scope {self.scope} on the body that is written to."
            raise Forbidden(message)


AnyCaller = Annotated[Principal, Depends(Allowed(ANY_KEY))]
"""Whoever calls with a key of any kind."""


def who_calls(request: Request, verifier: Verifier, header: str) -> Principal:
    """Return the principal that the gateway signed for this request.

    Raises:
        Unauthenticated: If there is no token, or not one from the gateway for this service.
    """
    return verifier.verify(request.headers.get(header))
