"""What can be asked of assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.assessments import queries
from services.risk.assessments.rules import oddities
from services.risk.assessments.scoring import matrices_of, scored, shown
from services.risk.assessments.tables import AssessmentVersion
from services.risk.registers.rules import have_same_scales, off_the_matrix, score
from services.risk.registers.use_cases import RegisterAddress, find_register
from services.risk.risks.parts import NOBODY
from services.risk.risks.states import LIFE
from services.risk.risks.use_cases import find_risk
from shared.calendar.working_days import day_in_london
from shared.contracts.risk.vocabulary import AssessmentKind
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Fault, Invalid
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from services.risk.risks.use_cases import RiskAddress
    from shared.contracts.risk.assessments import Assessment, AssessmentText
    from shared.contracts.risk.registers import Register
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction


async def assess_risk(
    tx: Transaction, at: RiskAddress, sent: AssessmentText, *, by: Principal
) -> tuple[Assessment, bool]:
    """Assess a risk on its register's matrix as it stands; tell whether anything was kept.

    The same likelihood and impact again, in the same band on the same scales, make no assessment:
    who looked again and saw the same has made a review. What is answered is Part 1 alone.

    Raises:
        NotFound: If there is no such risk.
        Conflict: If it is not open.
        Invalid: If the matrix has no such step, a score changes and nobody says why, or it was
            looked at in the future.
    """
    head = await hold(tx, at.body)
    risk = await find_risk(tx, at)
    LIFE.check("assess", risk, by=by)
    register = await find_register(tx, RegisterAddress(at.body, risk.register_code))
    standing = await queries.standing(tx, at.body, [at.reference])
    before = next((version for version in standing if version.kind == sent.kind), None)
    matrices = await matrices_of(tx, at.body, standing)
    made_on = None if before is None else matrices[before.register, before.matrix]
    if before is not None and made_on is not None and _says_it(before, made_on, sent, register):
        return shown(before, made_on, NOBODY), False
    if faults := faults_of(sent, register, before, today=day_in_london(head.recorded_at)):
        raise Invalid(errors=faults)
    beside = [(one, matrices[one.register, one.matrix]) for one in standing]
    version = assessed_version(at, sent, register, beside, head.recorded_at, by=by)
    await queries.append(tx, version)
    await record(
        tx,
        Event(
            body=at.body,
            act="risk.assessed",
            subject=f"risks/{at.reference}/assessments/{version.id}",
            by=by,
            content_hash=content_hash(
                {"id": str(version.id), **sent.model_dump(mode="json")}, salt=version.salt
            ),
        ),
    )
    return shown(version, register, NOBODY), True


def _says_it(
    version: AssessmentVersion, made_on: Register, sent: AssessmentText, register: Register
) -> bool:
    """Tell whether an assessment comes on a register's matrix to what it came to on its own."""
    return (
        (version.likelihood, version.impact) == (sent.likelihood, sent.impact)
        and have_same_scales(made_on.matrix, register.matrix)
        and scored(version, made_on) == scored(version, register)
    )


def faults_of(
    sent: AssessmentText, register: Register, before: AssessmentVersion | None, *, today: date
) -> list[Fault]:
    """Return what is wrong with an assessment, given the one of its kind that stands."""
    faults = [
        Fault("off_the_matrix", "the register's matrix has no such step", pointer=f"/{name}")
        for name in off_the_matrix(register.matrix, sent.likelihood, sent.impact)
    ]
    if before is not None and sent.reason is None:
        faults.append(Fault("reason_missing", "a score changes for a reason", pointer="/reason"))
    if sent.assessed is not None and sent.assessed.date.first_day > today:
        message = "an assessment lies behind us; nobody has looked yet"
        faults.append(Fault("assessed_in_future", message, pointer="/assessed"))
    return faults


def assessed_version(
    at: RiskAddress,
    sent: AssessmentText,
    register: Register,
    beside: Sequence[tuple[AssessmentVersion, Register]],
    recorded_at: datetime,
    *,
    by: Principal,
) -> AssessmentVersion:
    """Return an assessment on a register's matrix.

    Args:
        beside: Those of its risk that stand, and the register that each was made on.
    """
    return AssessmentVersion(
        body=at.body,
        reference=at.reference,
        kind=sent.kind,
        recorded_at=recorded_at,
        id=new_id(),
        register=register.register_code,
        matrix=register.recorded_at,
        likelihood=sent.likelihood,
        impact=sent.impact,
        reason=sent.reason,
        reason_was_confidential=sent.reason_is_confidential,
        assessed=sent.assessed and sent.assessed.model_dump(mode="json"),
        flags=_flags(sent, register, beside),
        made_by=by.client,
        made_by_holder=by.holder,
    )


def _flags(
    sent: AssessmentText,
    register: Register,
    beside: Sequence[tuple[AssessmentVersion, Register]],
) -> list[dict[str, object]]:
    """Return what is odd beside the other kinds, as far as they were made on the same scales."""
    scores = {
        AssessmentKind(version.kind): score(version.likelihood, version.impact)
        for version, made_on in beside
        if have_same_scales(made_on.matrix, register.matrix)
    }
    scores[sent.kind] = score(sent.likelihood, sent.impact)
    return [flag.model_dump(mode="json") for flag in oddities(scores)]
