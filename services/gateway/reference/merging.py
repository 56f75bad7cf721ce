"""Several OpenAPI documents as one."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from shared.security.scopes import SERVICE_ONLY
from shared.web.schema_names import readdressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Document = dict[str, Any]

_COMPONENTS: Final = "#/components/"
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})


def merged(own: Document, services: Mapping[str, Document], *, title: str) -> Document:
    """Return *own* with what each of *services* adds under `/v1/<name>`.

    Components of equal names and equal content become one. Where the content differs, or that of
    anything it refers to, the later one is prefixed with its service's name; so is an operation id
    that is taken. What services alone may ask of each other is left out, with what it alone needs.
    """
    whole = copy.deepcopy(own)
    whole["info"] = {**own["info"], "title": title}
    paths: Document = whole.setdefault("paths", {})
    components: Document = whole.setdefault("components", {})
    taken = {operation["operationId"] for operation in _operations(paths)}
    for name, document in ((name, _for_callers(each)) for name, each in services.items()):
        added = _renamed(document, _clashing(document, components), name)
        for section, entries in added.get("components", {}).items():
            components.setdefault(section, {}).update(entries)
        for path, item in added.get("paths", {}).items():
            if path == f"/v1/{name}" or path.startswith(f"/v1/{name}/"):
                for operation in _operations({path: item}):
                    if operation["operationId"] in taken:
                        operation["operationId"] = f"{name}_{operation['operationId']}"
                    taken.add(operation["operationId"])
                paths[path] = item
    return whole


def _for_callers(document: Document) -> Document:
    """Return *document* without the operations that only services call, if it has any."""
    theirs = {
        path: item
        for path, item in document.get("paths", {}).items()
        if any(operation.get("x-scope") in SERVICE_ONLY for operation in _operations({path: item}))
    }
    if not theirs:
        return document
    kept = copy.deepcopy(document)
    for path in theirs:
        del kept["paths"][path]
    for address in _drawn_in(theirs, kept) - _drawn_in(kept["paths"], kept):
        section, name = address.removeprefix(_COMPONENTS).split("/", 1)
        del kept["components"][section][name]
    return kept


def _drawn_in(node: Any, document: Document) -> set[str]:
    """Return the addresses of all components that *node* refers to, and those that they do."""
    found: set[str] = set()
    following = set(_addresses(node))
    while following:
        found |= following
        entries = [_at(address, document) for address in following]
        following = {address for entry in entries for address in _addresses(entry)} - found
    return found


def _at(address: str, document: Document) -> Any:
    section, name = address.removeprefix(_COMPONENTS).split("/", 1)
    return document["components"][section][name]


def _operations(paths: Document) -> Iterator[Document]:
    for item in paths.values():
        for method, operation in item.items():
            if method in _METHODS:
                yield operation


def _clashing(document: Document, known: Document) -> set[str]:
    """Return the addresses of components that cannot be shared with those already *known*."""
    both = {
        f"{_COMPONENTS}{section}/{name}": (entry, known[section][name])
        for section, entries in document.get("components", {}).items()
        for name, entry in entries.items()
        if name in known.get(section, {})
    }
    clashing = {address for address, (entry, there) in both.items() if entry != there}
    drawn_in = set(clashing)
    while drawn_in:
        drawn_in = {
            address
            for address, (entry, _) in both.items()
            if address not in clashing and clashing & set(_addresses(entry))
        }
        clashing |= drawn_in
    return clashing


def _addresses(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _addresses(value)
    elif isinstance(node, list):
        for value in node:
            yield from _addresses(value)
    elif isinstance(node, str) and node.startswith(_COMPONENTS):
        yield node


def _renamed(document: Document, clashing: set[str], service: str) -> Document:
    """Return *document* with the clashing components, and what points to them, renamed."""
    prefix = service.capitalize()
    names = {address: _prefixed(address, prefix) for address in clashing}
    renamed: Document = readdressed(document, names)
    for section, entries in renamed.get("components", {}).items():
        renamed["components"][section] = {
            _last(names.get(f"{_COMPONENTS}{section}/{name}", name)): entry
            for name, entry in entries.items()
        }
    return renamed


def _prefixed(address: str, prefix: str) -> str:
    section, name = address.removeprefix(_COMPONENTS).split("/", 1)
    return f"{_COMPONENTS}{section}/{prefix}{name}"


def _last(address: str) -> str:
    return address.rsplit("/", 1)[-1]
