"""The desk of the views' tests."""

from tests.risk.views.conftest import desk, office

__all__ = ["desk", "office"]
