"""Whether a value is refused, and by nothing else than a refusal."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError


def refuses(kind: TypeAdapter[Any], value: object) -> bool:
    """Return whether *value* is refused, as it must be: by no other error."""
    try:
        kind.validate_python(value)
    except ValidationError:
        return True
    return False
