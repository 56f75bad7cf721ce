"""Settings, read once, in `main`, and passed down."""

from __future__ import annotations

import json
import os
from typing import Any, Final

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared import deadlines
from shared.contracts.events import TAKEN_BY

HERE: Final = "here"
"""The address of a listener that runs in the same process."""

_PLAIN_SCHEMES = ("postgres://", "postgresql://")


class ServiceSettings(BaseSettings):
    """What every service needs to know of the world."""

    model_config = SettingsConfigDict(env_prefix="QD_", extra="ignore")

    database_url: str = Field(description="Must name a role that owns nothing.")
    public_database_url: str | None = Field(
        default=None, description="Must name the service's public role; None if it has none."
    )
    trusted_key: str = Field(description="The gateway's public key: an Ed25519 JWK in JSON.")
    pool_size: int = Field(
        default=10,
        ge=3,
        le=200,
        description="A long file takes one, and one for each chunk; one is left to others.",
    )
    deadline_seconds: float = Field(
        default=deadlines.SERVICE,
        gt=0,
        description="For an answer, counted from the payload's last byte.",
    )
    trusted_services: dict[str, str] = Field(
        default_factory=dict,
        description="Public keys of services that tell this one their events, by name.",
    )
    service_key: str | None = Field(
        default=None, description="The service's own private key, by which it tells its events."
    )
    listeners: dict[str, str] = Field(
        default_factory=dict, description="Where each listener is, by name."
    )

    @field_validator("trusted_services", mode="before")
    @classmethod
    def _read_keys(cls, written: object) -> object:
        """Read `{"kpi": {<JWK>}}`."""
        keys = json.loads(written) if isinstance(written, str) else written
        if not isinstance(keys, dict):
            message = "QD_<SERVICE>_TRUSTED_SERVICES must be a JSON object of JWKs by service"
            raise ValueError(message)  # noqa: TRY004 - Pydantic turns only ValueErrors into faults
        return {name: k if isinstance(k, str) else json.dumps(k) for name, k in keys.items()}

    @field_validator("listeners", mode="before")
    @classmethod
    def _read_listeners(cls, written: object, before: ValidationInfo) -> object:
        """Read `risk=http://127.0.0.1:8002`, and more of the kind after commas."""
        listeners = written
        if isinstance(written, str):
            pairs = (each.partition("=") for each in written.split(",") if each.strip())
            listeners = {name.strip(): address.strip() for name, _, address in pairs}
        if not isinstance(listeners, dict) or not listeners.keys() <= TAKEN_BY.keys():
            known = ", ".join(TAKEN_BY)
            message = f"QD_<SERVICE>_LISTENERS must be name=address, of these names: {known}"
            raise ValueError(message)
        if listeners and not before.data.get("service_key"):
            message = "QD_<SERVICE>_SIGNING_KEY must be set where there are listeners"
            raise ValueError(message)
        return listeners


def settings_of(service: str, **more: Any) -> dict[str, Any]:
    """Return what only *service* is told.

    `QD_<SERVICE>_DATABASE_URL`, else `DATABASE_URL`; `QD_<SERVICE>_PUBLIC_DATABASE_URL`; and of
    events `QD_<SERVICE>_TRUSTED_SERVICES`, `_SIGNING_KEY` and `_LISTENERS`.
    """
    name = f"QD_{service.upper()}"
    urls = {
        "database_url": os.environ.get(f"{name}_DATABASE_URL") or os.environ.get("DATABASE_URL"),
        "public_database_url": os.environ.get(f"{name}_PUBLIC_DATABASE_URL"),
    }
    told = {
        "trusted_services": os.environ.get(f"{name}_TRUSTED_SERVICES"),
        "service_key": os.environ.get(f"{name}_SIGNING_KEY"),
        "listeners": os.environ.get(f"{name}_LISTENERS"),
    }
    given = {setting: asyncpg_url(url) for setting, url in urls.items() if url}
    return given | {setting: said for setting, said in told.items() if said} | more


def asyncpg_url(url: str) -> str:
    """Return a database's address in the spelling that names our driver."""
    for scheme in _PLAIN_SCHEMES:
        if url.startswith(scheme):
            return "postgresql+asyncpg://" + url.removeprefix(scheme)
    return url
