"""Whatever is done in whatever order, a plain model foretells what is public, and who may do what.

It foretells each answer, each state and what may be done next, whether a content is another, and
all that anyone may read. The hours are real ones, most of them less than a second ahead. About 150
steps; with `QD_FULL=1`, 1,000 sequences. What a submission may become is `test_lives`' own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

import pytest
from hypothesis.stateful import invariant

from tests.database import cloned, server
from tests.kpi.releases.board import PARTNERSHIP
from tests.kpi.releases.making import unless_overtaken
from tests.kpi.releases.office import furnished
from tests.kpi.releases.orders import BODIES, SCOPES, Release, barred, is_hidden
from tests.kpi.releases.releasing import NEAR, Releasing
from tests.machines import stage, walk
from tests.promises.crowds import FULL, PATIENCE_S, sized
from tests.suite import opened

if TYPE_CHECKING:
    from tests.database import Database
    from tests.suite import Suite

pytestmark = pytest.mark.timeout(4 * PATIENCE_S if FULL else PATIENCE_S)

_WORKED_ON: Final = {"draft", "consultation", "approved"}


class EveryOrder(Releasing):
    """What all of it is held against the model for, after each step and in the end."""

    overtaken: ClassVar[list[bool]] = []
    """Of each sequence, whether it was."""

    @invariant()
    @unless_overtaken
    def all_is_as_foretold(self) -> None:
        """What is public, and what the newest releases are to one of the hands."""
        self.look()
        self.is_well = True

    def look(self) -> None:
        """Hold all that anyone may read against the model, and some of what the hands may."""
        self.let_hours_pass()
        now = datetime.now(UTC)
        stands = self.taken, [self.model.state(one, now) for one in self.model.releases]
        # A step that was refused has changed nothing: then a glance will do.
        ask = self.outside.glance if stands == self.looked_at else self.outside.read
        answers, now = self.between_hours(ask)
        self.outside.judge(self.model, answers, now)
        self.looked_at = stands
        for release in self.model.releases[-2:]:
            self._check(release, next(self.readers))
        joint = [one for one in self.model.releases if one.body == PARTNERSHIP]
        for release in joint[-1:]:
            self._check_given(release, next(self.members), next(self.readers))

    def _check(self, release: Release, reader: str) -> None:
        """Look at a release as one of the hands."""
        answer, now = self.between_hours(lambda: self.office.get(self.at(release), reader))
        if refused := is_hidden(release.body, reader):
            assert answer.status_code == refused, answer.text
            return
        told = answer.json()
        state = self.model.state(release, now)
        assert told["state"] == state
        if state in _WORKED_ON:
            assert told["is_current"] == self.model.is_current(release)
            missing = [one["body"] for one in told["members"] if not one["has_signed"]]
            assert missing == self.model.unsigned(release)
        allowed = {one["action"]: one["allowed"] for one in told["allowed_actions"]}
        assert allowed == {
            name: not barred(reader, SCOPES[name], release.body)
            and self.model.may(name, release, reader, now)
            for name in allowed
        }, (reader, state)

    def _check_given(self, release: Release, member: str, reader: str) -> None:
        """Look at what a member was given, as one of the hands."""
        at = f"{member}/consultations/{self.ids[release]}"
        answer, _ = self.between_hours(lambda: self.office.get(at, reader))
        if (refused := barred(reader, "kpi:read", member)) or release.given is None:
            assert answer.status_code == (401 if refused == 401 else 404), answer.text
            return
        told = answer.json()
        state = "cancelled" if release.cancelled else "open" if release.is_open else "closed"
        assert (told["state"], told["content"] is None) == (state, release.cancelled)
        assert told["content_hash"] == self.hashes[release.body][release.given]
        assert {one["action"]: one["allowed"] for one in told["allowed_actions"]} == {
            what: not barred(reader, SCOPES[what], member)
            and self.model.may_speak(what, release, member, reader)
            for what in ("comment", "sign")
        }

    def teardown(self) -> None:
        """Prove what is frozen, and that every chain is whole; then leave."""
        try:
            if self.is_well:
                self._prove()
        finally:
            self.overtaken.append(self.is_overtaken)
            self.run(self.stack.aclose())

    @unless_overtaken
    def _prove(self) -> None:
        self.outlive(NEAR)
        answers, now = self.between_hours(lambda: self.outside.read(whole=True))
        self.outside.judge(self.model, answers, now)
        for release in self.model.releases:
            ask = partial(self.office.get, f"{self.at(release)}/verify", "publisher")
            told, _ = self.between_hours(ask)
            if release.hour is None:
                assert told.status_code == 404
            else:
                assert told.json()["holds"], told.text
        for body in BODIES:
            assert self.run(self.office.is_audited(body))


def test_whatever_is_done_in_whatever_order_only_what_was_approved_is_public() -> None:
    with stage() as (runner, stack):
        base = runner.run(stack.enter_async_context(cloned(server())))
        known, first = runner.run(_prepared(base))
        machine = partial(EveryOrder, runner, base, known, first)
        walk(machine, sequences=sized(6, full=1_000), steps=sized(16, full=25))
    many = EveryOrder.overtaken
    assert many.count(True) * 3 <= len(many) * 2, "the machine is too slow to tell anything"


async def _prepared(base: Database) -> tuple[Suite, Any]:
    """Furnish the database that every sequence has a copy of; nobody is connected to it then."""
    async with opened(base) as suite:
        return suite, await furnished(suite)
