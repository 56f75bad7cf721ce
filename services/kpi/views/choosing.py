"""Which view a caller gets: the working one where he may read it, else what is published."""

from typing import Annotated, Final, NamedTuple
from uuid import UUID

from fastapi import Depends, Query

from services.kpi.partnerships.use_cases import open_body
from shared.contracts.kpi.performance import View
from shared.contracts.values import BodyCode
from shared.refusals import Fault, Invalid, NotFound
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.storage.sessions import Reader
from shared.web.callers import Allowed
from shared.web.routing import Reads

_KPI_READ: Final = Allowed(Scope.KPI_READ, or_published=True)

KpiReaderOrAnyone = Annotated[Principal, Depends(_KPI_READ)]

ViewAsked = Annotated[
    View | None,
    Query(
        description="`working` sees figures that await approval; it is what readers of the body "
        "get. Everyone else gets `published`."
    ),
]
ReleaseAsked = Annotated[
    UUID | None,
    Query(description="What this publication said; then the view is `published`."),
]


class Chosen(NamedTuple):
    """The view that a caller gets of a body, and the one publication that he asks for."""

    body: str
    view: View
    release: UUID | None


async def _chosen(
    body: BodyCode,
    reader: Reads,
    caller: KpiReaderOrAnyone,
    view: ViewAsked = None,
    release: ReleaseAsked = None,
) -> Chosen:
    if release is not None and view is View.WORKING:
        detail = "names a publication, which the working view knows nothing of"
        raise Invalid(errors=[Fault("not_of_this_view", detail, parameter="release")])
    if release is not None or view is View.PUBLISHED:
        return Chosen(body, View.PUBLISHED, release)
    if view is View.WORKING:
        _KPI_READ.demand(caller)
        await open_body(reader, body)
        return Chosen(body, View.WORKING, None)
    return Chosen(body, await _usual_view(reader, body, caller), None)


async def _usual_view(reader: Reader, body: str, caller: Principal) -> View:
    """Return the working view, opened, if the caller may read the body; else the published one."""
    if not caller.bodies(Scope.KPI_READ):
        return View.PUBLISHED
    try:
        await open_body(reader, body)
    except NotFound:
        return View.PUBLISHED
    return View.WORKING


ViewChosen = Annotated[Chosen, Depends(_chosen)]
"""The view that the caller gets; if it is the working one, the body is opened to the reader."""
