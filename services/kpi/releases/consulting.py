"""What a member may do with a draft that was circulated to it: comment, and sign it off.

It reads that draft and its own voice, and nothing else of its partnership: while it is known as a
member of the period, and until the release is cancelled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.kpi.releases import queries
from services.kpi.releases.queries import consultations
from services.kpi.releases.showing import MOST_SHOWN, voice_of
from services.kpi.releases.standings import setters_of
from services.kpi.releases.states import own_part
from services.kpi.releases.tables import ReleaseVoice, Voice
from shared.contracts.kpi.releases import Consultation, ConsultationSummary
from shared.journal import Event, hold, record
from shared.lifecycle import LifeCycle, Step
from shared.refusals import NotFound
from shared.security.hands import Hand, had_a_hand
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.kpi.releases.queries.consultations import Heard
    from services.kpi.releases.tables import CirculatedDraft
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition

OPEN: Final = "open"
CLOSED: Final = "closed"
CANCELLED: Final = "cancelled"


@dataclass(frozen=True)
class Consulted:
    """A draft as a member was given it, and what the member said.

    Attributes:
        body: The member.
        state: `open` while the draft stands; `closed` once it is decided or replaced; `cancelled`
            if the release was.
        given: The draft; where it was cancelled, what says so, which has no content.
        voices: The last that the member said.
        is_signed: Whether it has signed this draft.
        drafters: Who drafted it.
        setters: Who set a target of the member's, or wrote its commentary.
    """

    body: str
    state: str
    given: CirculatedDraft
    voices: Sequence[Heard]
    is_signed: bool
    drafters: Sequence[Hand]
    setters: Sequence[Hand]


def own_draft(consulted: Consulted, by: Principal) -> str | None:
    """Object to a signature by whoever drafted what is signed, for whichever partnership."""
    return "You drafted it; somebody else signs." if had_a_hand(consulted.drafters, by) else None


def has_signed(consulted: Consulted, _: Principal) -> str | None:
    """Object to signing the same twice."""
    return "It is signed already." if consulted.is_signed else None


CONSULTING: LifeCycle[Consulted] = LifeCycle(
    Step("comment", {OPEN}, None, Scope.KPI_SUBMIT),
    Step("sign", {OPEN}, None, Scope.KPI_APPROVE, unless=(own_draft, own_part, has_signed)),  # type: ignore[arg-type]  # it asks for the setters alone
)


async def given_of(reader: Reader, member: str, release: UUID) -> tuple[CirculatedDraft, str]:
    """Return the draft of a release that a member was given, and the state of its consultation.

    Raises:
        NotFound: If nothing was circulated to it, or it is known as no member of the period.
    """
    last = await consultations.last_word(reader, release, member)
    state = None if last is None else await _state(reader, last)
    given = last
    if state == CLOSED:
        given = await consultations.last_given(reader, release, member)
    if given is None or state is None:
        message = "No such draft was circulated to this body."
        raise NotFound(message)
    return given, state


async def _state(reader: Reader, last: CirculatedDraft) -> str:
    if await consultations.is_cancelled(reader, last.body, last.release):
        return CANCELLED
    return CLOSED if last.content is None else OPEN


async def consulted_of(reader: Reader, member: str, release: UUID, *, by: Principal) -> Consulted:
    """Return what was circulated to a member of a release.

    Raises:
        NotFound: As `given_of`.
    """
    given, state = await given_of(reader, member, release)
    signers = await consultations.signers(reader, given.body, release, given.content_hash)
    return Consulted(
        body=member,
        state=state,
        given=given,
        voices=await consultations.newest_voices(
            reader, given.body, release, member=member, limit=MOST_SHOWN
        ),
        is_signed=member in signers,
        drafters=[Hand(**one) for one in given.drafters],
        setters=await setters_of(reader, member, (member,), given.period, by=by),
    )


async def speak(
    tx: Transaction,
    member: str,
    release: UUID,
    what: Voice,
    text: str | None,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Keep a member's comment, or its signature under what was circulated.

    Raises:
        NotFound: If no such draft was circulated to it.
        Conflict: If the draft is decided, replaced or cancelled; or the caller drafted what it
            signs, or set a target in it.
        PreconditionFailed: If the caller has seen another draft.
    """
    head = await hold(tx, member)
    consulted = await consulted_of(tx, member, release, by=by)
    given = consulted.given
    seen.check_content(given.content_hash)
    CONSULTING.check("sign" if what is Voice.SIGNED else "comment", consulted, by=by)
    await queries.append(
        tx,
        ReleaseVoice(
            body=member,
            release=release,
            recorded_at=head.recorded_at,
            of_body=given.body,
            what=what,
            draft=given.draft,
            content_hash=given.content_hash,
            text=text,
            client=by.client,
            holder=by.holder,
        ),
    )
    await record(
        tx,
        Event(
            body=member,
            act="release.signed" if what is Voice.SIGNED else "release.commented",
            subject=f"consultations/{release}",
            by=by,
            content_hash=given.content_hash,
            details={"of": given.body, "draft": given.draft},
        ),
    )


def listed(found: tuple[CirculatedDraft, bool, bool]) -> ConsultationSummary:
    """Return what was circulated, in short, by its last word and what that came to."""
    given, has_content, is_cancelled = found
    if is_cancelled:
        return summary_of(given, CANCELLED)
    return summary_of(given, OPEN if has_content else CLOSED)


def summary_of(given: CirculatedDraft, state: str) -> ConsultationSummary:
    """Return what was circulated, in short."""
    return ConsultationSummary(
        release=given.release,
        body=given.body,
        period=given.period,
        title=given.title,
        draft=given.draft,
        state=state,
        content_hash=given.content_hash,
        circulated_at=given.recorded_at,
        comments_by=given.comments_by,
    )


def shown(consulted: Consulted, *, by: Principal) -> Consultation:
    """Return what was circulated to a member, whole."""
    given = consulted.given
    content = None if consulted.state == CANCELLED else given.content
    return Consultation(
        **summary_of(given, consulted.state).model_dump(),
        content=None if content is None else json.loads(content),
        voices=[voice_of(*one) for one in consulted.voices],
        allowed_actions=CONSULTING.allowed_actions(consulted, by=by),
    )
