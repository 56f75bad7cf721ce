"""A risk as it stands, with all that an export says of it and an import compares with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from services.risk.assessments import queries as assessments
from services.risk.risks import queries as risks
from shared.contracts.risk.exchange import HIDDEN_CELL, RiskRow
from shared.contracts.risk.vocabulary import AssessmentKind
from shared.sheets.lists import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from services.risk.assessments.tables import AssessmentVersion
    from services.risk.risks.parts import Eyes
    from shared.contracts.risk.risks import RiskContent
    from shared.storage.sessions import Reader


class Standing(NamedTuple):
    """A risk whole, Part 2 and all, and its newest assessment of each kind."""

    risk: RiskContent
    hidden_now: Mapping[str, datetime]
    assessed: Mapping[AssessmentKind, AssessmentVersion]

    @property
    def recorded_at(self) -> datetime:
        """When the newest of what a row says of it was recorded."""
        assessed = (version.recorded_at for version in self.assessed.values())
        return max((self.risk.recorded_at, *assessed))

    def row(self, eyes: Eyes) -> RiskRow:
        """Return it as a row, as it is shown to *eyes*."""
        risk = eyes.shown(self.risk, self.hidden_now)
        said: dict[str, Any] = {
            name: getattr(risk, name)
            for name in RiskRow.model_fields
            if name in type(risk).model_fields
        }
        said |= {
            "owners": joined(risk.owners),
            "identified": risk.identified.as_written if risk.identified else None,
            "identified_value": risk.identified.value if risk.identified else None,
            "indicators": joined(risk.indicators),
            "items": joined(risk.items),
            "confidential": joined(risk.confidential),
            "recorded_at": self.recorded_at,
            "state_reason": said_in(
                eyes, risk.state_reason, is_hidden=risk.state_reason_is_confidential
            ),
        }
        said |= {name: said_in(eyes, said[name], is_hidden=True) for name in risk.confidential}
        for kind, version in self.assessed.items():
            said |= _assessed(kind, version, eyes)
        # As it is kept, unread: what was taken under an older contract is told all the same.
        empty: dict[str, Any] = dict.fromkeys(RiskRow.model_fields)
        return RiskRow.model_construct(**empty | said)


def said_in(eyes: Eyes, text: str | None, *, is_hidden: bool) -> str | None:
    """Return what stands in the cell of a text that may be Part 2."""
    return HIDDEN_CELL if is_hidden and not eyes.see_all else text


def _assessed(kind: AssessmentKind, version: AssessmentVersion, eyes: Eyes) -> dict[str, Any]:
    assessed = version.assessed or {}
    return {
        f"{kind}_likelihood": version.likelihood,
        f"{kind}_impact": version.impact,
        f"{kind}_reason": said_in(eyes, version.reason, is_hidden=version.reason_is_confidential),
        f"{kind}_reason_is_confidential": version.reason_is_confidential,
        f"{kind}_assessed": assessed.get("as_written"),
        f"{kind}_assessed_value": assessed.get("value"),
    }


async def standing_in(
    reader: Reader, body: str, *, register: str | None = None, references: Collection[str] = ()
) -> dict[str, Standing]:
    """Return how a register's risks stand, or those of these references in whatever register."""
    chosen = None if register is not None else references
    found = await risks.risks(reader, body, register=register, references=chosen)
    if not found:
        return {}
    named = [risk.reference for risk in found]
    hidden = await risks.hidden_now(reader, body, named)
    assessed: dict[str, dict[AssessmentKind, AssessmentVersion]] = {}
    for version in await assessments.standing(reader, body, named):
        assessed.setdefault(version.reference, {})[AssessmentKind(version.kind)] = version
    return {
        risk.reference: Standing(risk, hidden[risk.reference], assessed.get(risk.reference, {}))
        for risk in found
    }
