"""The names of schemas in an OpenAPI document, as a reader and a generated client's user see them.

The framework calls a page `Page_Client_`, and the two faces of a model that is both sent and
answered `ToleranceTerms-Input` and `ToleranceTerms-Output`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

REFERENCE: Final = "#/components/schemas/"
_PAGE: Final = re.compile(r"Page_(\w+)_")


def with_plain_names(document: dict[str, Any]) -> dict[str, Any]:
    """Return *document* with its schemas renamed: `ClientPage`, `ToleranceTermsSent`."""
    schemas = document["components"]["schemas"]
    names = {name: _plain(name) for name in schemas}
    if len(set(names.values())) < len(names):
        message = f"two schemas would share a name: {sorted(names.values())}"
        raise ValueError(message)
    addresses = {f"{REFERENCE}{name}": f"{REFERENCE}{plain}" for name, plain in names.items()}
    renamed: dict[str, Any] = readdressed(document, addresses)
    renamed["components"]["schemas"] = {
        names[name]: schema | {"title": names[name]}
        for name, schema in renamed["components"]["schemas"].items()
    }
    return renamed


def _plain(name: str) -> str:
    if page := _PAGE.fullmatch(name):
        return f"{page[1]}Page"
    if name.endswith("-Input"):
        return f"{name.removesuffix('-Input')}Sent"
    return name.removesuffix("-Output")


def readdressed(node: Any, addresses: Mapping[str, str]) -> Any:
    """Return *node*, part of a document, with each text that is an old address as the new one."""
    if isinstance(node, dict):
        return {key: readdressed(value, addresses) for key, value in node.items()}
    if isinstance(node, list):
        return [readdressed(value, addresses) for value in node]
    return addresses.get(node, node) if isinstance(node, str) else node
