"""What the gateway needs to know of the world."""

from __future__ import annotations

from pydantic import Field

from shared.web.settings import ServiceSettings, settings_of


class GatewaySettings(ServiceSettings):
    """The services' settings, its private key, and where the services are."""

    signing_key: str = Field(description="The gateway's private key: an Ed25519 JWK in JSON.")
    upstream_kpi: str = Field(description="Such as http://127.0.0.1:8001.")
    upstream_risk: str
    upstream_projects: str

    @property
    def upstreams(self) -> dict[str, str]:
        """Where each service is, by its name."""
        return {
            "kpi": self.upstream_kpi,
            "risk": self.upstream_risk,
            "projects": self.upstream_projects,
        }


def read_settings() -> GatewaySettings:
    """Return the settings that the environment holds."""
    return GatewaySettings(**settings_of("gateway"))
