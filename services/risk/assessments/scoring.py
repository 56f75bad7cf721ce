"""Assessments as they are answered: with what they come to on the matrix they were made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.risk.assessments import queries
from services.risk.registers.queries import registers_as_of
from services.risk.registers.rules import band_of, score
from shared.contracts.dates import WrittenDate
from shared.contracts.risk.assessments import Assessment, Score, Scores
from shared.contracts.risk.vocabulary import AssessmentKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from services.risk.assessments.tables import AssessmentVersion
    from services.risk.risks.parts import Eyes
    from shared.contracts.risk.registers import Register
    from shared.storage.sessions import Reader


UNKNOWN: Final = Scores(inherent=None, current=None, target=None)
"""Of a risk that was never assessed."""


async def matrices_of(
    reader: Reader, body: str, versions: Sequence[AssessmentVersion]
) -> dict[tuple[str, datetime], Register]:
    """Return the versions of the registers on whose matrices these assessments were made."""
    made_on = {(version.register, version.matrix) for version in versions}
    return await registers_as_of(reader, body, made_on) if made_on else {}


async def scores_of(
    reader: Reader, body: str, references: Collection[str] | None = None
) -> dict[str, Scores]:
    """Return where a body's risks stand, by reference; those never assessed are left out."""
    versions = await queries.standing(reader, body, references)
    return scores_from(versions, await matrices_of(reader, body, versions))


def scores_from(
    versions: Sequence[AssessmentVersion], matrices: Mapping[tuple[str, datetime], Register]
) -> dict[str, Scores]:
    """Return what these assessments come to, by reference: at most one of each kind of a risk."""
    found: dict[str, dict[str, Score]] = {}
    for version in versions:
        made_on = matrices[version.register, version.matrix]
        found.setdefault(version.reference, {})[version.kind] = scored(version, made_on)
    return {
        reference: Scores(**{str(kind): scores.get(kind) for kind in AssessmentKind})
        for reference, scores in found.items()
    }


def scored(version: AssessmentVersion, made_on: Register) -> Score:
    """Return what an assessment comes to."""
    points = score(version.likelihood, version.impact)
    band = band_of(made_on.matrix, points)
    return Score(
        likelihood=version.likelihood,
        impact=version.impact,
        score=points,
        band=band.code if band else None,
        band_label=band.label if band else None,
        highest=len(made_on.matrix.likelihood) * len(made_on.matrix.impact),
        matrix=version.matrix,
    )


def shown(version: AssessmentVersion, made_on: Register, eyes: Eyes) -> Assessment:
    """Return an assessment as it is answered to whoever looks."""
    return Assessment(
        **scored(version, made_on).model_dump(),
        id=version.id,
        body=version.body,
        reference=version.reference,
        register_code=version.register,
        kind=AssessmentKind(version.kind),
        reason=eyes.text(version.reason, is_hidden=version.reason_is_confidential),
        reason_is_confidential=version.reason_is_confidential,
        assessed=WrittenDate(**version.assessed) if version.assessed else None,
        flags=version.flags,
        recorded_at=version.recorded_at,
    )
