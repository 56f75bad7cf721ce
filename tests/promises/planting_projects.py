"""Officers at work on a plan, whose words are their body's own, and on an edition of it to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.promises.world import COUNCIL

if TYPE_CHECKING:
    from tests.promises.planting import Planter
    from tests.suite import Suite

PLAN: Final = "improvement"
ITEM: Final = "R77"
MILESTONE: Final = "m77"
QUARTER: Final = "2019-20-Q4"
_PARTS: Final = (
    *("section", "item", "notes", "position", "move", "evidence", "confidence"),
    *("comment", "communication", "decision", "edition"),
)
WORDS: Final = tuple(f"plan-{part}-canary" for part in _PARTS)
"""What the body's readers see, and nobody else."""

_OWN: Final = f"/v1/projects/bodies/{COUNCIL}"
_AT: Final = f"{_OWN}/plans/{PLAN}"


async def writer(suite: Suite) -> dict[str, str]:
    """Return the headers of who keeps plans."""
    return await suite.key(holder="plan officer", projects_read=[COUNCIL], projects_write=[COUNCIL])


async def approver(suite: Suite) -> dict[str, str]:
    """Return the headers of who approves editions of plans."""
    return await suite.key(
        holder="plan approver", projects_read=[COUNCIL], projects_approve=[COUNCIL]
    )


async def plant(planter: Planter, hour: str) -> None:
    """Write wherever a plan has words, and schedule an edition of it all."""
    said = dict(zip(_PARTS, WORDS, strict=True))
    by = await writer(planter.suite)
    item, milestone = f"{_AT}/items/{ITEM}", f"{_AT}/items/{ITEM}/milestones/{MILESTONE}"
    section = {"heading": said["section"], "paragraphs": [said["section"]]}
    plan = {"title": "Plan", "shape": "improvement_plan", "sections": [section]}
    await _keep(planter, by, _AT, plan)
    await _keep(planter, by, item, {"title": said["item"], "notes": said["notes"]})
    due = {"title": said["item"], "dates": [{"planned": "31/01/2020"}]}
    await _keep(planter, by, milestone, due)
    moved = {"to": "28/02/2020", "reason": said["move"]}
    await _step(planter, by, milestone, "redate", moved)
    done = {"on": "2020-02-27", "evidence": said["evidence"]}
    await _step(planter, by, milestone, "complete", done)
    for period in (QUARTER, "2019-20-Q3", "2019-20-M09"):
        stands = {"period": period, "statement": said["position"]}
        await planter.write(by, "POST", f"{item}/positions", stands)
    sure = {"confidence": "red", "reason": said["confidence"], "on": "2020-01-31"}
    await planter.write(by, "POST", f"{item}/confidence", sure)
    comment = {"council": COUNCIL, "comment": said["comment"]}
    await planter.write(by, "POST", f"{_AT}/consultations/protocol/comments", comment)
    decided = {"decision": "agree", "comment": said["decision"]}
    await _keep(planter, by, f"{item}/decisions/{COUNCIL}", decided)
    told = {"title": said["communication"], "audience": "Staff", "channel": "Bulletin"}
    held = told | {"embargo": hour}
    await _keep(planter, by, f"{_AT}/communications/held", held)
    await _schedule(planter, by, said["edition"], hour)


async def _keep(planter: Planter, by: dict[str, str], at: str, said: dict[str, Any]) -> None:
    read = await planter.suite.http.get(at, headers=by)
    if read.status_code == 404:
        await planter.write(by, "PUT", at, said, if_none_match="*")
    else:
        await planter.write(by, "PUT", at, said, if_match=read.headers["etag"])


async def _step(
    planter: Planter, by: dict[str, str], at: str, step: str, said: dict[str, Any]
) -> None:
    tag = (await planter.suite.http.get(at, headers=by)).headers["etag"]
    await planter.write(by, "POST", f"{at}/{step}", said, if_match=tag)


async def _schedule(planter: Planter, by: dict[str, str], title: str, hour: str) -> None:
    sent = {"plan_code": PLAN, "period": QUARTER, "title": title, "text": title}
    await planter.schedule_edition(
        f"{_OWN}/editions", sent, by, await approver(planter.suite), hour
    )
