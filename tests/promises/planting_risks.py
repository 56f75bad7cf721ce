"""Risk officers at work on what is Part 2, and on an edition that is not public yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.promises.world import COUNCIL, PARTNERSHIP

if TYPE_CHECKING:
    from tests.promises.planting import Planter
    from tests.suite import Suite

REFERENCE: Final = "R77"
REGISTER: Final = "operational"
PART_TWO: Final = tuple(
    f"part-two-{word}-canary" for word in ("cause", "reason", "comment", "evidence", "treatment")
)
"""What is shown to holders of `risk:confidential` alone."""

RISK, EDITION = WORKING = ("risk-title-canary", "edition-title-canary")
"""What the body's readers see, and nobody else."""

_AT: Final = f"/v1/risk/bodies/{COUNCIL}"


async def writer(suite: Suite) -> dict[str, str]:
    """Return the headers of who keeps risks, and sees Part 2."""
    scopes = ("risk_read", "risk_write", "risk_confidential")
    return await suite.key(holder="risk officer", **{scope: [COUNCIL] for scope in scopes})


async def approver(suite: Suite) -> dict[str, str]:
    """Return the headers of who approves editions."""
    return await suite.key(holder="risk approver", risk_read=[COUNCIL], risk_approve=[COUNCIL])


async def reader(suite: Suite) -> dict[str, str]:
    """Return the headers of who may do all there is to do to risks, but see Part 2."""
    bodies = [COUNCIL, PARTNERSHIP]
    return await suite.key(
        holder="risk reader", risk_read=bodies, risk_write=bodies, risk_approve=bodies
    )


async def plant(planter: Planter, hour: str) -> None:
    """Write Part 2 wherever it can stand, and schedule an edition of it all."""
    cause, reason, comment, evidence, treatment = PART_TWO
    by = await writer(planter.suite)
    risk = f"{_AT}/risks/{REFERENCE}"
    definition = {"register_code": REGISTER, "title": RISK, "cause": cause}
    hidden = definition | {"confidential": ["cause", "treatment"]}
    await planter.write(by, "PUT", risk, hidden, if_none_match="*")
    for likelihood in (2, 3):
        assessed = {"kind": "current", "likelihood": likelihood, "impact": 4, "reason": reason}
        at = f"{risk}/assessments"
        await planter.write(by, "POST", at, assessed | {"reason_is_confidential": True})
    reviewed = {"reviewed": "2020-01-31", "comment": comment, "comment_is_confidential": True}
    await planter.write(by, "POST", f"{risk}/reviews", reviewed)
    action = {"kind": "action", "title": "Act", "evidence": evidence, "confidential": ["evidence"]}
    await planter.write(by, "PUT", f"{risk}/mitigations/A1", action, if_none_match="*")
    rows = {"items": [{"reference": REFERENCE, "treatment": treatment}]}
    await planter.write(by, "POST", f"{_AT}/registers/{REGISTER}/risks", rows)
    await _schedule(planter, by, hour)


async def _schedule(planter: Planter, by: dict[str, str], hour: str) -> None:
    said = {"register_code": REGISTER, "period": "2019-20-Q4", "title": EDITION, "text": EDITION}
    await planter.schedule_edition(f"{_AT}/editions", said, by, await approver(planter.suite), hour)
