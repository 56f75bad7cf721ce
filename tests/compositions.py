"""What documents say, model by model: whoever changes it makes another composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel


def said_in(*documents: type[BaseModel]) -> dict[str, set[str]]:
    """Return the fields of these models, and of all that stand in them, by name."""
    found = {}
    for document in documents:
        schema = document.model_json_schema(mode="serialization")
        for name, model in [(document.__name__, schema), *schema.get("$defs", {}).items()]:
            if "properties" in model:
                found[name] = set(model["properties"])
    return found
