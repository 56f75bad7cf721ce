"""The tables of the projects service: the journal's, what is kept, and what is published."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from shared.editions import add_editions
from shared.journal import add_journal
from shared.publication import add_publication
from shared.storage.columns import TYPES, new_metadata


class Table(DeclarativeBase):
    """A table of the projects service."""

    metadata = new_metadata()
    type_annotation_map = TYPES


SCHEMA = Table.metadata
add_journal(SCHEMA)
add_publication(SCHEMA)
add_editions(SCHEMA)
