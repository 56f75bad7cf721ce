"""Joint working: decisions, consultations and comments on them, communications, groups.

Who calls is a tester, and so may not approve what a tester wrote: communications to be approved are
another hand's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.promises.projects.keeping import AT, KeptThing, Part, post, put, seen
from tests.promises.projects.plans import ITEM, PLAN
from tests.promises.world import COUNCIL, OTHER_COUNCIL, Call

if TYPE_CHECKING:
    from tests.promises.operations import Operation
    from tests.promises.projects.keeping import Maker
    from tests.promises.world import World

CONSULTATION: Final = "protocol"
_APPROVAL: Final = {"council": COUNCIL, "representative": "LB"}


def _decision(number: int) -> dict[str, Any]:
    return {"decision": "agree", "comment": f"Bailiffs as high priority {number}"}


def _consultation(number: int) -> dict[str, Any]:
    return {
        "title": f"Protocol {number}",
        "kind": "document",
        "version": "v0.3",
        "dated": "2006-01-03",
        "asked": [COUNCIL, OTHER_COUNCIL],
        "circulated_at": "2006-01-04T10:00:00Z",
        "comments_required_by": "2006-01-11T17:00:00Z",
    }


def _communication(number: int) -> dict[str, Any]:
    return {"title": f"Bulletin {number}", "audience": "Staff", "channel": "Staff bulletin"}


def _group(number: int) -> dict[str, Any]:
    member = {"name": "LB", "council": COUNCIL, "is_nominated_representative": True}
    return {
        "name": f"Steering Group {number}",
        "parties": [{"council": COUNCIL}, {"council": OTHER_COUNCIL}],
        "members": [member],
    }


DECISIONS: Final = KeptThing(
    "item_decision",
    "item_decisions",
    {"plan": PLAN, "item": ITEM, "council": COUNCIL},
    "plans/{plan}/items/{item}/decisions/{council}",
    _decision,
    OTHER_COUNCIL,
)
CONSULTATIONS: Final = KeptThing(
    "plan_consultation",
    "plan_consultations",
    {"plan": PLAN, "consultation": CONSULTATION},
    "plans/{plan}/consultations/{consultation}",
    _consultation,
    "spare",
)
COMMUNICATIONS: Final = KeptThing(
    "communication",
    "communications",
    {"plan": PLAN, "communication": "bulletin"},
    "plans/{plan}/communications/{communication}",
    _communication,
    "spare",
)
GROUPS: Final = KeptThing(
    "steering_group",
    "steering_groups",
    {"plan": PLAN, "group": "steering"},
    "plans/{plan}/groups/{group}",
    _group,
    "spare",
)


async def _comment(world: World, operation: Operation) -> Call:
    at = {"body_code": COUNCIL, "plan": PLAN, "consultation": CONSULTATION}
    comment = f"Is NNDR in there somewhere? {world.number()}"
    return Call(operation, at, content={"council": COUNCIL, "comment": comment})


def _step_of_communication(content: dict[str, Any] | None, *, approved: bool) -> Maker:
    async def make(world: World, operation: Operation) -> Call:
        number = world.number()
        name = f"n{number}"
        may: dict[str, list[str]] = {"projects_read": [COUNCIL], "projects_write": [COUNCIL]}
        writer = await world.suite.key("writer", **may)
        await put(world, COMMUNICATIONS.path(name), _communication(number), writer)
        if approved:
            await post(world, COMMUNICATIONS.path(name), "approve", _APPROVAL)
        at = {"body_code": COUNCIL, "plan": PLAN, "communication": name}
        return await seen(world, Call(operation, at, content=content), COMMUNICATIONS.path(name))

    return make


async def _commented(world: World) -> None:
    for number in range(2):
        answer = await world.suite.http.post(
            f"{AT}/plans/{PLAN}/consultations/{CONSULTATION}/comments",
            json={"council": COUNCIL, "comment": f"Comment {number}"},
            headers=await world.all_scopes(),
        )
        assert answer.is_success, answer.text


PART: Final = Part(
    (DECISIONS, CONSULTATIONS, GROUPS, COMMUNICATIONS),
    {
        "comment_plan_consultation": _comment,
        "approve_communication": _step_of_communication(_APPROVAL, approved=False),
        "release_communication": _step_of_communication(None, approved=True),
    },
    ("read_decision_table", "list_consultation_comments"),
    _commented,
)
