"""What an item contributes to, as a kind of what is kept."""

from __future__ import annotations

from typing import Final

from services.projects.kept.kinds import Kind
from services.projects.plans.kinds import ITEM
from shared.contracts.projects.threads import Contributions

CONTRIBUTIONS: Final = Kind("contributions", "what is contributed", ITEM.parts, Contributions)
