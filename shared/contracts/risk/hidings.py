"""Texts of acts that became Part 2 after they were entered."""

from pydantic import Field

from shared.contracts.models import Answer, Sent
from shared.contracts.risk.vocabulary import HiddenText, RiskReference
from shared.contracts.values import BodyCode, Instant


class TextToHide(Sent):
    """Which text of an act at a risk is to be Part 2."""

    text: HiddenText
    recorded_at: Instant = Field(
        description="When what it belongs to was recorded: the assessment, review, acceptance, "
        "revocation or dismissal, or the version of the risk that has the `state_reason`."
    )


class HiddenTextTold(Answer):
    """Which text is Part 2 now. The text itself is told to nobody here."""

    body: BodyCode
    reference: RiskReference
    text: HiddenText
    recorded_at: Instant
