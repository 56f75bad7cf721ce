"""Objectives, as a kind of what is kept."""

from __future__ import annotations

from typing import Final

from services.projects.kept.kinds import Kind
from shared.contracts.projects.objectives import Objective
from shared.contracts.projects.vocabulary import ObjectiveCode

OBJECTIVE: Final = Kind("objective", "an objective", {"objective": ObjectiveCode}, Objective)
