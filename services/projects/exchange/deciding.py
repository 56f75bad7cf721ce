"""What becomes of a row: an item or a milestone that is new, one that changes, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from services.projects.exchange.dates import BY_ITSELF, REASON_MISSING, dates_of, moves, not_taken
from services.projects.exchange.drafts import (
    OF_ITEMS,
    OF_MILESTONES,
    item_of,
    milestone_of,
    problem,
)
from services.projects.kept.circles import leads_to
from services.projects.kept.kinds import Address
from services.projects.kept.use_cases import says, version_of
from services.projects.milestones import rules
from services.projects.milestones import states as of_milestones
from services.projects.milestones.kinds import MILESTONE
from services.projects.milestones.links import why_not_linked
from services.projects.milestones.use_cases import content_of as milestone_content
from services.projects.plans import states as of_items
from services.projects.plans.kinds import ITEM
from services.projects.plans.trees import above
from services.projects.plans.use_cases import content_of as item_content
from shared.contracts.projects.items import MOST_ITEMS, ItemDefinition
from shared.contracts.projects.milestones import (
    MOST_MILESTONES,
    MOST_MOVES,
    MilestoneDefinition,
    PlannedDate,
    Redating,
)
from shared.contracts.projects.vocabulary import Keeping
from shared.contracts.rows import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from services.projects.exchange.drafts import Draft
    from services.projects.kept.tables import KeptVersion
    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.milestones import MilestoneContent
    from shared.contracts.projects.plans import Plan
    from shared.contracts.rows import RowProblem
    from shared.security.principal import Principal


_SINCE: Final = "It was changed after this sheet was made: export again, and change that."


@dataclass
class Ground:
    """What rows are judged on: a plan as it stands, and as the rows before have made it."""

    plan: Plan
    items: dict[str, ItemContent]
    milestones: dict[tuple[str, str], MilestoneContent]
    recorded_at: datetime
    by: Principal


@dataclass(frozen=True, slots=True)
class Decided:
    """A row, what becomes of it, and the version that it makes, if any."""

    draft: Draft
    outcome: Outcome
    problems: Sequence[RowProblem] = field(default=())
    version: KeptVersion | None = None


def rejected(draft: Draft, *problems: RowProblem) -> Decided:
    """Return a row that is not kept."""
    return Decided(draft, Outcome.REJECTED, (*draft.problems, *problems))


def decide(draft: Draft, ground: Ground) -> Decided:
    """Return what becomes of a row; the ground holds it from then on."""
    if draft.sent is None or draft.item is None:
        return rejected(draft)
    if told := [*_astray(draft)]:
        return rejected(draft, *told)
    stale = _stale(draft, ground)
    if draft.milestone is None:
        decided = _item(draft, draft.item, ground, stale)
    else:
        decided = _milestone(draft, (draft.item, draft.milestone), ground, stale)
    if stale and decided.outcome is Outcome.REJECTED:
        return rejected(draft, stale)  # whatever else is wrong with it may come of that
    return decided


def _stale(draft: Draft, ground: Ground) -> RowProblem | None:
    """Return that a row is of a moment before what stands; one that names none is of now."""
    assert draft.sent is not None  # noqa: S101 - checked before
    item, milestone = draft.sent.item, draft.sent.milestone
    current: ItemContent | MilestoneContent | None = ground.items.get(item)
    if milestone is not None:
        current = ground.milestones.get((item, milestone))
    moment = draft.sent.recorded_at
    if moment is None or current is None or moment >= current.recorded_at:
        return None
    return problem("changed_since", _SINCE, "recorded_at")


def _astray(draft: Draft) -> Iterator[RowProblem]:
    """Yield what a row says that is not of what it is of."""
    is_item = draft.milestone is None
    others, whose = (OF_MILESTONES, "a milestone") if is_item else (OF_ITEMS, "an item")
    for column in others:
        if getattr(draft.sent, column) is not None:
            yield problem("not_of_this_row", f"Only {whose} has this; leave it empty.", column)


def _item(draft: Draft, name: str, ground: Ground, stale: RowProblem | None) -> Decided:
    current = ground.items.get(name)
    definition = item_of(draft, _standing(current, ItemDefinition))
    if isinstance(definition, tuple):
        return rejected(draft, *definition)
    content = item_content(definition, ground.plan, current)
    if (wrong := _state(draft, current)) is None and current and says(current, content):
        return Decided(draft, Outcome.UNCHANGED)
    if told := [*filter(None, (stale, wrong)), *_why_no_item(name, definition, ground)]:
        return rejected(draft, *told)
    at = Address(ground.plan.body, (ground.plan.plan, name))
    version = version_of(ITEM, at, content, ground.recorded_at, by=ground.by)
    ground.items[name] = ITEM.shown(version)
    return _made(draft, version, is_new=current is None)


def _why_no_item(name: str, definition: ItemDefinition, ground: Ground) -> Iterator[RowProblem]:
    """Yield why an item may not be kept as a row has it."""
    current = ground.items.get(name)
    parent = definition.parent
    if parent and leads_to(parent, name, lambda each: above(each, ground.items)):
        yield problem("parent_circle", "It would stand below itself.", "parent")
    if current is None and len(ground.items) >= MOST_ITEMS:
        yield problem("plan_full", f"A plan has {MOST_ITEMS:,} items.", None)
    if current is not None and (why := of_items.LIFE.refusal("change", current, by=ground.by)):
        yield problem("wrong_state", why.detail, None)


def _milestone(
    draft: Draft, name: tuple[str, str], ground: Ground, stale: RowProblem | None
) -> Decided:
    current = ground.milestones.get(name)
    definition = milestone_of(draft, _standing(current, MilestoneDefinition))
    if isinstance(definition, tuple):
        return rejected(draft, *definition)
    sent = dates_of(draft, current, ground.plan)
    wrong = _state(draft, current)
    if told := [*([wrong] if wrong else []), *not_taken(draft, current)]:
        return rejected(draft, *told)
    if isinstance(sent, tuple):
        return rejected(draft, *sent)
    there = current.dates if current else []
    content = milestone_content(definition, rules.dates_with(there, sent), current)
    if current is not None and current.completion is not None:
        content["completion"] = current.completion.model_dump(mode="json")
    moving = [one for one in sent if moves(one, current)]
    if current is not None and not moving and says(current, content):
        return Decided(draft, Outcome.UNCHANGED)
    if told := [*filter(None, [stale]), *_why_not(draft, name, definition, moving, ground)]:
        return rejected(draft, *told)
    at = Address(ground.plan.body, (ground.plan.plan, *name))
    version = version_of(MILESTONE, at, content, ground.recorded_at, by=ground.by)
    if moving:
        assert draft.sent is not None  # noqa: S101 - checked before
        reason = draft.sent.reason or ""
        after = MILESTONE.shown(version)
        for one in moving:
            to = Redating(kind=one.kind, to=one.planned, reason=reason)
            after = rules.redated(after, to, ground.by.holder, ground.recorded_at)
        version = version_of(
            MILESTONE,
            at,
            after.model_dump(mode="json", include={*content}),
            ground.recorded_at,
            by=ground.by,
            act="redated",
            reason=reason,
        )
    ground.milestones[name] = MILESTONE.shown(version)
    return _made(draft, version, is_new=current is None)


def _why_not(
    draft: Draft,
    name: tuple[str, str],
    definition: MilestoneDefinition,
    moving: Sequence[PlannedDate],
    ground: Ground,
) -> list[RowProblem]:
    """Return why a milestone may not be kept as a row has it."""
    assert draft.sent is not None  # noqa: S101 - checked before
    item, current = ground.items.get(name[0]), ground.milestones.get(name)
    if item is None:
        return [problem("no_such_item", "The plan has no such item, nor a row before.", "item")]
    if item.state is not Keeping.KEPT:
        return [problem("wrong_state", "Its item was removed.", "item")]
    told = []
    if current is None and len(ground.milestones) >= MOST_MILESTONES:
        told.append(problem("plan_full", f"A plan has {MOST_MILESTONES:,} milestones.", None))
    if current is not None:
        step = "redate" if moving else "change"
        if why := of_milestones.LIFE.refusal(step, current, by=ground.by):
            told.append(problem("wrong_state", why.detail, None))
        if len(current.moves) + len(moving) > MOST_MOVES:
            told.append(problem("moves_full", f"Dates move at most {MOST_MOVES} times.", None))
        met = {date.kind for date in current.dates if date.actual is not None}
        told += [
            problem("wrong_state", "That date was met.", one.kind)
            for one in moving
            if one.kind in met
        ]
    if moving and draft.sent.reason is None:
        told += [problem("reason_missing", REASON_MISSING, "reason")]
    links = why_not_linked(name, definition.depends_on, ground.milestones)
    told += [problem(fault.code, f"A link {fault.detail}.", "depends_on") for fault in links]
    return told


def _made(draft: Draft, version: KeptVersion, *, is_new: bool) -> Decided:
    return Decided(draft, Outcome.CREATED if is_new else Outcome.RESTATED, (), version)


def _state(draft: Draft, current: ItemContent | MilestoneContent | None) -> RowProblem | None:
    assert draft.sent is not None  # noqa: S101 - checked before
    usual = "kept" if draft.milestone is None else "open"
    if draft.sent.state in (None, current.state if current else usual):
        return None
    return problem("state_not_taken", BY_ITSELF, "state")


def _standing(current: Any, definition: type[Any]) -> dict[str, Any]:
    names = {*definition.model_fields} - {"dates"}
    return {} if current is None else current.model_dump(mode="json", include=names)
