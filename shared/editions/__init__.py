"""Editions: what a service publishes of its bodies by quarter.

Proposed by one, approved by another, frozen, and public at its hour. A service says what it
publishes and how that is composed (`Publisher`), gives its schema the tables, and mounts the two
routers of `routes`; it uses what stands here.
"""

from shared.editions.ahead import Ahead, editions_ahead
from shared.editions.published import Wanted, edition_document
from shared.editions.publisher import Compose, Composition, EditionContracts, Place, Publisher
from shared.editions.tables import add_editions

__all__ = [
    "Ahead",
    "Compose",
    "Composition",
    "EditionContracts",
    "Place",
    "Publisher",
    "Wanted",
    "add_editions",
    "edition_document",
    "editions_ahead",
]
