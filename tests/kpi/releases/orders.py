"""A plain model of releases: what becomes of each, who may do what with which, and what is public.

One indicator and one month of a partnership of two councils; the partnership publishes, and so does
one of the councils. It is written from the rules, not from the code, and as plainly as they could
be told; that of the submissions beneath is their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tests.kpi.releases.board import HARBOROUGH, HINCKLEY, PARTNERSHIP
from tests.kpi.submissions.lives import Model as Submissions

OUTSIDE: Final = "E07000134"
COUNCILS: Final = (HARBOROUGH, HINCKLEY)
BODIES: Final = (HARBOROUGH, HINCKLEY, PARTNERSHIP)
PUBLISHERS: Final = (PARTNERSHIP, HARBOROUGH)
NOBODY: Final = "nobody"
"""Whoever has no key."""

_Rights = dict[str, tuple[str, ...]]
_ALL: Final = ("kpi:read", "kpi:submit", "kpi:target", "kpi:approve")
_MEMBERS: Final[_Rights] = dict.fromkeys(_ALL, COUNCILS)
_JOINT: Final[_Rights] = dict.fromkeys(_ALL, (PARTNERSHIP,))
RIGHTS: Final[dict[str, _Rights]] = {
    "finance": _MEMBERS,
    "Finance.": _MEMBERS,
    "representative": _MEMBERS,
    "officer": _JOINT | {"kpi:approve": BODIES},
    "OFFICER": _JOINT,
    "director": _JOINT,
    "publisher": dict.fromkeys(("kpi:read", "kpi:publish"), PUBLISHERS),
    "outsider": dict.fromkeys((*_ALL, "kpi:publish"), (OUTSIDE,)),
    NOBODY: {},
}
"""Who may do what for whom. Finance and the officer come with two keys each."""

SCOPES: Final = {
    "draft": "kpi:submit",
    "circulate": "kpi:submit",
    "approve": "kpi:approve",
    "schedule": "kpi:publish",
    "cancel": "kpi:publish",
    "withdraw": "kpi:publish",
    "correct": "kpi:submit",
    "grant_early_access": "kpi:publish",
    "comment": "kpi:submit",
    "sign": "kpi:approve",
}
SECOND: Final = timedelta(seconds=1)
_WORKED_ON: Final = {"draft", "consultation", "approved"}
_UNDER_WAY: Final = {*_WORKED_ON, "scheduled"}


class Facts(NamedTuple):
    """What a release says of one council."""

    receipts: int | None
    is_approved: bool
    target: tuple[str, int | None]
    cause: str | None


class Content(NamedTuple):
    """All that a release says."""

    text: str
    reason: str | None
    councils: tuple[tuple[str, Facts], ...]
    own: tuple[int | None, str | None] = (None, None)
    """A partnership's own target and commentary."""

    def but_the_reason(self) -> Content:
        """Return what a correction is to say otherwise."""
        return self._replace(reason=None)

    def subjects(self, body: str) -> list[str]:
        """Return of whom it has a scorecard."""
        return list(dict.fromkeys([body, *(council for council, _ in self.councils)]))


@dataclass(eq=False)
class Release:
    """A release.

    Attributes:
        drafts: What each draft said, and who took it.
        circulated, approved: Whether the newest draft was.
        given: What the members were given last; they may speak of it while `is_open`.
        withdrawn: Why.
    """

    body: str
    number: int
    supersedes: Release | None = None
    drafts: list[tuple[Content, str]] = field(default_factory=list)
    circulated: bool = False
    approved: bool = False
    given: Content | None = None
    is_open: bool = False
    signed: set[tuple[str, Content]] = field(default_factory=set)
    hour: datetime | None = None
    cancelled: bool = False
    withdrawn: str | None = None

    @property
    def content(self) -> Content:
        """What the newest draft says."""
        return self.drafts[-1][0]

    def is_public(self, now: datetime) -> bool:
        """Return whether its hour has come, whatever became of it since."""
        return self.hour is not None and self.hour <= now and not self.cancelled


