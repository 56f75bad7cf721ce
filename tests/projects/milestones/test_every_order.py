"""Whatever is done to a milestone in whatever order, a plain model foretells how it stands.

It foretells each answer, and in the end all that was known at each instant: so its baselines never
move. About 150 steps; with `QD_FULL=1`, 200 sequences.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.database import cloned, server
from tests.machines import stage, walk
from tests.projects.planning import Planning
from tests.promises.crowds import FULL, PATIENCE_S, sized
from tests.suite import opened

if TYPE_CHECKING:
    import httpx

pytestmark = pytest.mark.timeout(4 * PATIENCE_S if FULL else PATIENCE_S)

KINDS: Final = ("interim", "full", "due")
ENDS: Final = {
    "30/06/2009": "2009-06-30",
    "Sept 2009": "2009-09-30",
    "by March 2010": "2010-03-31",
    "Q3 2012-13": "2012-12-31",
    "Ongoing": None,
}
"""What is planned, and the last day that it means: worked by hand, not by the reader."""
DAY: Final = "2009-07-01"
WHY: Final = {"reason": "So decided"}
NUMBERS: Final = count(1)


@dataclass
class Dated:
    """A date, as the model has it."""

    baseline: str
    current: str
    actual: str | None = None


@dataclass
class Life:
    """A milestone, as the model has it."""

    state: str = "open"
    dates: dict[str, Dated] = field(default_factory=dict)
    moves: list[tuple[str, str, str]] = field(default_factory=list)
    is_complete: bool = False

    def free(self) -> set[str]:
        """Return the steps that may be taken."""
        if self.state == "removed":
            return {"restore"}
        actuals = [date.actual for date in self.dates.values()]
        steps = {"remove"}
        if self.state == "open":
            steps |= {"change", "complete"} | ({"redate"} if None in actuals else set())
        if self.is_complete or any(actuals):
            steps.add("reopen")
        return steps

    def stands(self) -> dict[str, Any]:
        """Return what is told of it."""
        return {
            "state": self.state,
            "dates": [
                (kind, *_said(date.baseline), *_said(date.current), date.actual)
                for kind in KINDS
                if (date := self.dates.get(kind))
            ],
            "moves": self.moves,
            "is_complete": self.is_complete,
        }


def _said(planned: str) -> tuple[str, str | None]:
    return planned, ENDS[planned]


def told(milestone: dict[str, Any]) -> dict[str, Any]:
    """Return the same of an answer."""
    return {
        "state": milestone["state"],
        "dates": [
            (
                date["kind"],
                date["baseline"]["as_written"],
                date["baseline"]["ends"],
                date["current"]["as_written"],
                date["current"]["ends"],
                date["actual"],
            )
            for date in milestone["dates"]
        ],
        "moves": [
            (move["kind"], move["before"]["as_written"], move["after"]["as_written"])
            for move in milestone["moves"]
        ],
        "is_complete": milestone["completion"] is not None,
    }


def move(name: str, *given: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return the ways to do something with the milestone."""
    return st.tuples(st.just(name), *given)


KIND: Final = st.sampled_from(KINDS)
PLANNED: Final = st.sampled_from(sorted(ENDS))
MOVES: Final = st.one_of(
    move("keep", KIND, PLANNED),
    move("redate", KIND, PLANNED),
    move("redate", KIND, PLANNED),
    move("complete", st.sampled_from(["interim", "interim", "full", None])),
    move("step", st.sampled_from(["reopen", "reopen", "remove", "restore", "restore"])),
)


