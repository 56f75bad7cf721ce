"""What can be asked of risks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from services.risk.registers.use_cases import RegisterAddress, find_register
from services.risk.risks import queries
from services.risk.risks.ahead import as_frozen
from services.risk.risks.parts import NOBODY, Eyes, completed, only_hides
from services.risk.risks.states import LIFE, OPEN
from services.risk.risks.tables import RiskVersion, TextHidden
from shared.calendar.working_days import day_in_london
from shared.contracts.risk.registers import MOST_RISKS
from shared.contracts.risk.risks import Risk, RiskDefinition
from shared.contracts.risk.vocabulary import RiskState
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Conflict, Fault, Invalid, NotFound
from shared.web.conditional import tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from shared.contracts.risk.registers import Register
    from shared.contracts.risk.risks import RiskContent, RiskStepReason
    from shared.contracts.risk.vocabulary import HiddenText
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


REGISTER_FULL: Final = (
    f"a register holds at most {MOST_RISKS:,} risks, closed ones among them; keep another"
)


def another_case(stands: str) -> str:
    """Return why no risk begins whose reference differs by case alone from one that stands."""
    return f"{stands} stands, and differs by case alone; change that one, or take another reference"


class RiskAddress(NamedTuple):
    """Whose risk, and which."""

    body: str
    reference: str


async def find_risk(reader: Reader, at: RiskAddress) -> RiskContent:
    """Return a risk whole, Part 2 and all: not to be answered as it is.

    Raises:
        NotFound: If the body has none of this reference, or had none at the reader's instant.
    """
    found = await queries.risk(reader, *at)
    if found is None:
        message = "There is no risk of this reference."
        raise NotFound(message)
    return found


async def show_risk(reader: Reader, at: RiskAddress, *, to: Principal) -> RiskContent:
    """Return a risk as *to* may see it.

    Raises:
        NotFound: As `find_risk`.
    """
    risk = await find_risk(reader, at)
    hidden = await queries.hidden_now(reader, at.body, [at.reference])
    return Eyes.of(to, at.body).shown(risk, hidden[at.reference])


def with_actions(risk: RiskContent, *, by: Principal) -> Risk:
    """Return a risk with what *by* may do with it."""
    said = {name: getattr(risk, name) for name in type(risk).model_fields}
    return Risk(**said, allowed_actions=LIFE.allowed_actions(risk, by=by))


async def define_risk(
    tx: Transaction,
    at: RiskAddress,
    sent: RiskDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[RiskContent, bool]:
    """Define a risk for the first time or anew; tell whether it is the first time.

    The same again makes no version. Who is not shown Part 2 leaves it as it is. What a closed risk
    says may still become Part 2.

    Raises:
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If it is closed, or an edition that is frozen goes on telling what it hides; or it
            is new, and another's reference differs by case alone.
        Invalid: If there is no such register, or no room in it, or the caller writes into Part 2
            unseen, or it was identified in the future.
    """
    head = await hold(tx, at.body)
    current = await queries.risk(tx, *at)
    eyes = Eyes.of(by, at.body)
    shown = None if current is None else eyes.shown(current)
    seen.check(shown)
    if shown is None and (alike := await queries.in_any_case(tx, at.body, [at.reference])):
        [stands] = alike.values()
        raise Conflict(another_case(stands) + ".")
    if shown is not None and not only_hides(sent, shown):
        LIFE.check("change", shown, by=by)
    definition = completed(sent, current, eyes)
    kept = await _kept_definition(tx, at, definition)
    if current is not None and kept == current.model_dump(mode="json", include={*kept}):
        return eyes.shown(current), False
    if faults := faults_in(definition, current, today=day_in_london(head.recorded_at)):
        raise Invalid(errors=faults)
    if current is None or current.register_code != definition.register_code:
        await _check_room(tx, at.body, definition.register_code)
    version = defined_version(at, kept, current, head.recorded_at, by=by)
    after = await _keep(tx, version, "risk.defined", by=by)
    return eyes.shown(after), current is None


async def take_step(
    tx: Transaction,
    at: RiskAddress,
    step: str,
    why: RiskStepReason,
    seen: Precondition,
    *,
    by: Principal,
) -> Risk:
    """Close, reopen or materialise a risk, and say why. What is answered is Part 1 alone.

    Raises:
        NotFound: If there is no such risk.
        PreconditionRequired, PreconditionFailed: If the caller has not seen how it stands.
        Conflict: If it does not lead from where the risk stands.
    """
    head = await hold(tx, at.body)
    current = await find_risk(tx, at)
    # Bound to what was seen, as an acceptance is: `*` would close whatever stands by then.
    seen.check_content(tag_of(Eyes.of(by, at.body).shown(current)).strip('"'))
    target = LIFE.check(step, current, by=by).target
    state = RiskState(target or current.state)
    version = _next_version(current, head.recorded_at, state, why, by=by)
    after = await _keep(tx, version, f"risk.{_PAST[step]}", by=by)
    return with_actions(NOBODY.shown(after), by=by)


_PAST = {"close": "closed", "reopen": "reopened", "materialise": "materialised"}


def _next_version(
    current: RiskContent,
    recorded_at: datetime,
    state: RiskState,
    why: RiskStepReason,
    *,
    by: Principal,
) -> RiskVersion:
    kept = current.model_dump(mode="json", include={*RiskDefinition.model_fields})
    return RiskVersion(
        body=current.body,
        reference=current.reference,
        recorded_at=recorded_at,
        register=kept.pop("register_code"),
        state=state,
        state_reason=why.reason,
        state_reason_was_confidential=why.reason_is_confidential,
        definition=kept,
        made_by=by.client,
        made_by_holder=by.holder,
    )


def faults_in(sent: RiskDefinition, current: RiskContent | None, *, today: date) -> list[Fault]:
    """Return what is wrong with a definition that changes what stands; what stands stays."""
    identified = sent.identified
    if identified is None or (current is not None and current.identified == identified):
        return []
    if identified.date.first_day <= today:
        return []
    message = "a risk was identified in the past; nobody has seen it yet"
    return [Fault("identified_in_future", message, pointer="/identified")]


def defined_version(
    at: RiskAddress,
    kept: Mapping[str, Any],
    current: RiskContent | None,
    recorded_at: datetime,
    *,
    by: Principal,
) -> RiskVersion:
    """Return the version of a risk that was defined anew; it stays in the state that it is in."""
    definition = dict(kept)
    return RiskVersion(
        body=at.body,
        reference=at.reference,
        recorded_at=recorded_at,
        register=definition.pop("register_code"),
        state=current.state if current else OPEN,
        state_reason=current.state_reason if current else None,
        state_reason_was_confidential=bool(current and current.state_reason_is_confidential),
        definition=definition,
        made_by=by.client,
        made_by_holder=by.holder,
    )


def text_hidden(
    at: RiskAddress, what: HiddenText, said_at: datetime, recorded_at: datetime, *, by: Principal
) -> TextHidden:
    """Return that a text of an act, which was recorded at *said_at*, is Part 2 from now on."""
    return TextHidden(
        body=at.body,
        reference=at.reference,
        what=what,
        said_at=said_at,
        recorded_at=recorded_at,
        made_by=by.client,
        made_by_holder=by.holder,
    )


async def _kept_definition(
    tx: Transaction, at: RiskAddress, definition: RiskDefinition
) -> dict[str, Any]:
    try:
        register = await find_register(tx, RegisterAddress(at.body, definition.register_code))
    except NotFound as missing:
        fault = Fault("unknown_register", "there is no register of this code", "/register_code")
        raise Invalid(errors=[fault]) from missing
    return as_kept(definition, register)


async def _check_room(tx: Transaction, body: str, register: str) -> None:
    if await queries.risks_in(tx, body, register) >= MOST_RISKS:
        raise Invalid(errors=[Fault("register_full", REGISTER_FULL, "/register_code")])


def as_kept(definition: RiskDefinition, register: Register) -> dict[str, Any]:
    """Return a definition as it is kept: in the register's category, unless it has its own."""
    kept = definition.model_dump(mode="json")
    lists = ("indicators", "items", "confidential")
    return kept | {
        "category": kept["category"] or register.category,
        "owners": list(dict.fromkeys(kept["owners"])),
        **{name: sorted(set(kept[name])) for name in lists},
    }


async def _keep(tx: Transaction, version: RiskVersion, act: str, *, by: Principal) -> RiskContent:
    async with as_frozen(tx, version.body, [version.reference]):
        kept = await queries.append_version(tx, version)
    await record(
        tx,
        Event(
            body=version.body,
            act=act,
            subject=f"risks/{version.reference}",
            by=by,
            content_hash=content_hash(kept.model_dump(mode="json"), salt=version.salt),
        ),
    )
    return kept