@dataclass
class Model:
    """What is known, and every release.

    Attributes:
        setters, writers: Who set a body's target last, and who wrote its commentary last.
    """

    submissions: dict[str, Submissions]
    targets: dict[str, int] = field(default_factory=dict)
    setters: dict[str, str] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)

    def says(self, body: str, text: str, reason: str | None) -> Content:
        """Return what a release would say now."""
        if body != PARTNERSHIP:
            return Content(text, reason, ((body, self._facts(body)),))
        councils = tuple((council, self._facts(council)) for council in COUNCILS)
        own = (self.targets.get(body), self.causes.get(body))
        return Content(text, reason, councils, own)

    def _facts(self, council: str) -> Facts:
        theirs = self.submissions[council]
        receipts, paper = theirs.history[1][-1]
        own = self.targets.get(council)
        joint = self.targets.get(PARTNERSHIP)
        return Facts(
            receipts,
            theirs.papers[paper].decided == "approved",
            ("joint", joint) if own is None else ("own", own),
            self.causes.get(council),
        )

    def is_current(self, release: Release) -> bool:
        """Return whether all still says what its newest draft says."""
        said = release.content
        return said == self.says(release.body, said.text, said.reason)

    def state(self, release: Release, now: datetime) -> str:
        """Return where a release stands."""
        if release.cancelled:
            return "cancelled"
        if release.withdrawn is not None:
            return "withdrawn"
        if release.hour is not None:
            if not release.is_public(now):
                return "scheduled"
            return "superseded" if self.successor(release, now) else "published"
        if release.approved and self.is_current(release):
            return "approved"
        return "consultation" if release.circulated else "draft"

    def successor(self, release: Release, now: datetime) -> Release | None:
        """Return the newest public release that corrects this one."""
        later = [one for one in self.releases if one.supersedes is release and one.is_public(now)]
        return later[-1] if later else None

    def unsigned(self, release: Release) -> list[str]:
        """Return which members have not signed what the newest draft says."""
        members = COUNCILS if release.body == PARTNERSHIP else ()
        return [one for one in members if (one, release.content) not in release.signed]

    def may(self, step: str, release: Release, by: str, now: datetime) -> bool:  # noqa: PLR0911 - a row each
        """Return whether *by*, who has the scope for it, may take a step."""
        state = self.state(release, now)
        match step:
            case "draft":
                return state in _WORKED_ON
            case "circulate":
                is_joint = release.body == PARTNERSHIP
                return is_joint and state == "draft" and self.is_current(release)
            case "approve":
                return state in {"draft", "consultation"} and self._may_approve(release, by)
            case "schedule":
                return state == "approved"
            case "cancel":
                too_late = release.hour is not None and release.hour - SECOND <= now
                return state in _UNDER_WAY and not too_late
            case "withdraw":
                return state in {"published", "superseded"}
            case "correct":
                return state in {"published", "withdrawn"} and self._is_latest(release, now)
            case _:
                return state in _UNDER_WAY

    def _may_approve(self, release: Release, by: str) -> bool:
        hands = [taker for _, taker in release.drafts]
        hands += self._parted(release.content.subjects(release.body))
        circulated = release.circulated or release.body != PARTNERSHIP
        return (
            not is_one_of(by, hands)
            and circulated
            and self.is_current(release)
            and self._differs(release)
            and all(facts.is_approved for _, facts in release.content.councils)
            and not self.unsigned(release)
        )

    def _differs(self, release: Release) -> bool:
        before = release.supersedes
        if before is None or before.withdrawn is not None:
            return True
        return release.content.but_the_reason() != before.content.but_the_reason()

    def _is_latest(self, release: Release, now: datetime) -> bool:
        others = [one for one in self.releases if one.body == release.body and one is not release]
        under_way = any(self.state(one, now) in _UNDER_WAY for one in others)
        return not under_way and self.successor(release, now) is None

    def may_speak(self, what: str, release: Release, member: str, by: str) -> bool:
        """Return whether *by*, who has the scope for it, may comment or sign for a member."""
        if not release.is_open or what == "comment":
            return release.is_open
        hands = [taker for _, taker in release.drafts] + self._parted([member])
        signed = (member, release.given) in release.signed
        return not is_one_of(by, hands) and not signed

    def _parted(self, bodies: Iterable[str]) -> list[str]:
        """Return who set a target of these bodies or wrote for them; a joint one may be lent."""
        named = list(bodies)
        hands = [of[one] for of in (self.setters, self.writers) for one in named if one in of]
        if PARTNERSHIP in self.setters and any(one not in self.targets for one in named):
            hands.append(self.setters[PARTNERSHIP])
        return hands

    def may_begin(self, body: str) -> bool:
        """Return whether no release of the body is under way, and none was ever public."""
        return all(one.cancelled for one in self.releases if one.body == body)

    def begin(self, body: str, text: str, by: str, *, supersedes: Release | None = None) -> Release:
        """Begin a release, or a correction of another one."""
        number = 1 + sum(one.body == body and not one.cancelled for one in self.releases)
        reason = None if supersedes is None else f"A correction by {by}"
        begun = Release(body, number, supersedes)
        begun.drafts.append((self.says(body, text, reason), by))
        self.releases.append(begun)
        return begun

    def newest(self, subject: str, now: datetime) -> Release | None:
        """Return the public release that a reader of a subject's scorecard is shown, or told of."""
        known = [
            one
            for one in self.releases
            if one.is_public(now) and subject in one.content.subjects(one.body)
        ]
        return max(known, key=lambda one: (one.hour, one.number, one.body), default=None)


def barred(by: str, scope: str, body: str) -> int | None:
    """Return how *by* is refused who lacks a scope on a body; None if it is there."""
    if by == NOBODY:
        return 401
    return None if body in RIGHTS[by].get(scope, ()) else 403


def is_hidden(body: str, by: str) -> int | None:
    """Return how a body is hidden from *by*; who reads a partnership's reads its members' too."""
    if by == NOBODY:
        return 401
    reads = RIGHTS[by]["kpi:read"]
    return None if body in reads or (PARTNERSHIP in reads and body in COUNCILS) else 404


def is_one_of(by: str, hands: list[str]) -> bool:
    """Return whether one of the hands is the same pair of eyes, however its name is written."""
    return _letters(by) in map(_letters, hands)


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalpha())
