"""The tables of the risk service: the journal's, until it has its own."""

from __future__ import annotations

from shared.journal import add_journal
from shared.storage.columns import new_metadata

SCHEMA = new_metadata()
add_journal(SCHEMA)
