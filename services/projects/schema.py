"""The tables of the projects service: the journal's, and what is kept."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from shared.journal import add_journal
from shared.storage.columns import TYPES, new_metadata


class Table(DeclarativeBase):
    """A table of the projects service."""

    metadata = new_metadata()
    type_annotation_map = TYPES


SCHEMA = Table.metadata
add_journal(SCHEMA)
