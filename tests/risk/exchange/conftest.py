"""The desk of the views' tests, and its register as a sheet."""

import pytest

from tests.risk.exchange.sheets import Sheets
from tests.risk.views.conftest import desk, office
from tests.risk.views.desk import Desk

__all__ = ["desk", "office", "sheets"]


@pytest.fixture
def sheets(desk: Desk) -> Sheets:
    """The register, as CSV."""
    return Sheets(desk)
