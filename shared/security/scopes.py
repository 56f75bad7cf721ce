"""The scopes that a key can be granted, each for named bodies."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """What an operation asks for. Granted per body: `grants: {scope: [bodies]}`."""

    KPI_READ = "kpi:read"
    KPI_SUBMIT = "kpi:submit"
    KPI_TARGET = "kpi:target"
    KPI_APPROVE = "kpi:approve"
    KPI_PUBLISH = "kpi:publish"
    KPI_DEFINE = "kpi:define"
    RISK_READ = "risk:read"
    RISK_WRITE = "risk:write"
    RISK_APPROVE = "risk:approve"
    RISK_CONFIDENTIAL = "risk:confidential"
    RISK_SIGNAL = "risk:signal"
    PROJECTS_READ = "projects:read"
    PROJECTS_WRITE = "projects:write"
    PROJECTS_APPROVE = "projects:approve"
    WEBHOOKS_MANAGE = "webhooks:manage"
    AUDIT_READ = "audit:read"
    CLIENTS_MANAGE = "clients:manage"


OPERATOR: Final = "operator"
"""The body that owns rows of no council and no partnership."""

OPERATOR_ONLY: Final = frozenset({Scope.KPI_DEFINE, Scope.CLIENTS_MANAGE})
"""Scopes that mean nothing on any other body, and so are granted on `operator` alone."""

SERVICE_ONLY: Final = frozenset({Scope.RISK_SIGNAL})
"""Scopes that no client's key is ever granted."""
