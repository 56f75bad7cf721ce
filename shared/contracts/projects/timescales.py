"""Timescales on the wire: as they were written, beside what could be read of them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.models import Sent
from shared.contracts.values import Day, Line


class Timescale(Sent):
    """A span of days as its writer wrote it, with what it means.

    What could not be read, as `Ongoing`, is kept as it is written, and has neither day.
    """

    as_written: Line = Field(examples=["Q3", "Now until 2017", "Ongoing", "30/06/2009"])
    starts: Day | None = Field(default=None, description="The first day that is meant.")
    ends: Day | None = Field(
        default=None, description="The last day that is meant: what is due then is late after it."
    )
    reading: Line | None = Field(
        default=None,
        description="How it was read, in words: shown so that a wrong reading is seen. Null if it "
        "could not be read.",
        examples=["December 2011", "until the end of 2017"],
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            message = "ends before it starts"
            raise ValueError(message)
        return self


TimescaleText = Annotated[Timescale, Field()]
"""A timescale that may be sent as a text alone, and is read then."""
