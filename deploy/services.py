"""The four services, in the order in which they are started and given their ports."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
"""The folder of the clone."""

GATEWAY: Final = "gateway"
SERVICES: Final = (GATEWAY, "kpi", "risk", "projects")
"""The gateway takes `PORT`, the others the three after it."""

ROLES: Final = ("owner", "runtime", "public")
"""Of each service: who migrates, who serves, and who reads what is published."""


PUBLISHING: Final = ("kpi", "risk", "projects")
"""The services that publish: each also reads as its public role."""

LISTENERS: Final = {"kpi": ("risk",)}
"""Who tells its events, and whom. A teller signs with a key of its own, which they trust."""


def role(service: str, kind: str) -> str:
    """Return the database role *kind* (one of `ROLES`) of *service*."""
    return f"qd_{service}_{kind}"
