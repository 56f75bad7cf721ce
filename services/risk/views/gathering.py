"""A register as known at an instant, whole: what every view of it is made of.

It is read in a handful of statements, however many risks it has. Everything that is made of it is
pure, and what is Part 2 is gone from it already for who may not see that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from services.risk.assessments.queries import standing as standing_assessments
from services.risk.assessments.scoring import matrices_of, scored
from services.risk.registers.use_cases import RegisterAddress, find_register
from services.risk.reviews.standings import Case
from services.risk.risks import queries as risks
from shared.contracts.risk.assessments import Scores
from shared.contracts.risk.vocabulary import AssessmentKind, RiskState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from services.risk.assessments.tables import AssessmentVersion
    from services.risk.risks.parts import Eyes
    from shared.contracts.risk.assessments import Score
    from shared.contracts.risk.registers import Matrix, Register
    from shared.contracts.risk.risks import RiskContent
    from shared.storage.sessions import Reader


class Scored(NamedTuple):
    """A score, and the register on whose matrix it was made."""

    score: Score
    made_on: Register

    @property
    def matrix(self) -> Matrix:
        """The matrix that it was made on."""
        return self.made_on.matrix


@dataclass(frozen=True, slots=True)
class Entry:
    """A risk of a register, as it is shown to whoever asks, and its newest score of each kind."""

    risk: RiskContent
    scores: Mapping[AssessmentKind, Scored]

    @property
    def is_open(self) -> bool:
        """Whether it may still happen."""
        return self.risk.state is RiskState.OPEN

    def score(self, kind: AssessmentKind) -> Score | None:
        """Return its newest score of a kind."""
        found = self.scores.get(kind)
        return found.score if found else None

    @property
    def points(self) -> int | None:
        """Its current score as a number; None if that is not known."""
        current = self.score(AssessmentKind.CURRENT)
        return current.score if current else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A register and the risks in it, by reference."""

    register: Register
    entries: Mapping[str, Entry]

    @property
    def cases(self) -> Sequence[Case]:
        """The risks, as far as their standing asks."""
        return [
            Case(
                entry.risk,
                self.register,
                Scores(**{str(kind): entry.score(kind) for kind in AssessmentKind}),
                current.made_on if (current := entry.scores.get(AssessmentKind.CURRENT)) else None,
            )
            for entry in self.entries.values()
        ]

    @property
    def open_entries(self) -> Sequence[Entry]:
        """The risks that may still happen."""
        return [entry for entry in self.entries.values() if entry.is_open]


async def gather(reader: Reader, at: RegisterAddress, eyes: Eyes) -> Snapshot:
    """Return a register as the reader's instant knows it, and as *eyes* may see it.

    Raises:
        NotFound: If there is no such register, or was none at that instant.
    """
    register = await find_register(reader, at)
    found = await risks.risks(reader, at.body, register=at.register)
    references = [risk.reference for risk in found]
    hidden = await risks.hidden_now(reader, at.body, references) if found else {}
    scores = await _scores(reader, at.body, references)
    return Snapshot(
        register,
        {
            risk.reference: Entry(
                eyes.shown(risk, hidden[risk.reference]), scores.get(risk.reference, {})
            )
            for risk in found
        },
    )


async def scored_versions(
    reader: Reader, body: str, versions: Sequence[AssessmentVersion]
) -> list[Scored]:
    """Return what each of these assessments comes to, on its own matrix."""
    matrices = await matrices_of(reader, body, versions)
    made_on = [matrices[version.register, version.matrix] for version in versions]
    return [
        Scored(scored(version, register), register)
        for version, register in zip(versions, made_on, strict=True)
    ]


async def _scores(
    reader: Reader, body: str, references: Collection[str]
) -> Mapping[str, Mapping[AssessmentKind, Scored]]:
    if not references:
        return {}
    versions = await standing_assessments(reader, body, references)
    found: dict[str, dict[AssessmentKind, Scored]] = {}
    for version, one in zip(versions, await scored_versions(reader, body, versions), strict=True):
        found.setdefault(version.reference, {})[AssessmentKind(version.kind)] = one
    return found
