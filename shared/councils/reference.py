"""England's billing authorities: who they are, since when, until when, and who followed them.

`councils.csv` holds districts, unitaries, metropolitan districts, London boroughs, the City of
London and the Isles of Scilly; no counties, combined authorities, police, fire or national parks.

Source: mySociety, uk_local_authority_names_and_codes (MIT licence); names and codes are the Office
for National Statistics'. Changed against the source:

- An end is a council's last day. The source gives 1 April for those that ended in 2021 and 2023.
- A start is kept from 1 April 2009 on. Earlier ones there are a register's dates, or a change of
  status of a council that billed before. Bedford's is left out for that reason: it billed as a
  district until it became a unitary in 2009.
- Colchester, Southend-on-Sea and Milton Keynes have been cities since 2022; King's Lynn has its
  apostrophe; the short name of Dorset Council is Dorset.
- Barnsley and Sheffield have their codes of April 2025, and their earlier ones as former codes.

Councils that ended before March 2019 are not in the source.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GSS_CODE: Final = re.compile("[A-Z][0-9]{8}")


class CouncilType(StrEnum):
    """Which kind of billing authority a council is."""

    DISTRICT = "district"
    UNITARY = "unitary"
    METROPOLITAN_DISTRICT = "metropolitan_district"
    LONDON_BOROUGH = "london_borough"
    CITY_CORPORATION = "city_corporation"


@dataclass(frozen=True, slots=True)
class Council:
    """An English billing authority.

    Attributes:
        code: Its newest GSS code.
        name, short_name: Official ("Harborough District Council") and for tables ("Harborough").
        start: Its first day; None if that lies before April 2009.
        end: Its last day; None if it has none.
        successors: GSS codes of the councils that took over its area.
        former_codes: GSS codes it had before, oldest first; they find it too.
    """

    code: str
    name: str
    short_name: str
    type: CouncilType
    start: date | None
    end: date | None
    successors: tuple[str, ...]
    former_codes: tuple[str, ...]

    def exists_throughout(self, start: date, end: date) -> bool:
        """Return whether it was there on each day from *start* to *end*, both included.

        A figure for a period is taken only from a council that was there throughout: English
        councils begin on 1 April and end on 31 March, so none has a part of a period.
        """
        return (self.start is None or self.start <= start) and (self.end is None or end <= self.end)


def find_council(code: str) -> Council | None:
    """Return the council that *code* is or was the GSS code of, if it is one.

    Store `council.code`, not *code*: a council that was given a new code answers to both.
    """
    return _by_code().get(code)


@cache
def all_councils() -> Sequence[Council]:
    """Return every council, abolished ones too, sorted by code. Reads the list on first use."""
    with (files(__package__) / "councils.csv").open(encoding="utf-8") as lines:
        return tuple(_council(row) for row in csv.DictReader(lines))


@cache
def _by_code() -> Mapping[str, Council]:
    return {
        code: council
        for council in all_councils()
        for code in (*council.former_codes, council.code)
    }


def is_nobodys(code: str) -> bool:
    """Return whether a text has the form of a council's code (GSS) and is none's.

    Who has no such code, as a county or a partnership here, is named by a word.
    """
    return _GSS_CODE.fullmatch(code) is not None and find_council(code) is None


def _council(row: Mapping[str, str]) -> Council:
    return Council(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        type=CouncilType(row["type"]),
        start=_date(row["start"]),
        end=_date(row["end"]),
        successors=tuple(row["successors"].split()),
        former_codes=tuple(row["former_codes"].split()),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