class EveryOrder(RuleBasedStateMachine):
    """A milestone, the model beside it, and what was known at each instant."""

    def __init__(self, runner: asyncio.Runner, planning: Planning) -> None:
        super().__init__()
        self.runner = runner
        self.planning = planning
        self.at = f"items/P1/milestones/m{next(NUMBERS)}"
        self.known: list[tuple[str, Life]] = []
        self.life = Life()

    @initialize(planned=st.dictionaries(KIND, PLANNED, min_size=1))
    def define(self, planned: dict[str, str]) -> None:
        """Begin with dates, the baselines of all that follows."""
        answer = self.put(planned)
        assert answer.status_code == 201
        self.life.dates = {kind: Dated(when, when) for kind, when in planned.items()}
        self.remember(answer)

    @rule(move=MOVES)
    def move(self, move: tuple[Any, ...]) -> None:
        """Do the next thing: one rule for all, or Hypothesis leaves most of them out at a time."""
        getattr(self, move[0])(*move[1:])

    def keep(self, kind: str, planned: str) -> None:
        """Keep it anew with a date: one that is new, or as it was, or one that would move."""
        answer = self.put({kind: planned})
        there = self.life.dates.get(kind)
        if "change" not in self.life.free():
            assert answer.status_code == 409
        elif there and planned not in {there.baseline, there.current}:
            assert answer.status_code == 422
        else:
            assert answer.status_code == 200
            self.life.dates.setdefault(kind, Dated(planned, planned))
            self.remember(answer)

    def redate(self, kind: str, planned: str) -> None:
        """Move a date."""
        answer = self.post("redate", {"kind": kind, "to": planned} | WHY)
        date = self.life.dates.get(kind)
        if "redate" not in self.life.free() or (date and date.actual):
            assert answer.status_code == 409
        elif date is None or date.current == planned:
            assert answer.status_code == 422
        else:
            assert answer.status_code == 200
            self.life.moves.append((kind, date.current, planned))
            date.current = planned
            self.remember(answer)

    def complete(self, kind: str | None) -> None:
        """Say that a date was met, or that all is done."""
        answer = self.post("complete", {"kind": kind, "on": DAY, "evidence": "Minutes"})
        date = self.life.dates.get(kind) if kind else None
        if "complete" not in self.life.free() or (date and date.actual):
            assert answer.status_code == 409
        elif kind and date is None:
            assert answer.status_code == 422
        else:
            assert answer.status_code == 200
            for met in {kind} if kind else {"full", "due"}:
                if found := self.life.dates.get(met):
                    found.actual = DAY
            if kind != "interim":
                self.life.state, self.life.is_complete = "complete", True
            self.remember(answer)

    def step(self, verb: str) -> None:
        """Take one of the steps that need a reason alone."""
        answer = self.post(verb, WHY)
        if verb not in self.life.free():
            assert answer.status_code == 409
            return
        assert answer.status_code == 200
        if verb == "reopen":
            for kind, date in self.life.dates.items():
                if kind != "interim" or not self.life.is_complete:
                    date.actual = None
            self.life.state, self.life.is_complete = "open", False
        elif verb == "remove":
            self.life.state = "removed"
        else:
            self.life.state = "complete" if self.life.is_complete else "open"
        self.remember(answer)

    def put(self, planned: dict[str, str]) -> httpx.Response:
        """Keep the milestone with these dates, as it was seen."""
        dates = [{"kind": kind, "planned": when} for kind, when in planned.items()]
        sent = {"title": f"With {sorted(planned.items())}", "dates": dates}
        answer = self.runner.run(self.planning.put(self.at, sent))
        note(f"{planned}: {answer.status_code}")
        return answer

    def post(self, step: str, sent: dict[str, Any]) -> httpx.Response:
        """Take a step of the milestone, as it was seen."""
        answer = self.runner.run(self.planning.step(self.at, step, sent))
        note(f"{step} {sent}: {answer.status_code}")
        return answer

    def remember(self, answer: httpx.Response) -> None:
        """Hold an answer against the model, and keep what is known at its instant."""
        said = answer.json()
        assert told(said) == self.life.stands()
        free = {each["action"] for each in said["allowed_actions"] if each["allowed"]}
        assert free == self.life.free()
        self.known.append((said["recorded_at"], deepcopy(self.life)))

    def teardown(self) -> None:
        """Read again what was known at each instant."""
        for instant, life in self.known:
            then = self.runner.run(self.planning.read(self.at, known_at=instant))
            assert told(then) == life.stands()


def test_whatever_is_done_in_whatever_order_a_milestone_stands_as_foretold() -> None:
    with stage() as (runner, stack):
        machine = partial(EveryOrder, runner, runner.run(_prepared(stack)))
        walk(machine, sequences=sized(12, full=200), steps=sized(15, full=30))


async def _prepared(stack: AsyncExitStack) -> Planning:
    database = await stack.enter_async_context(cloned(server()))
    planning = Planning(await stack.enter_async_context(opened(database)))
    await planning.prepare()
    return planning
