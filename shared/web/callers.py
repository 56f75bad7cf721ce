"""Who calls, and the one place where an operation says which scope it asks for."""

from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request

from shared.refusals import Forbidden, Unauthenticated
from shared.security.principal import Principal
from shared.security.token import Verifier

ANY_KEY: Final = "any"
"""Asked for where any known caller will do: reference data that belongs to nobody."""

PUBLIC: Final = "public"
"""Asked for where nobody need be known: what is published, and nothing else."""

NO_SCOPE: Final = frozenset({ANY_KEY, PUBLIC})
"""What is asked for instead of a scope. It lets no one read a working table of a body."""


class Allowed:
    """A dependency that lets through only callers who hold a scope on at least one body.

    The route reads its `scope` too: from it follow what the transaction may touch, the security
    section of the OpenAPI document, and the permission tests. *or_published* lets anyone through:
    whoever lacks the scope on the body is answered with what is published of it.
    """

    def __init__(self, scope: str, *, or_published: bool = False) -> None:
        self.scope = scope
        self.is_open = or_published or scope == PUBLIC

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
        if self.is_open:
            return
        self.demand(principal)
        if self.scope in NO_SCOPE or writes_to is None:
            return
        if not principal.may(self.scope, writes_to):
            message = f"This needs the scope {self.scope} on the body that is written to."
            raise Forbidden(message)

    def demand(self, principal: Principal) -> None:
        """Refuse a caller who lacks the scope, also where others are let through.

        Raises:
            Unauthenticated: If nobody in particular calls.
            Forbidden: If the caller is known but lacks the scope.
        """
        if principal.is_anonymous:
            raise Unauthenticated
        if self.scope in NO_SCOPE:
            return
        if not principal.bodies(self.scope):
            message = f"This needs the scope {self.scope}."
            raise Forbidden(message)


AnyCaller = Annotated[Principal, Depends(Allowed(ANY_KEY))]
"""Whoever calls with a key of any kind."""

Anyone = Annotated[Principal, Depends(Allowed(PUBLIC))]
"""Whoever calls, with a key or without."""


def who_calls(request: Request, verifier: Verifier, header: str) -> Principal:
    """Return the principal that the gateway signed for this request.

    Raises:
        Unauthenticated: If there is no token, or not one from the gateway for this service.
    """
    return verifier.verify(request.headers.get(header))
