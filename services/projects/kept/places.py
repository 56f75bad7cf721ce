"""Where an operation finds the address of a thing: each part of it in the path."""

import inspect
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends

from services.projects.kept.kinds import Address
from shared.contracts.values import BodyCode
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import KnownAt
from shared.web.callers import Allowed
from shared.web.opening import opened
from shared.web.routing import Reads

Opened = Annotated[str, Depends(opened(Scope.PROJECTS_READ))]
"""A body whose plans the caller may read, as they stand now."""

ProjectsReader = Annotated[Principal, Depends(Allowed(Scope.PROJECTS_READ))]
ProjectsWriter = Annotated[Principal, Depends(Allowed(Scope.PROJECTS_WRITE))]


async def _opened_at(body: Opened, reader: Reads, at: KnownAt) -> str:
    await at.apply(reader)
    return body


OpenedAt = Annotated[str, Depends(_opened_at)]
"""A body whose plans the caller may read, with the reader set back to `known_at`."""


class Place:
    """A dependency that gathers an address from the path, each part read by its own type.

    It is written out at run time what it takes, since each kind's address has other parts.
    """

    def __init__(self, parts: Mapping[str, Any], body: Any) -> None:
        kinds = {"body": body, **parts}
        self.__signature__ = inspect.Signature(
            [
                inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind)
                for name, kind in kinds.items()
            ]
        )

    async def __call__(self, *, body: str, **parts: str) -> Address:
        """Return the address."""
        return Address(body, tuple(parts.values()))


def read_at(parts: Mapping[str, Any]) -> Place:
    """Return what gathers an address to read, once its body is opened."""
    return Place(parts, OpenedAt)


def written_at(parts: Mapping[str, Any]) -> Place:
    """Return what gathers an address to write."""
    return Place(parts, BodyCode)
