"""Settings, read once, in `main`, and passed down."""

from __future__ import annotations

import os
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared import deadlines

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


def settings_of(service: str, **more: Any) -> dict[str, Any]:
    """Return what only *service* is told.

    `QD_<SERVICE>_DATABASE_URL`, else `DATABASE_URL`; and `QD_<SERVICE>_PUBLIC_DATABASE_URL`.
    """
    name = f"QD_{service.upper()}"
    urls = {
        "database_url": os.environ.get(f"{name}_DATABASE_URL") or os.environ.get("DATABASE_URL"),
        "public_database_url": os.environ.get(f"{name}_PUBLIC_DATABASE_URL"),
    }
    return {setting: asyncpg_url(url) for setting, url in urls.items() if url} | more


def asyncpg_url(url: str) -> str:
    """Return a database's address in the spelling that names our driver."""
    for scheme in _PLAIN_SCHEMES:
        if url.startswith(scheme):
            return "postgresql+asyncpg://" + url.removeprefix(scheme)
    return url
