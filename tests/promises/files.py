"""Files as Schemathesis generates them: bytes, also where it does not know how to send them."""

from __future__ import annotations

from typing import Any

import schemathesis

from tests.promises.operations import XLSX


@schemathesis.serializer(XLSX)
def workbook(_: Any, content: Any) -> Any:
    """Return a workbook's bytes as they are."""
    return content
