"""The life of a release: from its first draft, through consultation and sign-off, to its hour.

Two people look, or nobody has: who drafted it, set a target or wrote commentary in it does not
approve it. Signatures and the approval are bound to the content hash: any change voids them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from shared.contracts.values import instant_text
from shared.lifecycle import LifeCycle, Step
from shared.publication.manifest import CANCEL_AHEAD
from shared.security.hands import Hand, had_a_hand
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.security.principal import Principal

_MOST_NAMED: Final = 5


class State(StrEnum):
    """Where a release stands."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


UNDER_WAY: Final = frozenset({State.DRAFT, State.CONSULTATION, State.APPROVED, State.SCHEDULED})
"""A period has one such release at a time."""

WORKED_ON: Final = UNDER_WAY - {State.SCHEDULED}
"""What it says may still change."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a release stands, and what stands in its way.

    Attributes:
        content_hash: Of the newest draft.
        is_joint: Whether it is a partnership's, which consults its members.
        is_current: Whether figures, targets and commentary still say what that draft says.
        changes: What they say otherwise, each in some words.
        was_approved: Whether that draft was; if it is not current, that holds no more.
        differs: Whether it says anything else than the release that it corrects.
        drafters: Who took a draft of it.
        setters: Who set a target, or wrote commentary, that is in it.
        unapproved: Figures in it that nobody approved.
        shows_unapproved: Whether one of them is shown, and not only worked with.
        unsigned: Members who have not signed what it says.
        is_latest: Whether no other release is under way, or corrects it already.
    """

    body: str
    id: UUID
    state: State
    content_hash: str
    now: datetime
    is_joint: bool = False
    is_current: bool = True
    changes: Sequence[str] = ()
    was_approved: bool = False
    differs: bool = True
    drafters: Sequence[Hand] = ()
    setters: Sequence[Hand] = ()
    unapproved: Sequence[tuple[str, str, str]] = ()
    shows_unapproved: bool = False
    unsigned: Sequence[str] = ()
    comments_by: datetime | None = None
    publish_at: datetime | None = None
    is_latest: bool = True


def own_draft(stand: Stand, by: Principal) -> str | None:
    """Object to an approval by whoever drafted."""
    if had_a_hand(stand.drafters, by):
        return "You drafted it; somebody else approves."
    return None


def own_part(stand: Stand, by: Principal) -> str | None:
    """Object to an approval by whoever set a target or wrote commentary."""
    if had_a_hand(stand.setters, by):
        return "You set a target or wrote commentary in it; somebody else approves."
    return None


def has_no_members(stand: Stand, _: Principal) -> str | None:
    """Object to circulating where there is no one to circulate to."""
    return None if stand.is_joint else "A council's release has no members to circulate it to."


def has_changed(stand: Stand, _: Principal) -> str | None:
    """Object to a step on a draft that figures, targets or commentary have left behind."""
    if stand.is_current:
        return None
    return (
        f"What it says has changed since this draft was taken{_changed(stand)}. Take a new draft."
    )


def approval_fell(stand: Stand, _: Principal) -> str | None:
    """Say of a draft that was approved, and is not any more, what that approval fell by."""
    if not stand.was_approved or stand.is_current:
        return None
    anew = "circulated, signed and approved" if stand.is_joint else "approved"
    return (
        "It was approved, and that holds no more: what it says has changed since this draft was "
        f"taken{_changed(stand)}. Take a new draft, to be {anew} anew."
    )


def is_not_circulated(stand: Stand, _: Principal) -> str | None:
    """Object to approving for a partnership what its members have not been given."""
    if stand.is_joint and stand.state is State.DRAFT:
        return "It was not circulated to the members."
    return None


def changes_nothing(stand: Stand, _: Principal) -> str | None:
    """Object to a correction that says the same again."""
    return None if stand.differs else "It says nothing else than the release that it corrects."


def has_unapproved(stand: Stand, _: Principal) -> str | None:
    """Object to an approval of figures that nobody approved."""
    if not stand.unapproved:
        return None
    named = _some(" ".join(figure) for figure in stand.unapproved)
    # Their approval is shown, and so this draft will not be current then: it is said at once.
    after = ", then take a new draft" if stand.shows_unapproved or not stand.is_current else ""
    return f"Figures in it are not approved: {named}. Approve them{after}."


def has_unsigned(stand: Stand, _: Principal) -> str | None:
    """Object to an approval before every member has signed what it says."""
    if not stand.unsigned:
        return None
    named = ", ".join(stand.unsigned)
    until = ""
    if stand.comments_by is not None and stand.now < stand.comments_by:
        until = f" Comments are taken until {instant_text(stand.comments_by)}."
    return f"Not every member has signed what it says. Missing: {named}.{until}"


def is_too_late(stand: Stand, _: Principal) -> str | None:
    """Object to a cancellation when the hour is all but there."""
    if stand.publish_at is not None and stand.publish_at - CANCEL_AHEAD <= stand.now:
        return "Its hour is less than a second away. Withdraw it once it is public."
    return None


def is_not_latest(stand: Stand, _: Principal) -> str | None:
    """Object to a correction while another release of the period is under way, or corrects it."""
    if stand.is_latest:
        return None
    return "A later release of the period corrects it, or is under way."


def _changed(stand: Stand) -> str:
    return f": {_some(stand.changes)}" if stand.changes else ""


def _some(sentences: Iterable[str]) -> str:
    every = list(sentences)
    more = len(every) - _MOST_NAMED
    return "; ".join([*every[:_MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])


_LAST_LOOK = (
    own_draft,
    own_part,
    is_not_circulated,
    has_unapproved,
    has_changed,
    changes_nothing,
    has_unsigned,
)

LIFE: LifeCycle[Stand] = LifeCycle(
    Step("draft", WORKED_ON, State.DRAFT, Scope.KPI_SUBMIT),
    Step(
        "circulate",
        {State.DRAFT},
        State.CONSULTATION,
        Scope.KPI_SUBMIT,
        unless=(has_no_members, has_changed),
    ),
    Step(
        "approve",
        {State.DRAFT, State.CONSULTATION},
        State.APPROVED,
        Scope.KPI_APPROVE,
        unless=_LAST_LOOK,
    ),
    Step(
        "schedule",
        {State.APPROVED},
        State.SCHEDULED,
        Scope.KPI_PUBLISH,
        unless=(has_unapproved,),
        astray=approval_fell,
    ),
    Step("cancel", UNDER_WAY, State.CANCELLED, Scope.KPI_PUBLISH, unless=(is_too_late,)),
    Step("withdraw", {State.PUBLISHED, State.SUPERSEDED}, State.WITHDRAWN, Scope.KPI_PUBLISH),
    Step(
        "correct",
        {State.PUBLISHED, State.WITHDRAWN},
        None,
        Scope.KPI_SUBMIT,
        unless=(is_not_latest,),
    ),
    Step(
        "grant_early_access",
        UNDER_WAY,
        None,
        Scope.KPI_PUBLISH,
        words="grant early access to",
    ),
)
