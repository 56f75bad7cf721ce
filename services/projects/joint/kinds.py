"""What joint working keeps, as kinds."""

from __future__ import annotations

from typing import Final

from services.projects.joint import notices, parties
from services.projects.kept.kinds import Kind
from services.projects.plans.kinds import ITEM, PLAN
from shared.contracts.projects.communications import (
    CommunicationCode,
    CommunicationContent,
    GroupCode,
    SteeringGroup,
)
from shared.contracts.projects.consultations import (
    ConsultationCode,
    ConsultationComment,
    PlanConsultation,
)
from shared.contracts.projects.decisions import ItemDecision
from shared.contracts.values import BodyCode

DECISION: Final = Kind(
    "decision", "a council's decision", {**ITEM.parts, "council": BodyCode}, ItemDecision
)
CONSULTATION: Final = Kind(
    "consultation",
    "a consultation",
    {**PLAN.parts, "consultation": ConsultationCode},
    PlanConsultation,
    notices.follow,
)
COMMENT: Final = Kind("consultation_comment", "a comment", CONSULTATION.parts, ConsultationComment)
"""Only appended: each comment on a consultation is a version at its address."""

COMMUNICATION: Final = Kind(
    "communication",
    "a communication",
    {**PLAN.parts, "communication": CommunicationCode},
    CommunicationContent,
)
GROUP: Final = Kind(
    "group", "a group", {**PLAN.parts, "group": GroupCode}, SteeringGroup, parties.follow
)
