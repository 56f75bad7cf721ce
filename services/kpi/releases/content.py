"""What a release says, composed from evidence, and the parts that are frozen of it.

Nothing here says a thing that depends on a figure nobody approved without naming that figure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from services.kpi.partnerships.use_cases import body_name
from services.kpi.performance.method import METHOD
from services.kpi.performance.scorecard import member_rows, rows_of
from shared.calendar.periods import PeriodType
from shared.contracts.kpi.performance import MemberRows, Scorecard, View
from shared.publication.canonical import canonical_json, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.kpi.performance.evidence import Evidence, KnownFigure
    from shared.calendar.periods import Period
    from shared.contracts.kpi.performance import ScorecardRow

    Key = tuple[str, str, Period]


@dataclass(frozen=True, slots=True)
class Words:
    """What a draft says beside its figures; `reason` is why it corrects an earlier release."""

    title: str
    text: str | None
    reason: str | None = None


@dataclass(frozen=True)
class Content:
    """All that a release says.

    Attributes:
        members: Of a partnership, in the release's period; each signs.
        scorecards: Of the body for the period and each month in it, then of each member.
        unapproved: Body, indicator and period of figures that it was worked out from and that are
            not approved.
    """

    body: str
    body_name: str
    period: str
    words: Words
    members: tuple[str, ...]
    scorecards: tuple[Scorecard, ...]
    unapproved: tuple[tuple[str, str, str], ...]

    @cached_property
    def written(self) -> bytes:
        """All that it says, in canonical JSON."""
        words = self.words
        said = {"title": words.title, "text": words.text, "reason": words.reason}
        return canonical_json(said | {"scorecards": list(self.scorecards)})

    @property
    def shows_unapproved(self) -> bool:
        """Whether a row of it tells that its figure awaits approval."""
        return any(row.approval == "submitted" for card in self.scorecards for row in card.rows)

    @cached_property
    def hash(self) -> str:
        """Its SHA-256, to which signatures and the approval are bound."""
        return sha256_of(self.written)


def compose(evidence: Evidence, period: Period, words: Words) -> Content:
    """Return what a release of the evidence's body and *period* says."""
    known = _publishable(evidence, period)
    seen = known.figures
    assert isinstance(seen, _Watched)  # noqa: S101 - made so by the line above
    scorecards = tuple(_scorecards(known, period))
    is_joint = known.body in known.partnerships
    waiting = (key for key in seen.looked_at if not seen[key].is_approved)
    return Content(
        body=known.body,
        body_name=_name(known, known.body),
        period=str(period),
        words=words,
        members=tuple(known.members_during(known.body, period)) if is_joint else (),
        scorecards=scorecards,
        unapproved=tuple(sorted((body, code, str(at)) for body, code, at in waiting)),
    )


class _Watched(dict["Key", "KnownFigure"]):
    """Figures that remember which of them were looked at."""

    def __init__(self, known: dict[Key, KnownFigure]) -> None:
        super().__init__(known)
        self.looked_at: set[Key] = set()

    def get(self, key: Key, default: Any = None) -> Any:
        if key in self:
            self.looked_at.add(key)
        return super().get(key, default)


def _publishable(evidence: Evidence, period: Period) -> Evidence:
    """Return what a release may be worked out from.

    Figures of later periods say nothing of this one. That one is held is nobody's outside, and so
    is a row that is there for the sake of an earlier figure which nobody approved.
    """
    known = {key: one for key, one in evidence.figures.items() if key[2].end <= period.end}
    return replace(
        evidence,
        figures=_Watched(known),
        years_with_figures=frozenset(
            (body, code, at.first_year)
            for (body, code, at), one in known.items()
            if one.is_approved or at.start >= period.start
        ),
        held=frozenset(),
    )


def _scorecards(evidence: Evidence, period: Period) -> Iterator[Scorecard]:
    months = () if period.type is PeriodType.MONTH else period.months
    for at in (period, *months):
        if evidence.body not in evidence.partnerships:
            yield _scorecard(evidence, evidence.body, at, rows_of(evidence, evidence.body, at))
            continue
        members = member_rows(evidence, evidence.body, at)
        shown = [
            MemberRows(body=member, body_name=_name(evidence, member), rows=rows)
            for member, rows in members.items()
        ]
        rows = rows_of(evidence, evidence.body, at)
        yield _scorecard(evidence, evidence.body, at, rows, shown)
        for member, its in members.items():
            yield _scorecard(evidence, member, at, its)


def _scorecard(
    evidence: Evidence,
    subject: str,
    at: Period,
    rows: list[ScorecardRow],
    members: Sequence[MemberRows] = (),
) -> Scorecard:
    return Scorecard(
        body=subject,
        body_name=_name(evidence, subject),
        period=str(at),
        period_start=at.start,
        period_end=at.end,
        view=View.PUBLISHED,
        known_at=None,
        settled=True,
        method=dict(METHOD),
        rows=rows,
        members=list(members),
    )


def _name(evidence: Evidence, body: str) -> str:
    return body_name(body, evidence.partnerships.values()) or body
