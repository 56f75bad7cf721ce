"""All SQL about what waits and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from services.kpi.approval.rules import is_approved
from services.kpi.approval.tables import HeldVersion, SubmissionAct
from services.kpi.approval.vocabulary import Fate
from shared.storage.prepared import Prepared
from shared.storage.versions import KNOWN_AT, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from shared.calendar.periods import Period
    from shared.storage.sessions import Reader, Transaction


class Waiting(NamedTuple):
    """A held figure, or what became of it, in the order of its columns."""

    body: str
    indicator: str
    period: str
    recorded_at: Any
    submission: UUID
    fate: str
    row: int
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    basis: str | None
    status: str
    reason: str | None
    explanation: str | None
    problems: list[Any]

    @property
    def key(self) -> tuple[str, str]:
        """Indicator and period."""
        return self.indicator, self.period

    @property
    def says(self) -> tuple[Decimal | None, Decimal | None, Decimal | None, str]:
        """Its content: its numbers and its status."""
        return self.numerator, self.denominator, self.value, self.status

    @property
    def own(self) -> tuple[Any, ...]:
        """Return what it says for itself once it is kept, in the order of `figures.queries.OWN`."""
        words = self.status, self.reason, self.explanation
        return (*self.key, self.numerator, self.denominator, self.value, self.basis, *words)

    @property
    def is_held(self) -> bool:
        """Whether it still waits."""
        return self.fate == Fate.HELD


_NEWEST = newest(HeldVersion, by=(HeldVersion.body, HeldVersion.indicator, HeldVersion.period))
_bodies = bindparam("bodies", type_=ARRAY(Text))
_submissions = bindparam("submissions", type_=ARRAY(Uuid))
_OF_BODIES = Prepared(
    _NEWEST.where(
        HeldVersion.body == any_(_bodies),
        HeldVersion.period >= bindparam("first"),
        HeldVersion.period < bindparam("past"),
    )
)
_OF_KEYS = Prepared(
    _NEWEST.where(
        HeldVersion.body == bindparam("body"),
        HeldVersion.indicator == any_(bindparam("codes", type_=ARRAY(Text))),
        HeldVersion.period == any_(bindparam("periods", type_=ARRAY(Text(collation="C")))),
    )
)
_OF_SUBMISSIONS = Prepared(
    select(HeldVersion.indicator, HeldVersion.period, HeldVersion.submission)
    .distinct()
    .where(
        HeldVersion.body == bindparam("body"),
        HeldVersion.submission == any_(_submissions),
        HeldVersion.recorded_at <= KNOWN_AT,
    )
)
_ACTS = Prepared(
    select(*SubmissionAct.__table__.columns)
    .where(
        SubmissionAct.body == any_(_bodies),
        SubmissionAct.submission == any_(_submissions),
        SubmissionAct.recorded_at <= KNOWN_AT,
    )
    .order_by(SubmissionAct.body, SubmissionAct.submission, SubmissionAct.recorded_at)
)
_HELD = Prepared(insert(HeldVersion))
_DONE = Prepared(insert(SubmissionAct))


async def held_of_keys(
    reader: Reader, body: str, indicators: Collection[str], periods: Collection[str]
) -> Mapping[tuple[str, str], Waiting]:
    """Return a body's figures that are held, by indicator and period."""
    asked = {"body": body, "codes": sorted(indicators), "periods": sorted(periods)}
    found = (Waiting(*record) for record in await reader.records(_OF_KEYS, **asked))
    return {one.key: one for one in found if one.is_held}


async def ever_held(
    reader: Reader, body: str, submissions: Collection[UUID]
) -> Mapping[UUID, Sequence[Waiting]]:
    """Return what each submission has had held, in its newest version: another's, it may be."""
    keys: dict[UUID, set[tuple[str, str]]] = {}
    asked = {"body": body, "submissions": list(submissions)}
    for indicator, period, submission in await reader.records(_OF_SUBMISSIONS, **asked):
        keys.setdefault(submission, set()).add((indicator, period))
    if not keys:
        return {}
    every = set().union(*keys.values())
    codes, periods = list({code for code, _ in every}), list({period for _, period in every})
    found = await reader.records(_OF_KEYS, body=body, codes=codes, periods=periods)
    newest_of = {one.key: one for one in (Waiting(*record) for record in found)}
    return {of: [newest_of[key] for key in sorted(its)] for of, its in keys.items()}


async def held_between(
    reader: Reader, bodies: Collection[str], first: Period, last: Period
) -> Sequence[Waiting]:
    """Return the figures that are held, from one financial year to another."""
    asked = {"bodies": list(bodies), "first": str(first), "past": f"{last}-R"}
    found = (Waiting(*record) for record in await reader.records(_OF_BODIES, **asked))
    return [one for one in found if one.is_held]


async def acts_on(
    reader: Reader, bodies: Collection[str], submissions: Collection[UUID]
) -> Mapping[UUID, Sequence[Any]]:
    """Return what was done to these submissions, each oldest first."""
    acts: dict[UUID, list[Any]] = {}
    if submissions:
        asked = {"bodies": list(bodies), "submissions": list(submissions)}
        for record in await reader.records(_ACTS, **asked):
            acts.setdefault(record["submission"], []).append(record)
    return acts


async def approved(
    reader: Reader, bodies: Collection[str], submissions: Collection[UUID]
) -> frozenset[UUID]:
    """Return which of these submissions are approved as they stand."""
    acts = await acts_on(reader, bodies, submissions)
    return frozenset(of for of, done in acts.items() if is_approved(done))


async def append_held(tx: Transaction, rows: Iterable[Waiting]) -> None:
    """Keep held figures, or the end of their wait."""
    await tx.keep(_HELD, *(row._asdict() for row in rows))


async def append_act(tx: Transaction, act: Mapping[str, Any]) -> None:
    """Keep an act on a submission, by column."""
    await tx.keep(_DONE, act)
