"""What can be asked of mitigations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.risk.mitigations import queries
from services.risk.mitigations.rules import why_not_so
from services.risk.mitigations.tables import MitigationVersion
from services.risk.risks.parts import Eyes, completed, only_hides
from services.risk.risks.states import LIFE
from services.risk.risks.use_cases import RiskAddress, find_risk
from shared.contracts.risk.mitigations import MOST_MITIGATIONS
from shared.contracts.risk.vocabulary import HiddenPart, MitigationState
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Conflict, Fault, Invalid, NotFound

if TYPE_CHECKING:
    from shared.contracts.risk.mitigations import Mitigation, MitigationDefinition
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


class MitigationAddress(NamedTuple):
    """Against which risk, and what."""

    body: str
    reference: str
    mitigation: str

    @property
    def risk(self) -> RiskAddress:
        """Where the risk is."""
        return RiskAddress(self.body, self.reference)


async def find_mitigation(reader: Reader, at: MitigationAddress) -> Mitigation:
    """Return a mitigation whole, Part 2 and all: not to be answered as it is.

    Raises:
        NotFound: If the risk has none of this code, or had none at the reader's instant.
    """
    found = await queries.mitigation(reader, at)
    if found is None:
        message = "The risk has no control or action of this code."
        raise NotFound(message)
    return found


async def show_mitigation(reader: Reader, at: MitigationAddress, *, to: Principal) -> Mitigation:
    """Return a mitigation as *to* may see it.

    Raises:
        NotFound: As `find_mitigation`.
    """
    found = await find_mitigation(reader, at)
    hidden = await queries.hidden_now(reader, at.body, [at.reference])
    return Eyes.of(to, at.body).shown(found, hidden[at.reference, at.mitigation])


async def set_mitigation(
    tx: Transaction,
    at: MitigationAddress,
    sent: MitigationDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Mitigation, bool]:
    """Set a control or an action for the first time or anew; tell whether it is the first time.

    The same again makes no version. Who is not shown Part 2 leaves it as it is. What stands against
    a closed risk may still become Part 2.

    Raises:
        NotFound: If there is no such risk.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If the risk is closed, or has as many as it may.
        Invalid: If an action is called done and nothing shows it, its state is none of its kind,
            or the caller writes into Part 2 unseen.
    """
    head = await hold(tx, at.body)
    risk = await find_risk(tx, at.risk)
    current = await queries.mitigation(tx, at)
    eyes = Eyes.of(by, at.body)
    shown = None if current is None else eyes.shown(current)
    seen.check(shown)
    if shown is None or not only_hides(sent, shown):
        LIFE.check("mitigate", risk, by=by)
    against = [] if current else await queries.mitigations(tx, at.body, [at.reference])
    if len(against) >= MOST_MITIGATIONS:
        message = f"A risk has at most {MOST_MITIGATIONS} controls and actions."
        raise Conflict(message)
    definition = completed(sent, current, eyes)
    if faults := _unseen(sent, current, eyes) or list(why_not_so(definition)):
        raise Invalid(errors=faults)
    kept = _kept(definition)
    if current is not None and kept == current.model_dump(mode="json", include={*kept}):
        return eyes.shown(current), False
    version = MitigationVersion(
        body=at.body,
        reference=at.reference,
        code=at.mitigation,
        recorded_at=head.recorded_at,
        definition=kept,
    )
    after = await queries.append_version(tx, version)
    await record(
        tx,
        Event(
            body=at.body,
            act="mitigation.set",
            subject=f"risks/{at.reference}/mitigations/{at.mitigation}",
            by=by,
            content_hash=content_hash(after.model_dump(mode="json"), salt=version.salt),
        ),
    )
    return eyes.shown(after), current is None


def _unseen(sent: MitigationDefinition, current: Mitigation | None, eyes: Eyes) -> list[Fault]:
    """Refuse to call done what is shown by evidence unseen: whether it is there would be told."""
    if current is None or eyes.see_all or HiddenPart.EVIDENCE not in current.confidential:
        return []
    if sent.state is not MitigationState.DONE or current.state is MitigationState.DONE:
        return []
    message = "its evidence is Part 2: a holder of risk:confidential calls it done"
    return [Fault("confidential", message, pointer="/state")]


def _kept(definition: MitigationDefinition) -> dict[str, object]:
    kept = definition.model_dump(mode="json")
    return kept | {
        "owners": list(dict.fromkeys(kept["owners"])),
        "confidential": sorted(set(kept["confidential"])),
    }
