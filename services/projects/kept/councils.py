"""Whether there is a council that is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.councils.reference import is_nobodys
from shared.refusals import Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_councils(named: Mapping[str, str | None], *, in_path: str | None = None) -> None:
    """Check the councils that a request names, by the pointer of each, and the one in its path.

    Raises:
        Invalid: If a code is no council's.
    """
    faults = [_fault(pointer) for pointer, code in named.items() if code and is_nobodys(code)]
    if in_path and is_nobodys(in_path):
        faults.append(_fault(parameter="council"))
    if faults:
        raise Invalid(errors=faults)


def _fault(pointer: str | None = None, parameter: str | None = None) -> Fault:
    detail = "is the code of no billing authority in England"
    return Fault("unknown_council", detail, pointer, parameter)
