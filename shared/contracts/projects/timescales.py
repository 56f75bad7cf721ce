"""Timescales on the wire: as they were written, beside what could be read of them."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Self
from unicodedata import category, normalize

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.calendar.impossible import why_impossible
from shared.calendar.timescales import Span, first_year_of, readings_of_timescale
from shared.contracts.models import Sent
from shared.contracts.values import Day, Line, NearDay
from shared.folding import folded

UNCLEAR = "date_unclear"
IMPOSSIBLE = "date_impossible"
_FOLDED = ", letters of another alphabet read as the Latin ones that they look like"
_WIDE = ", wide digits or signs read as plain ones"
_HIDDEN = ", what can't be seen in it left out"
_LONGEST_READING = 300
SEND_DAYS: Final = "send as_written, starts and ends with what is meant"
"""What is asked for in a document; a sheet has columns instead."""

_ASK = f"to keep it as it is written, {SEND_DAYS}"


class Timescale(Sent):
    """A span of days as its writer wrote it, with what it means.

    What could not be read, as `Ongoing`, is kept as it is written, and has neither day.
    """

    as_written: Line = Field(examples=["Q3", "Now until 2017", "Ongoing", "30/06/2009"])
    starts: Day | None = Field(default=None, description="The first day that is meant.")
    ends: Day | None = Field(
        default=None, description="The last day that is meant: what is due then is late after it."
    )
    reading: Annotated[str, Field(max_length=_LONGEST_READING)] | None = Field(
        default=None,
        description="How we read it, in words: shown so that a wrong reading is seen. Null if we "
        "could not. What a caller sends here is left aside.",
        examples=["December 2011", "until the end of 2017"],
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            message = "ends before it starts"
            raise ValueError(message)
        return self


class TimescaleSent(Timescale):
    """A span of days as its writer wrote it, and the days that are meant.

    They are days from which working days can be counted: of 1900 to 2199.
    """

    starts: NearDay | None = Field(default=None, description="The first day that is meant.")
    ends: NearDay | None = Field(
        default=None, description="The last day that is meant: what is due then is late after it."
    )


def read_timescale(said: Timescale, first_year: int | None = None) -> Timescale:
    """Return a timescale with what its text means, or with its caller's days if it means nothing.

    Args:
        said: The days that are told choose between readings.
        first_year: Of the financial year that its plan is of, if it is of one alone.

    Raises:
        PydanticCustomError: If the text has several readings, and the days don't say which; or
            if it has the form of a date that can't be, and no days are told.
        ValueError: If they are of none of them.
    """
    text, note = _seen(said.as_written)
    told = said.starts or said.ends
    readings = readings_of_timescale(text, first_year if told is None else first_year_of(told))
    if not readings:
        if told is None and (why := why_impossible(text, first_year)):
            raise PydanticCustomError(IMPOSSIBLE, "{why}; {ask}", {"why": why, "ask": _ASK})
        return said.model_copy(update={"reading": None})
    allowed = [reading for reading in readings if told and reading.allows(said.starts, said.ends)]
    if told and not allowed:
        message = f"what was written means {either(readings)}"
        raise ValueError(message)
    meant = allowed or readings
    if len(meant) > 1:
        raise unclear(readings)
    [one] = meant
    reading = None if one.lacks_its_year else f"{one.words}{note}"
    return said.model_copy(update={"starts": one.starts, "ends": one.ends, "reading": reading})


def lacking_year(said: Timescale) -> str | None:
    """Return in words what a timescale would mean if its year were known; None if it is not that.

    Its plan's may have been tried.
    """
    if said.starts or said.ends:
        return None
    readings = readings_of_timescale(_seen(said.as_written)[0])
    return either(readings) or None


def _seen(text: str) -> tuple[str, str]:
    """Return a text as it looks to its reader, and what to say if that is not how it is written.

    One with a raised figure, as of a footnote, is left as it is: `Dec 1\u00b2` is no 12 December.
    """
    odd = [letter for letter in text if not letter.isascii()]
    if any(category(letter) == "No" for letter in odd):
        return text, ""
    told = {
        _FOLDED: any(letter.isalpha() for letter in odd),
        _WIDE: any(_is_wide(letter) for letter in odd),
        _HIDDEN: any(category(letter) == "Cf" for letter in odd),
    }
    note = "".join(words for words, is_so in told.items() if is_so)
    return (folded(text), note) if note else (text, "")


def _is_wide(letter: str) -> bool:
    """Return whether a digit or sign is a plain one in another width; spaces are told by nobody."""
    return not (letter.isalpha() or letter.isspace()) and normalize("NFKC", letter).isascii()


def unclear(readings: Sequence[Span]) -> PydanticCustomError:
    """Return the question which of several readings is meant."""
    message = "could mean {either}; {ask}"
    return PydanticCustomError(UNCLEAR, message, {"either": either(readings), "ask": SEND_DAYS})


def either(readings: Sequence[Span]) -> str:
    """Return readings in words."""
    return " or ".join(reading.words for reading in readings)


def _from_text(given: Any) -> Any:
    return {"as_written": given} if isinstance(given, str) else given


TimescaleText = Annotated[
    TimescaleSent,
    BeforeValidator(_from_text, json_schema_input_type=TimescaleSent | str),
    AfterValidator(read_timescale),
    Field(
        description="A timescale: a text alone, which is read, or with the days that are meant. A "
        "text that could mean several is asked back, with each reading; one that means no days to "
        "us, as `Ongoing`, is kept as it is, or with the days that are sent. One that reads as a "
        "date that there is not, as `31 June 2026`, is refused (`date_impossible`), unless the "
        "days that are meant are sent with it. `Q3` takes its year from its plan."
    ),
]
"""A timescale that may be sent as a text alone; answered as it was written, with what it means."""
