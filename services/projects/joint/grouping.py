"""What can be asked of a plan's groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.joint.kinds import GROUP
from services.projects.kept.councils import check_councils
from services.projects.kept.use_cases import keep
from services.projects.plans.use_cases import seen_in_plan

if TYPE_CHECKING:
    from services.projects.kept.kinds import Address
    from shared.contracts.projects.communications import SteeringGroup, SteeringGroupDefinition
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction
    from shared.web.conditional import Precondition


async def keep_group(
    tx: Transaction,
    at: Address,
    definition: SteeringGroupDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[SteeringGroup, bool]:
    """Keep a group of a plan; tell whether it is the first time.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Invalid: If it names a council that there is not.
    """
    current = await seen_in_plan(tx, GROUP, at, seen)
    parties = {f"/parties/{i}/council": one.council for i, one in enumerate(definition.parties)}
    members = {f"/members/{i}/council": one.council for i, one in enumerate(definition.members)}
    check_councils(parties | members)
    return await keep(tx, GROUP, at, definition.model_dump(mode="json"), current, by=by)
