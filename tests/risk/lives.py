"""A plain model of one risk: what is known of it, what it is worth on a day, who may do what.

It is written from the rules, not from the code, and as plainly as they could be told.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

SAME_ROLE: Final = "OFFICER."
"""The officer who defined and assessed the risk, with another client that may accept."""

FREE: Final = {
    "open": {"change", "assess", "mitigate", "review", "close", "materialise"},
    "materialised": {"change", "mitigate", "review", "close", "reopen"},
    "closed": {"reopen"},
}
"""What the officer may do with a risk that stands so, whatever was accepted or revoked."""

LEADS: Final = {
    ("open", "close"): "closed",
    ("open", "materialise"): "materialised",
    ("materialised", "close"): "closed",
    ("materialised", "reopen"): "open",
    ("closed", "reopen"): "open",
}


class Assessed(NamedTuple):
    """A current score: of which day, and what it came to."""

    likelihood: int | None
    impact: int | None
    since: date

    @property
    def score(self) -> int | None:
        """What it comes to; None if half of it is not known."""
        if self.likelihood is None or self.impact is None:
            return None
        return self.likelihood * self.impact


class Reviewed(NamedTuple):
    """A review: the last day that its date means, what was said, and the assessment of then."""

    last_day: date
    comment: str | None
    then: tuple[int | None, int | None] | None


@dataclass
class Accepted:
    """An acceptance, and how many assessments there were before it."""

    score: int
    expires: date
    by: str
    before: int
    is_revoked: bool = False

    @property
    def says(self) -> tuple[int, date, str]:
        """What is the same if it is given again."""
        return self.score, self.expires, self.by


@dataclass
class Heard:
    """That an indicator turned red, on which day, and how many reviews there were before it."""

    id: str
    turned: date
    before: int
    is_dismissed: bool = False


@dataclass
class Life:
    """All that became of a risk.

    Attributes:
        since: The day on which it was first recorded.
    """

    since: date
    state: str = "open"
    assessments: list[Assessed] = field(default_factory=list)
    reviews: list[Reviewed] = field(default_factory=list)
    acceptances: list[Accepted] = field(default_factory=list)
    signals: list[Heard] = field(default_factory=list)

    @property
    def unheard(self) -> int:
        """How many of the reviews there were before the last signal: the same again answers it."""
        return max((each.before for each in self.signals), default=0)

    def answered(self, signal: Heard) -> str:
        """Return what came of a signal: who reviews answers all before, who dismisses one."""
        if signal.is_dismissed:
            return "dismissed"
        looked = [each.last_day >= signal.turned for each in self.reviews[signal.before :]]
        return "reviewed" if any(looked) else "open"

    def asked(self) -> list[tuple[str, str, bool]]:
        """Return each signal, the last first, and whether it asks to reassess the risk."""
        told = [(each.id, self.answered(each)) for each in reversed(self.signals)]
        return [(of, state, state == "open" and self.state != "closed") for of, state in told]

    @property
    def score(self) -> int | None:
        """The current score."""
        return self.assessments[-1].score if self.assessments else None

    def then(self, day: date) -> tuple[int | None, int | None] | None:
        """Return the likelihood and impact that stood on a day, by what is known now."""
        stood = [each for each in self.assessments if each.since <= day]
        return stood[-1][:2] if stood else None

    def validity(self, acceptance: Accepted, on: date) -> str:
        """Return what an acceptance is worth on a day."""
        if acceptance.is_revoked:
            return "revoked"
        if acceptance is not self.acceptances[-1]:
            return "superseded"
        later = [each.score for each in self.assessments[acceptance.before :]]
        if any(score is None or score > acceptance.score for score in later):
            return "void"
        return "expired" if on > acceptance.expires else "valid"

    def is_valid(self, on: date) -> bool:
        """Return whether the risk is accepted on a day."""
        return bool(self.acceptances) and self.validity(self.acceptances[-1], on) == "valid"

    def may_accept(self, by: str) -> bool:
        """Return whether someone may accept the risk: somebody else, at a score that is known."""
        return by != SAME_ROLE and self.state == "open" and self.score is not None

    @property
    def last_review(self) -> date | None:
        """The day that the last review's date ends with."""
        return max((each.last_day for each in self.reviews), default=None)

    def next_review(self) -> date | None:
        """Return when it is to be looked at again, on the usual matrix."""
        if self.state == "closed":
            return None
        day = self.last_review or self.since
        for _ in range(self._months()):
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        start = self.last_review or self.since
        return day.replace(day=min(start.day, monthrange(day.year, day.month)[1]))

    def _months(self) -> int:
        if self.score is None:
            return 3
        return next(
            months for top, months in ((4, 12), (9, 6), (16, 3), (25, 1)) if self.score <= top
        )

    def reviews_by_date(self) -> list[Reviewed]:
        """Return the reviews, the last by their own dates first; of one day, as they came last."""
        numbered = [(each.last_day, number) for number, each in enumerate(self.reviews)]
        return [self.reviews[number] for _, number in sorted(numbered, reverse=True)]
