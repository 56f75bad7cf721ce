"""The steps of a release, each tried by any hand, and those that lead to publication."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.kpi.releases.board import PARTNERSHIP
from tests.kpi.releases.making import PEOPLE, SOMETIMES, WHICH, Making, unless_overtaken
from tests.kpi.releases.orders import (
    COUNCILS,
    PUBLISHERS,
    RIGHTS,
    SCOPES,
    Release,
    barred,
)
from tests.kpi.releases.outside import PERIOD

if TYPE_CHECKING:
    import httpx

TEXTS: Final = st.sampled_from(["text 1", "text 2", "text 3"])
STEPS: Final = st.sampled_from([name for name in SCOPES if name not in {"comment", "sign"}][:-1])
ENDS: Final = st.sampled_from(["withdraw", "withdraw", "correct", "cancel"])
SOON: Final = timedelta(seconds=0.9)
NEAR: Final = timedelta(seconds=1.8)
LATER: Final = timedelta(days=1)
GONE: Final = timedelta(seconds=-1)


class Releasing(Making):
    """What becomes of releases, beside what they are made of."""

    @rule(body=st.sampled_from(PUBLISHERS), text=TEXTS, by=PEOPLE)
    @unless_overtaken
    def begin(self, body: str, text: str, by: int) -> None:
        """Begin a release, or try to."""
        self._begin(body, text, self.hand(by, "kpi:submit", body))

    def _begin(self, body: str, text: str, by: str) -> None:
        sent = {"period": PERIOD, "title": "April", "text": text}
        answer, _ = self.between_hours(lambda: self.office.step(f"{body}/releases", by, sent=sent))
        expected = barred(by, "kpi:submit", body) or (201 if self.model.may_begin(body) else 409)
        assert answer.status_code == expected, answer.text
        if expected == 201:
            self._keep(self.model.begin(body, text, by), answer)

    @rule(
        which=WHICH,
        name=STEPS,
        by=PEOPLE,
        text=TEXTS,
        ahead=st.sampled_from([SOON, SOON, LATER, GONE]),
        stale=SOMETIMES,
    )
    @unless_overtaken
    def step(
        self,
        which: int,
        name: str,
        by: int,
        text: str,
        ahead: timedelta,
        stale: bool,  # noqa: FBT001 - drawn by name
    ) -> None:
        """Take any step of a release, or try to."""
        if not self.model.releases:
            return  # not a precondition: what is drawn may not depend on the clock
        release = self.model.releases[-1 - which % len(self.model.releases)]
        hand = self.hand(by, SCOPES[name], release.body)
        self._step(release, name, hand, text=text, ahead=ahead, stale=stale)

    @rule(which=WHICH, name=ENDS, text=TEXTS)
    @unless_overtaken
    def end(self, which: int, name: str, text: str) -> None:
        """End a release or correct it, if one stands so that it can be."""
        now = datetime.now(UTC)
        able = [one for one in self.model.releases if self.model.may(name, one, "publisher", now)]
        if able:
            release = able[-1 - which % len(able)]
            self._step(release, name, self.hand(0, SCOPES[name], release.body), text=text)

    @rule(body=st.sampled_from(PUBLISHERS), text=TEXTS)
    @unless_overtaken
    def call_off(self, body: str, text: str) -> None:
        """Schedule a release for an hour that the sequence lives to see, and cancel it in time."""
        if release := self._bring_to_approval(body, text):
            self._step(release, "schedule", "publisher", ahead=NEAR)
            self._step(release, "cancel", "publisher")

    @rule(
        body=st.sampled_from(PUBLISHERS),
        text=TEXTS,
        change=st.sampled_from(["figure", "target", "commentary"]),
        number=st.sampled_from([1, 2]),
    )
    @unless_overtaken
    def overtake(self, body: str, text: str, change: str, number: int) -> None:
        """Change what an approved release says, or say the same again; then try to schedule it."""
        if release := self._bring_to_approval(body, text):
            match change:
                case "figure":
                    self._submit(COUNCILS[0], 300 + 100 * number, "finance", explained=False)
                case "target":
                    self._set_target(COUNCILS[0], 96 + number, "finance")
                case _:
                    self._write(COUNCILS[0], f"cause {number}", "finance")
            self.look()
            self._step(release, "schedule", "publisher")

    def _bring_to_approval(self, body: str, text: str) -> Release | None:
        for _ in range(6):
            newest = next((one for one in reversed(self.model.releases) if one.body == body), None)
            if newest and self.model.state(newest, datetime.now(UTC)) == "approved":
                return newest
            if not self._next_step(body, text):
                return None
        return None

    def _step(
        self,
        release: Release,
        name: str,
        by: str,
        *,
        text: str = "text 1",
        ahead: timedelta = SOON,
        stale: bool = False,
    ) -> None:
        said = release.drafts[0 if stale else -1][0]
        seen = self.hashes[release.body][said]
        hour = datetime.now(UTC) + ahead
        sent = {
            "draft": {"text": text},
            "schedule": {"publish_at": hour.isoformat()},
            "cancel": {"reason": "Begun too soon"},
            "withdraw": {"reason": f"Withdrawn by {by}"},
            "correct": {"text": text, "reason": f"A correction by {by}"},
        }.get(name)
        at = f"{release.body}/releases/{self.ids[release]}/{name}"
        answer, now = self.between_hours(lambda: self.office.step(at, by, seen, sent))
        expected = barred(by, SCOPES[name], release.body)
        if expected is None and said != release.content:
            expected = 412
        if expected is None and not self.model.may(name, release, by, now):
            expected = 409
        if expected is None and name == "schedule" and ahead is not LATER:
            if ahead is GONE:
                expected = 409
            elif answer.status_code == 409 and "Choose a later one" in answer.text:
                # A busy machine may take longer than that is ahead.
                self._step(release, name, by, ahead=5 * SOON)
                return
        good = 201 if name == "correct" else 200
        assert answer.status_code == (expected or good), (name, by, expected, answer.text)
        if expected is None:
            self._done(release, name, by, text, hour)
            if name == "correct":
                release = self.model.begin(release.body, text, by, supersedes=release)
            self._keep(release, answer)

    def _done(self, release: Release, name: str, by: str, text: str, hour: datetime) -> None:
        match name:
            case "draft":
                reason = release.content.reason
                release.drafts.append((self.model.says(release.body, text, reason), by))
                release.circulated = release.approved = release.is_open = False
            case "circulate":
                release.circulated = release.is_open = True
                release.given = release.content
            case "approve":
                release.approved = True
            case "schedule":
                release.hour = hour
                release.is_open = False
            case "cancel":
                release.cancelled = True
                release.is_open = False
            case "withdraw":
                release.withdrawn = f"Withdrawn by {by}"

    def _keep(self, release: Release, answer: httpx.Response) -> None:
        told = answer.json()
        assert self.ids.setdefault(release, told["id"]) == told["id"]
        assert (told["number"], told["draft"]) == (release.number, len(release.drafts))
        known = self.hashes[release.body]
        assert known.setdefault(release.content, told["content_hash"]) == told["content_hash"]
        assert len(set(known.values())) == len(known), "another content under the same hash"

    @rule(
        member=st.sampled_from(COUNCILS),
        what=st.sampled_from(["sign", "sign", "comment"]),
        by=PEOPLE,
        stale=SOMETIMES,
    )
    @unless_overtaken
    def speak(self, member: str, what: str, by: int, stale: bool) -> None:  # noqa: FBT001 - drawn by name
        """Comment on what was circulated to a member last, or sign it, or try to."""
        joint = [one for one in self.model.releases if one.body == PARTNERSHIP]
        if joint:
            hand = self.hand(by, SCOPES[what], member)
            self._speak(joint[-1], member, what, hand, stale=stale)

    def _speak(
        self, release: Release, member: str, what: str, by: str, *, stale: bool = False
    ) -> None:
        said = release.drafts[0 if stale else -1][0]
        seen = self.hashes[release.body][said]
        at = f"{member}/consultations/{self.ids[release]}/{what}"
        sent = {"text": "We agree."} if what == "comment" else None
        answer, _ = self.between_hours(lambda: self.office.step(at, by, seen, sent))
        expected = barred(by, SCOPES[what], member)
        if expected is None and release.given is None:
            expected = 404
        if expected is None and said != release.given:
            expected = 412
        if expected is None and not self.model.may_speak(what, release, member, by):
            expected = 409
        assert answer.status_code == (expected or 200), (what, by, expected, answer.text)
        if expected is None and what == "sign":
            release.signed.add((member, said))

    @initialize(body=st.sampled_from(PUBLISHERS), steps=st.sampled_from([6, 6, 4, 0]), text=TEXTS)
    @unless_overtaken
    def begin_with(self, body: str, steps: int, text: str) -> None:
        """Begin somewhere on the way."""
        self.go_on(body, steps, text)

    @rule(
        body=st.sampled_from(PUBLISHERS),
        steps=st.sampled_from([7, 7, 3, 2, 1]),
        text=TEXTS,
        careless=SOMETIMES,
    )
    @unless_overtaken
    def go_on(self, body: str, steps: int, text: str, careless: bool = False) -> None:  # noqa: FBT001, FBT002 - drawn by name
        """Do what leads to publication, by who may: chance alone would rarely get there.

        Whoever is *careless* leaves a new figure unapproved, and finds out in the end.
        """
        if careless:
            stands = self.model.submissions[COUNCILS[0]].stands(1)
            self._submit(COUNCILS[0], 500 if stands == 400 else 400, "finance", explained=False)
        for _ in range(steps):
            if not self._next_step(body, text, careless=careless):
                break
            self.look()
        if careless:
            release = next(one for one in reversed(self.model.releases) if one.body == body)
            self._step(release, "approve", "director" if body == PARTNERSHIP else "representative")

    def _next_step(self, body: str, text: str, *, careless: bool = False) -> bool:
        """Take the next step towards publication, and return whether anybody may."""
        if self.model.may_begin(body):
            self._begin(body, text, "officer" if body == PARTNERSHIP else "finance")
            return True
        release = next(one for one in reversed(self.model.releases) if one.body == body)
        state = self.model.state(release, datetime.now(UTC))
        if state == "scheduled":
            return False
        if not careless and self._approve_figures(body):
            return True
        return self._sign(release) or self._advance(release, text)

    def _approve_figures(self, body: str) -> bool:
        for council, facts in self.model.says(body, "", None).councils:
            theirs = self.model.submissions[council]
            paper = theirs.papers[theirs.history[1][-1][1]]
            for by in ("finance", "representative"):
                if not facts.is_approved and theirs.may_approve(paper, by):
                    self._decide(council, "approve", paper, by, stale=False)
                    return True
        return False

    def _sign(self, release: Release) -> bool:
        if not (release.is_open and self.model.is_current(release)):
            return False
        for member in self.model.unsigned(release):
            for by in ("finance", "representative"):
                if self.model.may_speak("sign", release, member, by):
                    self._speak(release, member, "sign", by)
                    return True
        return False

    def _advance(self, release: Release, text: str) -> bool:
        now = datetime.now(UTC)
        steps = ["schedule", "approve", "circulate", "correct"]
        for name in steps if self.model.is_current(release) else ["draft", "correct"]:
            for by in RIGHTS:
                may = self.model.may(name, release, by, now)
                if may and not barred(by, SCOPES[name], release.body):
                    self._step(release, name, by, text=text)
                    return True
        return False

    def look(self) -> None:
        """Hold all that can be read against the model."""
