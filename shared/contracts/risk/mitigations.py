"""Mitigations: the controls that are in place against a risk, and the actions that are to come."""

from typing import Annotated, Final, Self

from pydantic import Field, model_validator

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

_HIDDEN: Final = (
    "The fields that are Part 2. Whoever lacks `risk:confidential` sees null in their place, "
    "whether or not something stands there."
)
_OF_CONTROLS: Final = {MitigationState.IN_PLACE, MitigationState.NOT_IN_PLACE}


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
        default=None, description="An action's or a control's; null is not known."
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

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> Self:
        is_control = self.kind is MitigationKind.CONTROL
        if self.state is not None and (self.state in _OF_CONTROLS) is not is_control:
            message = (
                "a control is in_place or not_in_place; "
                "an action is planned, in_progress, done or abandoned"
            )
            raise ValueError(message)
        return self


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
