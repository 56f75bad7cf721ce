"""Whatever is posted, explained, approved and rejected in whatever order, a plain model foretells.

It foretells each answer, who may do what next, whether a content is another, and every version.
About 350 steps; with `QD_FULL=1`, 10,000.
"""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.database import cloned, server
from tests.kpi.submissions.desk import AT, COUNCIL, opened
from tests.kpi.submissions.lives import DEBIT, EYES, HOLLOW, WHY, Model, Paper, Row
from tests.machines import stage, walk
from tests.promises.crowds import PATIENCE_S, sized
from tests.suite import opened as suite_opened

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import httpx

    from tests.suite import Suite

pytestmark = pytest.mark.timeout(PATIENCE_S)

PEOPLE: Final = st.sampled_from(list(EYES))
MONTHS: Final = (1, 2, 3)
ROWS: Final = st.builds(
    Row,
    st.sampled_from(MONTHS),
    st.sampled_from([100, 200, 300, 1_100]),
    st.sampled_from(["Corrected", "Corrected", "Corrected", None]),
    st.sampled_from([None, None, HOLLOW, WHY]),
)
BATCHES: Final = st.lists(ROWS, min_size=1, max_size=3, unique_by=lambda row: row.month)
WHICH: Final = st.integers(0, 3)
"""Of the submissions in a state that a step leads from, counted back from the newest."""
_ANY: Final = 3
"""Then of all of them."""
SOMETIMES: Final = st.sampled_from([False, False, False, True])


