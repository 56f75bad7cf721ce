"""Why the suite can't start or go on."""

from __future__ import annotations


class CannotStart(Exception):
    """One sentence for the operator, who can do something about it; never shown as a traceback."""
