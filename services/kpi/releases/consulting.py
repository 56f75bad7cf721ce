"""What a member may do with a draft that was circulated to it: comment, and sign it off.

It reads that draft and its own voice, and nothing else of its partnership.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.kpi.releases import queries
from services.kpi.releases.showing import voice_of
from services.kpi.releases.standings import setters_of
from services.kpi.releases.states import own_part
from services.kpi.releases.tables import ReleaseVoice, Voice
from shared.contracts.kpi.releases import Consultation, ConsultationSummary
from shared.journal import Event, hold, record
from shared.lifecycle import LifeCycle, Step
from shared.refusals import NotFound
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.kpi.releases.tables import CirculatedDraft
    from shared.security.hands import Hand
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition

OPEN: Final = "open"
CLOSED: Final = "closed"


@dataclass(frozen=True)
class Consulted:
    """A draft as a member was given it, and what the member said.

    Attributes:
        body: The member.
        state: `open` while the draft stands; `closed` once it is decided or replaced.
        setters: Who set a target of the member's, or wrote its commentary.
    """

    body: str
    state: str
    given: CirculatedDraft
    voices: Sequence[ReleaseVoice]
    setters: Sequence[Hand]


def has_signed(consulted: Consulted, _: Principal) -> str | None:
    """Object to signing the same twice."""
    signed = (one.content_hash for one in consulted.voices if one.what == Voice.SIGNED)
    return "It is signed already." if consulted.given.content_hash in signed else None


CONSULTING: LifeCycle[Consulted] = LifeCycle(
    Step("comment", {OPEN}, None, Scope.KPI_SUBMIT),
    Step("sign", {OPEN}, None, Scope.KPI_APPROVE, unless=(own_part, has_signed)),  # type: ignore[arg-type]  # it asks for the setters alone
)


async def consulted_of(reader: Reader, member: str, release: UUID, *, by: Principal) -> Consulted:
    """Return what was circulated to a member of a release.

    Raises:
        NotFound: If nothing was.
    """
    circulations = await queries.circulations_of(reader, release, member)
    given = next((one for one in circulations if one.content is not None), None)
    if given is None:
        message = "No such draft was circulated to this body."
        raise NotFound(message)
    return Consulted(
        body=member,
        state=OPEN if circulations[0] is given else CLOSED,
        given=given,
        voices=await queries.voices_on(reader, given.body, release, [member]),
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
        Conflict: If the draft is decided or replaced; or the caller set a target in what it signs.
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


def summary_of(given: CirculatedDraft) -> ConsultationSummary:
    """Return what was circulated, in short; without content, its consultation has ended."""
    state = CLOSED if given.content is None else OPEN
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
    short = summary_of(given).model_dump() | {"state": consulted.state}
    return Consultation(
        **short,
        content=json.loads(given.content or "{}"),
        voices=[voice_of(one, given.comments_by) for one in consulted.voices],
        allowed_actions=CONSULTING.allowed_actions(consulted, by=by),
    )
