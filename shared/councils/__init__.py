"""The reference list of the English councils that bill council tax and business rates."""

from __future__ import annotations

from shared.councils.reference import Council, CouncilType, all_councils, find_council, is_nobodys

__all__ = ["Council", "CouncilType", "all_councils", "find_council", "is_nobodys"]
