"""The steps that change what releases are made of: figures, targets and commentary."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial, wraps
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.database import Database, cloned
from tests.kpi.releases import office as offices
from tests.kpi.releases.board import RATE
from tests.kpi.releases.office import EXPLAINED, Office
from tests.kpi.releases.orders import (
    BODIES,
    COUNCILS,
    RIGHTS,
    SECOND,
    Content,
    Release,
    barred,
)
from tests.kpi.releases.outside import PERIOD, Outside
from tests.kpi.submissions.lives import WHY, Paper, Row
from tests.suite import opened as suite_opened

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.suite import Suite

PEOPLE: Final = st.integers(0, 2 * len(RIGHTS) - 1)
"""Of those who have the scope, or as often of all the hands."""

RECEIPTS: Final = st.sampled_from([400, 500, 1_100])
CAUSES: Final = st.sampled_from(["cause 1", "cause 2"])
WHICH: Final = st.integers(0, 2)
"""Counted back from the newest."""
SOMETIMES: Final = st.sampled_from([False, False, False, True])
_MARGIN_S: Final = 0.35
"""A request that would be asked so short before an hour waits for it: what it finds is certain."""

_ATTEMPTS: Final = 5
"""How often something is read again before that is given up."""

_SCOPES: Final = {"explain": "kpi:submit", "approve": "kpi:approve", "reject": "kpi:approve"}


class Overtaken(Exception):
    """An hour came while something was asked, so nobody can foretell the answer."""


def unless_overtaken(work: Callable[..., None]) -> Callable[..., None]:
    """Let a rule do nothing any more once its sequence is overtaken.

    To reject the sequence would end its draws by the clock, and Hypothesis asks for the same draws
    whenever it comes by the same beginning.
    """

    @wraps(work)
    def done(machine: Making, *args: Any, **drawn: Any) -> None:
        if machine.is_overtaken:
            return
        try:
            work(machine, *args, **drawn)
        except Overtaken:
            machine.is_overtaken = True

    return done


class Making(RuleBasedStateMachine):
    """The suite beside the model, on a database of its own."""

    def __init__(self, runner: asyncio.Runner, base: Database, known: Suite, first: Any) -> None:
        """Begin with approved figures, and no release."""
        super().__init__()
        self.runner = runner
        self.stack = AsyncExitStack()
        database = self.run(self.stack.enter_async_context(cloned(base.admin)))
        suite = self.run(self.stack.enter_async_context(suite_opened(database, known=known)))
        self.office = Office(suite)
        self.model = offices.begun()
        self.outside = Outside(suite.http, {})
        self.ids = self.outside.ids
        self.hashes: dict[str, dict[Content, str]] = {body: {} for body in BODIES}
        self.papers = {council: [first[council]["id"]] for council in COUNCILS}
        self.seen = {council: [{0: first[council]["content_hash"]}] for council in COUNCILS}
        self.etags: dict[str, str] = {}
        self.readers = cycle(RIGHTS)
        self.members = cycle(COUNCILS)
        self.looked_at: object = None
        self.taken = 0
        self.is_well = False
        self.is_overtaken = False

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for *work*, on the loop of the suite."""
        return self.runner.run(work)

    def let_hours_pass(self) -> list[datetime]:
        """Wait for an hour that is near, and return all instants at which something turns."""
        hours = [one.hour for one in self.model.releases if one.hour and not one.cancelled]
        turns = sorted(turn for hour in hours for turn in (hour - SECOND, hour))
        for turn in turns:
            ahead = (turn - datetime.now(UTC)).total_seconds()
            if 0 <= ahead < _MARGIN_S:
                time.sleep(ahead + 0.001)
        return turns

    def between_hours(self, ask: Callable[[], Coroutine[Any, Any, Any]]) -> tuple[Any, datetime]:
        """Ask while no hour comes, and return the answer with its instant; what reads, asks again.

        Raises:
            Overtaken: If an hour came all the same.
        """
        self.is_well = False
        for _ in range(_ATTEMPTS):
            turns = self.let_hours_pass()
            before = datetime.now(UTC)
            answer = self.run(ask())
            writes = isinstance(answer, httpx.Response) and answer.request.method != "GET"
            if not any(before <= turn <= datetime.now(UTC) for turn in turns):
                self.taken += writes and answer.is_success
                return answer, before
            if writes:
                break
        raise Overtaken

    def outlive(self, longest: timedelta) -> None:
        """Wait until every hour has come that is no farther than *longest*."""
        until = datetime.now(UTC) + longest
        hours = [one.hour for one in self.model.releases if one.hour and one.hour < until]
        ahead = max((hour - datetime.now(UTC) for hour in hours), default=timedelta(0))
        time.sleep(max(ahead.total_seconds(), 0))

    @staticmethod
    def hand(by: int, scope: str, body: str) -> str:
        """Return whom a number was drawn for."""
        every = list(RIGHTS)
        able = [one for one in every if not barred(one, scope, body)]
        some = able if by < len(every) and able else every
        return some[by % len(some)]

    def at(self, release: Release) -> str:
        """Return a release's address."""
        return f"{release.body}/releases/{self.ids[release]}"

    @rule(council=st.sampled_from(COUNCILS), receipts=RECEIPTS, explained=SOMETIMES, by=PEOPLE)
    @unless_overtaken
    def submit(self, council: str, receipts: int, explained: bool, by: int) -> None:  # noqa: FBT001 - drawn by name
        """Submit another figure; too high a one is held, unless it comes explained."""
        self._submit(council, receipts, self.hand(by, "kpi:submit", council), explained=explained)

    def _submit(self, council: str, receipts: int, by: str, *, explained: bool) -> None:
        row = Row(1, receipts, "Corrected", WHY if explained else None)
        answer, _ = self.between_hours(lambda: self.office.post(council, row, by))
        if refused := barred(by, "kpi:submit", council):
            assert answer.status_code == refused, answer.text
            return
        theirs = self.model.submissions[council]
        before = len(theirs.papers)
        expected = theirs.post([row], by)
        told = answer.json()
        assert [one["outcome"] for one in told["results"]] == expected
        assert len(told["submissions"]) == len(theirs.papers) - before
        for made in told["submissions"]:
            self.papers[council].append(made["id"])
            self.seen[council].append({0: made["content_hash"]})

    @rule(
        council=st.sampled_from(COUNCILS),
        name=st.sampled_from(["explain", "approve", "reject"]),
        which=WHICH,
        by=PEOPLE,
        stale=SOMETIMES,
    )
    @unless_overtaken
    def decide(self, council: str, name: str, which: int, by: int, stale: bool) -> None:  # noqa: FBT001 - drawn by name
        """Explain, approve or reject a submission, or try to."""
        papers = self.model.submissions[council].papers
        hand = self.hand(by, _SCOPES[name], council)
        self._decide(council, name, papers[-1 - which % len(papers)], hand, stale=stale)

    def _decide(self, council: str, name: str, paper: Paper, by: str, *, stale: bool) -> None:
        theirs = self.model.submissions[council]
        seen = self.seen[council][paper.number]
        if paper.content not in seen:
            at = f"{council}/submissions/{self.papers[council][paper.number]}"
            told = self.run(self.office.get(at, "representative")).json()
            seen[paper.content] = told["content_hash"]
        by_hash = seen[0 if stale else paper.content]
        at = f"{council}/submissions/{self.papers[council][paper.number]}/{name}"
        sent = {"explain": EXPLAINED, "reject": {"reason": "Another month"}}.get(name)
        answer, _ = self.between_hours(lambda: self.office.step(at, by, by_hash, sent))
        expected = barred(by, _SCOPES[name], council)
        if expected is None and by_hash != seen[paper.content]:
            expected = 412
        if expected is None:
            expected = {
                "explain": partial(theirs.explain, paper, [1], WHY, by),
                "approve": partial(theirs.approve, paper, by),
                "reject": partial(theirs.reject, paper),
            }[name]()
        assert answer.status_code == expected, (name, expected, answer.text)

    @rule(body=st.sampled_from(BODIES), annual=st.sampled_from([97, 98]), by=PEOPLE)
    @unless_overtaken
    def set_target(self, body: str, annual: int, by: int) -> None:
        """Set a council's target, or the joint one."""
        self._set_target(body, annual, self.hand(by, "kpi:target", body))

    def _set_target(self, body: str, annual: int, by: str) -> None:
        rationale = f"Set by {by}, {annual} after {self.model.setters.get(body)}"
        sent = {"annual": annual, "rationale": rationale}
        if self._put(f"{body}/targets/2019-20/{RATE}", by, sent, barred(by, "kpi:target", body)):
            self.model.targets[body] = annual
            self.model.setters[body] = by
            if body in COUNCILS:
                self.model.submissions[body].setter = by

    @rule(body=st.sampled_from(BODIES), cause=CAUSES, by=PEOPLE)
    @unless_overtaken
    def write(self, body: str, cause: str, by: int) -> None:
        """Write a body's commentary; the same again is nobody's."""
        self._write(body, cause, self.hand(by, "kpi:submit", body))

    def _write(self, body: str, cause: str, by: str) -> None:
        at = f"{body}/commentary/{PERIOD}/{RATE}"
        if self._put(at, by, {"cause": cause}, barred(by, "kpi:submit", body)):
            if self.model.causes.get(body) != cause:
                self.model.writers[body] = by
            self.model.causes[body] = cause

    def _put(self, at: str, by: str, sent: dict[str, Any], refused: int | None) -> bool:
        etag = self.etags.get(at)
        answer, _ = self.between_hours(lambda: self.office.put(at, by, etag, sent))
        assert answer.status_code == (refused or (200 if etag else 201)), answer.text
        if refused is None:
            self.etags[at] = answer.headers["etag"]
        return refused is None
