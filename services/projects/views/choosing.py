"""Which view a caller gets: the working one where he may read the plan, else what is published."""

from collections.abc import Awaitable, Callable, Collection
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from fastapi import Depends, Query
from starlette.requests import Request

from services.projects.kept.kinds import Address
from shared.contracts.projects.vocabulary import PlanCode, PlanView
from shared.contracts.values import BodyCode, PeriodText
from shared.refusals import Fault, Invalid, NotFound
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.callers import Allowed

_PROJECTS_READ: Final = Allowed(Scope.PROJECTS_READ, or_published=True)


class Chosen(NamedTuple):
    """The view that a caller gets of a plan, and the period or edition that he asks for."""

    at: Address
    view: PlanView
    period: str | None
    edition: UUID | None


def _chooser(
    *, of_working: Collection[str], of_published: Collection[str], period_told: str
) -> Callable[..., Awaitable[Chosen]]:
    """Return a dependency that finds the view.

    Args:
        of_working, of_published: The parameters that only one view can answer. Whoever asks for
            one of the second gets what is published.
        period_told: What `period` is for.
    """

    async def choose(
        request: Request,
        body: BodyCode,
        plan: PlanCode,
        caller: Annotated[Principal, Depends(_PROJECTS_READ)],
        view: Annotated[
            PlanView | None,
            Query(
                description="`working` is the plan as it is kept; readers of the body get it. "
                "Everyone else gets `published`."
            ),
        ] = None,
        period: Annotated[PeriodText | None, Query(description=period_told)] = None,
        edition: Annotated[
            UUID | None, Query(description="What this edition said; then the view is `published`.")
        ] = None,
    ) -> Chosen:
        asked, may_read = request.query_params.keys(), caller.may(Scope.PROJECTS_READ, body)
        if view is None:
            is_working = may_read and asked.isdisjoint(of_published)
            view = PlanView.WORKING if is_working else PlanView.PUBLISHED
        if view is PlanView.WORKING:
            _PROJECTS_READ.demand(caller)
            if not may_read:
                raise NotFound
        others = of_published if view is PlanView.WORKING else of_working
        _refuse([name for name in others if name in asked], view)
        return Chosen(Address(body, (plan,)), view, period, edition)

    return choose


def _refuse(names: Collection[str], view: PlanView) -> None:
    """Refuse what the other view alone can answer: it would be passed over unseen."""
    if names:
        detail = f"means nothing in the {view} view"
        raise Invalid(errors=[Fault("not_of_this_view", detail, parameter=name) for name in names])


def _chosen(**told: Any) -> Any:
    return Depends(_chooser(**told))


ReportChosen = Annotated[
    Chosen,
    _chosen(
        of_working=(),
        of_published=("edition",),
        period_told="The working view needs it, of whatever length. Of what is published it is "
        "the quarter; the newest one, if left out.",
    ),
]
TimelineChosen = Annotated[
    Chosen,
    _chosen(
        of_working=("on",),
        of_published=("period", "edition"),
        period_told="What was published of this quarter; else of the newest one.",
    ),
]
"""The view that the caller gets; the working one only of a body that he may read."""
