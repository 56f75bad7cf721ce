"""What can be asked of consultations and of comments on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.joint.kinds import COMMENT, CONSULTATION
from services.projects.joint.notices import last_for_comments
from services.projects.kept.councils import check_councils
from services.projects.kept.use_cases import find, keep
from services.projects.plans.use_cases import seen_in_plan
from shared.contracts.projects.consultations import PlanConsultationDefinition
from shared.contracts.values import instant_text
from shared.journal import hold

if TYPE_CHECKING:
    from services.projects.kept.kinds import Address
    from shared.contracts.projects.consultations import (
        ConsultationComment,
        ConsultationCommentText,
        PlanConsultation,
    )
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


async def keep_consultation(
    tx: Transaction,
    at: Address,
    definition: PlanConsultationDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[PlanConsultation, bool]:
    """Keep a consultation; tell whether it is the first time. Short notice is only flagged.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Invalid: If it asks a council that there is not.
    """
    current = await seen_in_plan(tx, CONSULTATION, at, seen)
    check_councils({f"/asked/{i}": council for i, council in enumerate(definition.asked)})
    asked = list(dict.fromkeys(definition.asked))
    content = definition.model_dump(mode="json") | {"asked": asked}
    return await keep(tx, CONSULTATION, at, content, current, by=by)


async def find_consultation(reader: Reader, at: Address) -> PlanConsultation:
    """Return a consultation.

    Raises:
        NotFound: If the plan has none of this name, or had none at the reader's instant.
    """
    return await find(reader, CONSULTATION, at)


async def comment_consultation(
    tx: Transaction, at: Address, comment: ConsultationCommentText, *, by: Principal
) -> ConsultationComment:
    """Append a comment, and say whether it is late, and whether its council was asked.

    Raises:
        NotFound: If there is no such consultation.
        Invalid: If it is of a council that there is not.
    """
    head = await hold(tx, at.body)
    about = await find_consultation(tx, at)
    check_councils({"/council": comment.council})
    asked = {name: getattr(about, name) for name in PlanConsultationDefinition.model_fields}
    deadline = last_for_comments(PlanConsultationDefinition(**asked))
    content = comment.model_dump(mode="json") | {
        "version": about.version,
        "was_asked": comment.council in about.asked,
        "deadline": None if deadline is None else instant_text(deadline),
        "is_late": None if deadline is None else head.recorded_at >= deadline,
    }
    said, _ = await keep(tx, COMMENT, at, content, None, by=by, act="said")
    return said
