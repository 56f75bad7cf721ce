"""Partnerships and their dated members; the reference list of councils."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.models import Answer, Sent
from shared.contracts.values import Day, IndicatorCode, Instant, Line

CouncilCode = Annotated[str, Field(pattern=r"^E[0-9]{8}$", examples=["E07000132"])]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,62}$", examples=["leicestershire"])]


class Membership(Sent):
    """A council's stay in a partnership."""

    council: CouncilCode
    joined: Day
    left: Day | None = Field(default=None, description="The last day of the stay.")
    indicators: list[IndicatorCode] | None = Field(
        default=None,
        max_length=200,
        description="The only indicators for which it is a member, as a partner that joined for "
        "NNDR alone; null is all of them.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.left is not None and self.left < self.joined:
            message = "a member cannot leave before it joined"
            raise ValueError(message)
        return self


class PartnershipDefinition(Sent):
    """A partnership's name and everyone who is or was in it."""

    name: Line
    members: list[Membership] = Field(max_length=400)


class Partnership(Answer):
    """A partnership as it stands, or stood."""

    slug: Slug
    name: Line
    members: list[Membership]
    recorded_at: Instant


class CouncilEntry(Answer):
    """A billing authority in England."""

    code: CouncilCode = Field(description="Its GSS code.")
    name: str
    start: Day | None = Field(description="Its first day; null if before the list begins.")
    end: Day | None = Field(description="Its last day; null while it stands.")
    successors: list[CouncilCode]