class Lives(RuleBasedStateMachine):
    """The suite beside the model."""

    def __init__(self, runner: asyncio.Runner, suite: Suite) -> None:
        """Begin with an indicator of its own."""
        super().__init__()
        self.runner = runner
        self.model = Model()
        self.ids: list[str] = []
        self.tags: list[dict[int, str]] = []  # of each submission, by what its model's content was
        self.readers = cycle(EYES)
        self.desk = self.run(opened(suite))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for *work*, on the loop of the suite."""
        return self.runner.run(work)

    @rule(rows=BATCHES, by=PEOPLE)
    def submit(self, rows: list[Row], by: str) -> None:
        """Post a batch: figures come, are amended, or held."""
        before = len(self.model.papers)
        expected = self.model.post(rows, by)
        figures = [
            self.desk.month(
                row.month, row.receipts, DEBIT, reason=row.reason, explanation=row.explanation
            )
            for row in rows
        ]
        answer = self.run(self.desk.send(*figures, by=by))
        told = answer.json()
        assert answer.status_code == (422 if set(expected) == {"rejected"} else 201), answer.text
        by_month = sorted(told["results"], key=lambda result: str(result["period"]))
        assert [result["outcome"] for result in by_month] == expected
        made = told.get("submissions", [])
        assert len(made) == len(self.model.papers) - before
        for submission in made:
            self.ids.append(submission["id"])
            self.tags.append({0: submission["content_hash"]})

    @precondition(lambda self: self.ids)
    @rule(
        which=WHICH,
        months=st.lists(st.sampled_from(MONTHS), min_size=1, max_size=2, unique=True),
        all_of_them=st.sampled_from([True, True, False]),
        why=st.sampled_from([WHY, WHY, WHY, HOLLOW]),
        by=PEOPLE,
        stale=SOMETIMES,
    )
    def explain(
        self,
        which: int,
        months: list[int],
        all_of_them: bool,  # noqa: FBT001 - drawn by name
        why: str,
        by: str,
        stale: bool,  # noqa: FBT001 - drawn by name
    ) -> None:
        """Explain what is held of a submission, or something else."""
        paper = self.paper(which, "held")
        waiting = self.model.waiting.items()
        held = sorted(month for month, (_, number) in waiting if number == paper.number)
        months = held if held and all_of_them else months
        content = {"explanations": [self.desk.said(month, why) for month in months]}
        expect = partial(self.model.explain, paper, months, why, by)
        self.step("explain", paper, by, expect, stale=stale, content=content)

    @precondition(lambda self: self.ids)
    @rule(which=WHICH, by=PEOPLE, own=SOMETIMES, stale=SOMETIMES)
    def approve(self, which: int, by: str, own: bool, stale: bool) -> None:  # noqa: FBT001 - drawn by name
        """Approve a submission, or try to; now and then as who explained it last."""
        paper = self.paper(which, "ready")
        by = paper.explainers[-1] if own and paper.explainers else by
        self.step("approve", paper, by, partial(self.model.approve, paper, by), stale=stale)

    @precondition(lambda self: self.ids)
    @rule(which=WHICH, by=PEOPLE, stale=SOMETIMES)
    def reject(self, which: int, by: str, stale: bool) -> None:  # noqa: FBT001 - drawn by name
        """Reject a submission, or try to."""
        paper = self.paper(which, "held", "ready")
        content = {"reason": "Another month"}
        expect = partial(self.model.reject, paper)
        self.step("reject", paper, by, expect, stale=stale, content=content)

    @rule(by=PEOPLE, annual=st.integers(90, 99))
    def set_target(self, by: str, annual: int) -> None:
        """Set the target of the year."""
        self.run(self._set_target(by, annual))
        self.model.setter = by

    async def _set_target(self, by: str, annual: int) -> None:
        http, caller = self.desk.suite.http, await self.desk.caller(by)
        at = f"/v1/kpi/bodies/{COUNCIL}/targets/2019-20/{self.desk.code}"
        there = await http.get(at, headers=caller)
        seen = {"If-Match": there.headers["etag"]} if there.is_success else {"If-None-Match": "*"}
        target = {"annual": annual, "rationale": f"Set by {by}, {annual} after {self.model.setter}"}
        answer = await http.put(at, json=target, headers=caller | seen)
        assert answer.is_success, answer.text

    def paper(self, which: int, *states: str) -> Paper:
        """Return one of the newest submissions, mostly of those in one of the *states*."""
        papers = self.model.papers
        some = [paper for paper in papers if self.model.state(paper) in states]
        some = papers if which == _ANY or not some else some
        return some[-1 - which % len(some)]

    def step(
        self,
        name: str,
        paper: Paper,
        by: str,
        expect: partial[int],
        *,
        stale: bool,
        content: Any = None,
    ) -> None:
        """Take a step by the content as it is, or as it was once; the model foretells which."""
        tags = self.tags[paper.number]
        seen = tags[0 if stale else paper.content]
        expected = 412 if seen != tags[paper.content] else expect()
        submission = {"id": self.ids[paper.number], "content_hash": seen}
        answer: httpx.Response = self.run(self.desk.step(name, submission, by, content=content))
        assert answer.status_code == expected, (name, expected, answer.text)

    @invariant()
    def all_is_as_foretold(self) -> None:
        """States, contents, what may be done next by one of the callers, and every version."""
        if self.ids:
            self.run(self._check(next(self.readers)))

    async def _check(self, reader: str) -> None:
        listed = await self.desk.suite.http.get(
            AT, params={"limit": len(self.ids)}, headers=await self.desk.caller(reader)
        )
        found = listed.json()["items"][::-1]
        assert [one["id"] for one in found] == self.ids
        for paper, told in zip(self.model.papers, found, strict=True):
            assert told["state"] == self.model.state(paper)
            tags = self.tags[paper.number]
            assert tags.setdefault(paper.content, told["content_hash"]) == told["content_hash"]
            assert len(set(tags.values())) == len(tags), "another content under the same tag"
            actions = [action["allowed"] for action in told["allowed_actions"]]
            assert actions == self.model.actions(paper, reader), (reader, paper)
        history = await self.desk.figures(history="true", limit=1_000)
        versions = [
            (int(one["period"][-2:]), one["numerator"], self.ids.index(one["submission"]))
            for one in history
        ]
        assert versions == [
            (month, receipts, number)
            for month in sorted(self.model.history)
            for receipts, number in self.model.history[month]
        ]


def test_whatever_is_done_in_whatever_order_is_as_a_plain_model_says() -> None:
    with stage() as (runner, stack):
        database = runner.run(stack.enter_async_context(cloned(server())))
        suite = runner.run(stack.enter_async_context(suite_opened(database)))
        machine = partial(Lives, runner, suite)
        walk(machine, sequences=sized(14, full=250), steps=sized(25, full=40))
