"""Whether there is a council that is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shared.councils import find_council
from shared.refusals import Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_GSS_CODE: Final = re.compile("[A-Z][0-9]{8}")


def check_councils(named: Mapping[str, str | None], *, in_path: str | None = None) -> None:
    """Check the councils that a request names, by the pointer of each, and the one in its path.

    Who has no code, as a county or a partnership here, is named by a word.

    Raises:
        Invalid: If a code is no council's.
    """
    faults = [_fault(pointer) for pointer, code in named.items() if _is_nobodys(code)]
    if _is_nobodys(in_path):
        faults.append(_fault(parameter="council"))
    if faults:
        raise Invalid(errors=faults)


def _is_nobodys(code: str | None) -> bool:
    return bool(code and _GSS_CODE.fullmatch(code)) and find_council(code or "") is None


def _fault(pointer: str | None = None, parameter: str | None = None) -> Fault:
    detail = "is the code of no billing authority in England"
    return Fault("unknown_council", detail, pointer, parameter)
