"""Which view a caller gets: the working one where he may read it, else what is published."""

from typing import Annotated, Final, NamedTuple
from uuid import UUID

from fastapi import Depends, Query
from starlette.requests import Request

from services.risk.registers.use_cases import RegisterAddress
from shared.contracts.risk.views import RegisterView
from shared.contracts.risk.vocabulary import RegisterCode
from shared.contracts.values import BodyCode, PeriodText
from shared.refusals import Fault, Invalid, NotFound
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.callers import Allowed

_RISK_READ: Final = Allowed(Scope.RISK_READ, or_published=True)

RiskReaderOrAnyone = Annotated[Principal, Depends(_RISK_READ)]

_OF_WORKING: Final = (
    *("on", "from", "state", "band", "category", "owner", "indicator", "stale", "unscored"),
    *("sort", "limit", "cursor"),
)
_OF_PUBLISHED: Final = ("period", "edition")


class Chosen(NamedTuple):
    """The view that a caller gets of a register, and the quarter or edition that he asks for."""

    at: RegisterAddress
    view: RegisterView
    caller: Principal
    period: str | None
    edition: UUID | None


async def _chosen(
    request: Request,
    body: BodyCode,
    register: RegisterCode,
    caller: RiskReaderOrAnyone,
    view: Annotated[
        RegisterView | None,
        Query(
            description="`working` is the register as it is kept; readers of the body get it. "
            "Everyone else gets `published`."
        ),
    ] = None,
    period: Annotated[
        PeriodText | None,
        Query(description="What was published of this quarter; else of the newest one."),
    ] = None,
    edition: Annotated[
        UUID | None, Query(description="What this edition said; then the view is `published`.")
    ] = None,
) -> Chosen:
    at = RegisterAddress(body, register)
    may_read = caller.may(Scope.RISK_READ, body)
    if view is None:
        is_working = may_read and period is None and edition is None
        view = RegisterView.WORKING if is_working else RegisterView.PUBLISHED
    if view is RegisterView.WORKING:
        _RISK_READ.demand(caller)
        if not may_read:
            raise NotFound
    _refuse_others(request, _OF_PUBLISHED if view is RegisterView.WORKING else _OF_WORKING, view)
    return Chosen(at, view, caller, period, edition)


def _refuse_others(request: Request, names: tuple[str, ...], view: RegisterView) -> None:
    """Refuse what the other view alone can answer: it would be passed over unseen."""
    detail = f"means nothing in the {view} view"
    faults = [
        Fault("not_of_this_view", detail, parameter=name)
        for name in names
        if name in request.query_params
    ]
    if faults:
        raise Invalid(errors=faults)


ViewChosen = Annotated[Chosen, Depends(_chosen)]
"""The view that the caller gets; the working one only of a body that he may read."""
