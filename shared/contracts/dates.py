"""Dates on the wire: as they were written, beside what they mean."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.calendar.dates import PartialDate, Precision, Reading, readings_of_date
from shared.contracts.models import Sent
from shared.contracts.values import Line

SEND_DATE: Final = "send as_written, value and precision with what is meant"
"""What is asked for in a document; a sheet has a column instead."""


class WrittenDate(Sent):
    """A date as its writer wrote it, with what it means and how exactly that is known."""

    as_written: Line = Field(examples=["Dec-16"])
    value: str = Field(
        pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$",
        examples=["2016-12"],
        description="The day `2016-12-16`, the month `2016-12` or the year `2016` that is meant.",
    )
    precision: Precision

    @property
    def date(self) -> PartialDate:
        """What is meant."""
        return PartialDate.parse(self.value)

    @model_validator(mode="after")
    def _means_what_it_says(self) -> Self:
        meant = PartialDate.parse(self.value)
        if meant.precision is not self.precision:
            message = f"the value is a {meant.precision}"
            raise ValueError(message)
        readings = readings_of_date(self.as_written)
        if readings and not any(reading.allows(meant) for reading in readings):
            message = f"what was written means {_either(readings)}"
            raise ValueError(message)
        return self


def _read(given: Any) -> Any:
    """Read a date that was sent as one text, if it has one reading; else ask back."""
    if not isinstance(given, str):
        return given
    readings = readings_of_date(given)
    if not readings:
        message = "is no date that we can read; write it as 2019-12-16"
        raise ValueError(message)
    if len(readings) > 1:
        raise PydanticCustomError(
            "date_unclear",
            "could mean {either}; {ask}",
            {"either": _either(readings), "ask": SEND_DATE},
        )
    [reading] = readings
    meant = PartialDate(reading.year or 0, *reading[1:])
    return {"as_written": given, "value": str(meant), "precision": meant.precision}


def _either(readings: Sequence[Reading]) -> str:
    return " or ".join(str(reading) for reading in readings)


DateText = Annotated[
    WrittenDate,
    BeforeValidator(_read, json_schema_input_type=WrittenDate | str),
    Field(
        description="A date: `2019-12-16`, or as it was written beside what it means. A text that "
        "could mean several days or months is asked back, with each reading.",
    ),
]
"""A date that may be sent as a text; answered as it was written, beside what it means."""
