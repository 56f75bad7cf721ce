"""Whatever is done to a risk in whatever order, a plain model foretells how it stands.

It foretells each answer; after each step what is told on a day of its own, by `on=`; and in the end
all that was known at each instant. About 150 steps; with `QD_FULL=1`, 300 sequences.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from shared.calendar.working_days import day_in_london
from tests.database import cloned, server
from tests.machines import stage, walk
from tests.promises.crowds import FULL, PATIENCE_S, sized
from tests.risk.lives import FREE, LEADS, SAME_ROLE, Accepted, Assessed, Heard, Life, Reviewed
from tests.risk.register import BODY, Register
from tests.signalling import signal
from tests.suite import opened

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import httpx

pytestmark = pytest.mark.timeout(4 * PATIENCE_S if FULL else PATIENCE_S)

LONG_AGO: Final = "2019-06-15"
REVIEWS: Final[dict[str, Any]] = {
    "2016-12-31": {"as_written": "Dec-16", "value": "2016-12", "precision": "month"},
    "2019-11-30": {"as_written": "Nov-19", "value": "2019-11", "precision": "month"},
    "2020-02-29": "2020-02-29",
    "today": None,
}
NUMBERS: Final = count(1)
STEPS: Final = st.sampled_from([2, 3, 4, 2, 3, 4, 1, 5, None])
APPROVERS: Final = st.sampled_from(["director", "chair", "director", "chair", SAME_ROLE])


def move(name: str, *given: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return the ways to do something with the risk."""
    return st.tuples(st.just(name), *given)


MOVES: Final = st.one_of(
    move("assess", STEPS, STEPS, st.sampled_from([None, LONG_AGO])),
    move("review", st.sampled_from(sorted(REVIEWS)), st.sampled_from([None, "No change"])),
    move("accept", APPROVERS, st.sampled_from([None, None, None, 12]), st.sampled_from([2, 400])),
    move("accept", APPROVERS, st.none(), st.just(30)),
    move("revoke", APPROVERS),
    move("step", st.sampled_from(["reopen", "reopen", "close", "materialise"])),
    move("let_days_pass", st.sampled_from([1, 2, 28, 200])),
    move("turn_red"),
    move("dismiss", st.integers(0, 2)),
)


def today() -> date:
    return day_in_london(datetime.now(UTC))


