"""The golden thread: down from an objective, and up from an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.projects.kept import queries
from services.projects.kept.kinds import Address
from services.projects.objectives.use_cases import find_objective, objectives_of
from services.projects.plans.kinds import ITEM, PLAN
from services.projects.plans.trees import branches
from services.projects.plans.use_cases import find_item, find_plan, items_of
from services.projects.threads.contributing import contributions_of
from services.projects.threads.kinds import CONTRIBUTIONS
from services.projects.threads.rules import METHOD, Link, links_of, place, reached
from shared.contracts.projects.threads import (
    ItemThread,
    NamedOutcome,
    ObjectiveThread,
    ThreadContribution,
    ThreadItem,
    ThreadObjective,
)
from shared.contracts.projects.vocabulary import Keeping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.objectives import Objective
    from shared.contracts.projects.plans import Plan
    from shared.contracts.projects.threads import Contributions
    from shared.storage.sessions import Reader
    from shared.web.asking import AsKnown


class _Serving(NamedTuple):
    plan: Plan
    item: ItemContent
    links: Mapping[str, Link]


async def read_objective_thread(reader: Reader, at: Address, as_known: AsKnown) -> ObjectiveThread:
    """Return all that serves an objective.

    Raises:
        NotFound: If the body keeps no such objective.
    """
    await find_objective(reader, at)
    body = Address(at.body)
    every = await objectives_of(reader, body)
    there = _on_the_thread(reached([at.last], every, down=True), every)
    serving = await _serving(reader, body)
    items = [
        _thread_item(objective.objective, each)
        for objective in there
        for each in serving
        if objective.objective in each.links
    ]
    on_it: list[ThreadObjective | ThreadItem] = [*there, *items]
    return ObjectiveThread(
        body=at.body,
        objective=at.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        method=METHOD,
        objectives=there,
        items=items,
        owners=_each_once(each.owners for each in on_it),
        indicators=sorted(_each_once(each.indicators for each in on_it)),
        risks=sorted(_each_once(each.risks for each in on_it)),
    )


async def read_item_thread(reader: Reader, at: Address, as_known: AsKnown) -> ItemThread:
    """Return what an item is for. One that was removed serves nothing any more.

    Raises:
        NotFound: If there is no such item.
    """
    item = await find_item(reader, at)
    plan = await find_plan(reader, at.above)
    every = await objectives_of(reader, Address(at.body))
    tree = branches(await items_of(reader, at.above))
    links = links_of(tree, await contributions_of(reader, at.above)).get(at.last, {})
    own = sorted((every[code] for code in links if code in every), key=place)
    steps = reached([objective.objective for objective in own], every, down=False)
    return ItemThread(
        body=at.body,
        plan=at.above.last,
        plan_title=plan.title,
        item=at.last,
        title=item.title,
        owners=item.owners,
        teams=item.teams,
        indicators=item.indicators,
        risks=item.risks,
        known_at=as_known.known_at,
        settled=as_known.settled,
        method=METHOD,
        contributions=[_contribution(objective, links[objective.objective]) for objective in own],
        objectives=_on_the_thread({code: depth + 1 for code, depth in steps.items()}, every),
    )


async def _serving(reader: Reader, body: Address) -> list[_Serving]:
    """Return the items of all plans of a body, and the objectives that each serves."""
    plans: dict[str, Plan] = {}
    items: dict[str, list[ItemContent]] = {}
    said: dict[str, dict[str, Contributions]] = {}
    for version in await queries.all_kept(reader, body, [PLAN, ITEM, CONTRIBUTIONS]):
        if version.kind == PLAN.name:
            plans[version.path] = PLAN.shown(version)
        elif version.kind == ITEM.name:
            item = ITEM.shown(version)
            if item.state is Keeping.KEPT:
                items.setdefault(item.plan, []).append(item)
        else:
            contributions = CONTRIBUTIONS.shown(version)
            said.setdefault(contributions.plan, {})[contributions.item] = contributions
    return [
        each for code, plan in plans.items() for each in _of_plan(plan, items.get(code, ()), said)
    ]


def _of_plan(
    plan: Plan, items: Sequence[ItemContent], said: Mapping[str, Mapping[str, Contributions]]
) -> Iterator[_Serving]:
    tree, by_name = branches(items), {item.item: item for item in items}
    for name, links in links_of(tree, said.get(plan.plan, {})).items():
        yield _Serving(plan, by_name[name], links)


def _on_the_thread(
    steps: Mapping[str, int], every: Mapping[str, Objective]
) -> list[ThreadObjective]:
    there = sorted(steps, key=lambda code: (steps[code], place(every[code])))
    return [
        ThreadObjective(
            objective=code,
            level=every[code].level,
            number=every[code].number,
            title=every[code].title,
            depth=steps[code],
            parents=every[code].parents,
            owners=every[code].owners,
            indicators=every[code].indicators,
            risks=every[code].risks,
        )
        for code in there
    ]


def _thread_item(code: str, serving: _Serving) -> ThreadItem:
    link, item = serving.links[code], serving.item
    return ThreadItem(
        objective=code,
        plan=serving.plan.plan,
        plan_title=serving.plan.title,
        item=item.item,
        title=item.title,
        through=link.through,
        outcomes=link.said.outcomes,
        note=link.said.note,
        owners=item.owners,
        teams=item.teams,
        indicators=item.indicators,
        risks=item.risks,
    )


def _contribution(objective: Objective, link: Link) -> ThreadContribution:
    texts = {outcome.letter: outcome.text for outcome in objective.outcomes}
    return ThreadContribution(
        objective=objective.objective,
        title=objective.title,
        through=link.through,
        outcomes=[
            NamedOutcome(letter=letter, text=texts.get(letter)) for letter in link.said.outcomes
        ],
        note=link.said.note,
    )


def _each_once(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(each for named in lists for each in named))
