"""Mitigations: the controls that are in place against a risk, and the actions that are to come."""

from typing import Annotated, Final

from pydantic import Field

from shared.contracts.dates import DateText, WrittenDate
from shared.contracts.models import Answer, Sent
from shared.contracts.risk.vocabulary import (
    HiddenPart,
    MitigationCode,
    MitigationKind,
    MitigationState,
    RiskReference,
)
from shared.contracts.values import BodyCode, Instant, Line, Paragraph, StrictBool

MOST_MITIGATIONS: Final = 200
"""Against one risk."""

_HIDDEN: Final = (
    "The fields that are Part 2. Whoever lacks `risk:confidential` sees null in their place, "
    "whether or not something stands there."
)


class MitigationDefinition(Sent):
    """A control or an action as its risk has it.

    Who lacks `risk:confidential` sends null for every field that is Part 2, and so leaves it as it
    is; and leaves `confidential` as it is.
    """

    kind: MitigationKind
    title: Line = Field(
        description="It is always Part 1.", examples=["Ensure continual dialogue with provider"]
    )
    text: Paragraph | None = None
    owners: Annotated[list[Line], Field(max_length=20)] = Field(
        default=[], description="Roles or initials, never names.", examples=[["SOH"]]
    )
    due: DateText | None = Field(default=None, description="By when; the last day it can mean.")
    state: MitigationState | None = Field(
        default=None,
        description="A control is in place or not; the others are an action's. Null is not known.",
    )
    evidence: Paragraph | None = Field(
        default=None, description="What shows it; required of an action that is done."
    )
    is_emphasised: StrictBool = Field(
        default=False, description="Whether its source marks it, as by underlining it."
    )
    confidential: Annotated[list[HiddenPart], Field(max_length=len(HiddenPart))] = Field(
        default=[], description=_HIDDEN
    )


class Mitigation(Answer):
    """A control or an action as it stands or stood, for whoever asks."""

    body: BodyCode
    reference: RiskReference
    mitigation: MitigationCode
    kind: MitigationKind
    title: str
    text: str | None
    owners: list[str]
    due: WrittenDate | None
    state: MitigationState | None
    evidence: str | None
    is_emphasised: bool
    confidential: list[HiddenPart] = Field(description=_HIDDEN)
    recorded_at: Instant
