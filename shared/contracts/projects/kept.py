"""What every thing that a plan keeps says of itself, and why a step is taken."""

from shared.contracts.models import Answer, Sent
from shared.contracts.values import BodyCode, Instant, Line, Paragraph


class Kept(Answer):
    """A thing as it stands or stood."""

    body: BodyCode
    recorded_at: Instant
    recorded_by: Line


class StepReason(Sent):
    """Why a step is taken."""

    reason: Paragraph