class EveryOrder(RuleBasedStateMachine):
    """A risk, the model beside it, and what was known at each instant."""

    def __init__(self, runner: asyncio.Runner, register: Register) -> None:
        super().__init__()
        self.runner = runner
        self.register = register
        self.known: list[tuple[str, Life]] = []
        self.reference = f"L{next(NUMBERS)}"
        self.days = 0
        self.steps = 0
        self.looked_at = (0, 0)

    def run(self, asked: Coroutine[Any, Any, Any]) -> Any:
        """Return what comes of *asked*."""
        return self.runner.run(asked)

    @property
    def at(self) -> str:
        """Where the risk is."""
        return f"risks/{self.reference}"

    @property
    def indicator(self) -> str:
        """The indicator that the risk names, and no other does."""
        return f"rate-{self.reference.lower()}"

    @property
    def on(self) -> date:
        """The day that reads ask about."""
        return today() + timedelta(days=self.days)

    @initialize(first=st.sampled_from([(3, 4), (3, 3), (2, 2), (2, 4), (4, 3), None]))
    def define(self, first: tuple[int, int] | None) -> None:
        """Begin with a risk that nobody has reviewed, and mostly one whose score is known."""
        made = self.run(self.register.define(self.reference, indicators=[self.indicator]))
        self.life = Life(since=day_in_london(datetime.fromisoformat(made["recorded_at"])))
        self.remember(made["recorded_at"])
        if first is not None:
            self.assess(*first, LONG_AGO)

    def remember(self, instant: str) -> None:
        """Keep what is known at an instant."""
        self.known.append((instant, deepcopy(self.life)))

    def post(self, at: str, text: dict[str, Any], **more: Any) -> httpx.Response:
        """Post something of the risk, as the officer."""
        answer: httpx.Response = self.run(self.register.post(f"{self.at}/{at}", text, **more))
        note(f"{at} {text}: {answer.status_code}")
        return answer

    @rule(move=MOVES)
    def move(self, move: tuple[Any, ...]) -> None:
        """Do the next thing: one rule for all, or Hypothesis leaves most of them out at a time."""
        getattr(self, move[0])(*move[1:])

    def assess(self, likelihood: int | None, impact: int | None, since: str | None) -> None:
        """Assess it, as it is now or as it was long ago."""
        text = {"kind": "current", "likelihood": likelihood, "impact": impact, "reason": "A look"}
        answer = self.post("assessments", text | {"assessed": since})
        if self.life.state != "open":
            assert answer.status_code == 409
            return
        before = self.life.assessments[-1:]
        if [one[:2] for one in before] == [(likelihood, impact)]:
            assert answer.status_code == 200
            return
        assert answer.status_code == 201
        day = date.fromisoformat(since) if since else today()
        self.life.assessments.append(Assessed(likelihood, impact, day))
        self.remember(answer.json()["recorded_at"])

    def review(self, day: str, comment: str | None) -> None:
        """Record a review of today or of long ago."""
        last_day = today() if day == "today" else date.fromisoformat(day)
        answer = self.post(
            "reviews", {"reviewed": REVIEWS[day] or f"{today()}", "comment": comment}
        )
        if self.life.state == "closed":
            assert answer.status_code == 409
            return
        said = Reviewed(last_day, comment, self.life.then(last_day))
        if said in self.life.reviews[self.life.unheard :]:
            assert answer.status_code == 200
            return
        assert answer.status_code == 201
        self.life.reviews.append(said)
        self.remember(answer.json()["recorded_at"])

    def accept(self, by: str, score: int | None, days: int) -> None:
        """Accept it at its score, or at another one that the approver believes it has."""
        accepted, expires = score or self.life.score or 1, today() + timedelta(days=days)
        key = self.run(self.register.director(by))
        made = self.register.accept(accepted, f"{expires}", by=key, reference=self.reference)
        answer = self.run(made)
        note(f"accept {accepted} by {by}: {answer.status_code}")
        if not self.life.may_accept(by):
            assert answer.status_code == 409
            return
        if self.life.is_valid(today()) and self.life.acceptances[-1].says == (
            accepted,
            expires,
            by,
        ):
            assert answer.status_code == 200
            return
        if accepted != self.life.score:
            assert answer.status_code == 409
            return
        assert answer.status_code == 201
        given = Accepted(accepted, expires, by, len(self.life.assessments))
        self.life.acceptances.append(given)
        self.remember(answer.json()["acceptance"]["recorded_at"])

    def revoke(self, by: str) -> None:
        """Revoke its acceptance."""
        key = self.run(self.register.director(by))
        answer = self.run(self.register.revoke(by=key, reference=self.reference))
        note(f"revoke by {by}: {answer.status_code}")
        if not self.life.is_valid(today()):
            assert answer.status_code == 409
            return
        assert answer.status_code == 200
        self.life.acceptances[-1].is_revoked = True
        self.remember(answer.json()["acceptance"]["revocation"]["recorded_at"])

    def step(self, verb: str) -> None:
        """Close it, reopen it, or say that it has come true."""
        answer = self.run(self.register.step(verb, self.reference))
        note(f"{verb}: {answer.status_code}")
        target = LEADS.get((self.life.state, verb))
        assert answer.status_code == (409 if target is None else 200)
        if target is not None:
            self.life.state = target
            self.remember(answer.json()["recorded_at"])

    def turn_red(self) -> None:
        """Let its indicator turn red."""
        told = signal(self.register.suite.database, BODY, self.indicator, "2019-20-M10")
        self.life.signals.append(Heard(f"{self.run(told)}", today(), len(self.life.reviews)))
        newest, *_ = self.run(self.register.items(f"{self.at}/signals"))
        self.remember(newest["recorded_at"])

    def dismiss(self, number: int) -> None:
        """Dismiss one of its last signals."""
        if number >= len(self.life.signals):
            return
        heard = self.life.signals[-1 - number]
        answer = self.post(f"signals/{heard.id}/dismiss", {"reason": "A late payment"})
        if self.life.answered(heard) != "open":
            assert answer.status_code == 409
            return
        assert answer.status_code == 200
        heard.is_dismissed = True
        self.remember(answer.json()["dismissal"]["recorded_at"])

    def let_days_pass(self, days: int) -> None:
        """Ask about a later day from now on: so acceptances expire, and reviews are due."""
        self.days += days

    @invariant()
    def it_stands_as_foretold(self) -> None:
        """By its standing; and what may be done follows from its state, whatever was accepted.

        After a step that was refused only now and then: what it changed shows later too.
        """
        self.steps += 1
        moved = (len(self.known), self.days)
        if moved == self.looked_at and self.steps % 4:
            return
        self.looked_at = moved
        self.compare(self.life, self.on)
        told = self.run(self.register.get(self.at)).json()
        free = {one["action"] for one in told["allowed_actions"] if one["allowed"]}
        assert (told["state"], free) == (self.life.state, FREE[self.life.state])

    def compare(self, life: Life, on: date, **known: str) -> None:
        """Hold all that is told of the risk on a day against the model."""
        asked: dict[str, Any] = {"on": f"{on}"} | known
        told = self.run(self.register.standing(self.reference, **asked))
        current = told["scores"]["current"]
        assert [current and current["score"]] == [life.score if life.assessments else None]
        next_review = life.next_review()
        assert told["next_review"] == (next_review and f"{next_review}")
        assert told["is_stale"] is (next_review is not None and on > next_review)
        newest = life.acceptances[-1:]
        assert [told["acceptance"] and told["acceptance"]["validity"]] == [
            life.validity(newest[0], on) if newest else None
        ]
        at_instant = {name: value for name, value in known.items() if name == "known_at"}
        signals = self.run(self.register.items(f"{self.at}/signals", by=None, **at_instant))
        asked_now = [(one["id"], one["state"], one["asks"] is not None) for one in signals]
        assert asked_now == life.asked()
        if life.is_valid(on):
            assert life.score is not None
            assert told["acceptance"]["score"] >= life.score
            assert told["acceptance"]["expires"] >= f"{on}"

    def compare_lists(self, life: Life, on: date, known_at: str) -> None:
        """Hold the acceptances and reviews that were known at an instant against the model."""
        asked: dict[str, Any] = {"on": f"{on}", "known_at": known_at}
        listed = self.run(self.register.items(f"{self.at}/acceptances", **asked))
        assert [(one["score"], one["expires"], one["validity"]) for one in listed] == [
            (one.score, f"{one.expires}", life.validity(one, on))
            for one in reversed(life.acceptances)
        ]
        reviews = self.run(self.register.items(f"{self.at}/reviews", known_at=known_at))
        assert [(one["comment"], _then(one)) for one in reviews] == [
            (one.comment, one.then) for one in life.reviews_by_date()
        ]

    def teardown(self) -> None:
        """Read again what was known at each instant."""
        for instant, life in self.known:
            self.compare(life, self.on, known_at=instant)
            self.compare_lists(life, self.on, instant)


def _then(review: dict[str, Any]) -> tuple[int | None, int | None] | None:
    current = review["scores"]["current"]
    return current and (current["likelihood"], current["impact"])


def test_whatever_is_done_in_whatever_order_a_risk_stands_as_foretold() -> None:
    with stage() as (runner, stack):
        machine = partial(EveryOrder, runner, runner.run(_prepared(stack)))
        walk(machine, sequences=sized(12, full=300), steps=sized(15, full=30))


async def _prepared(stack: AsyncExitStack) -> Register:
    """Open a suite with one register, in which every sequence has a risk of its own."""
    database = await stack.enter_async_context(cloned(server()))
    register = Register(await stack.enter_async_context(opened(database)))
    await register.prepare()
    return register
