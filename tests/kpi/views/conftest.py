"""The KPI service by itself, with a caller of any rights in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.kpi.main import SERVICE
from shared.security.token import Signer, new_key_pair
from shared.web.settings import ServiceSettings
from tests.database import Database
from tests.kpi.views.callers import Kpi


@pytest.fixture
async def kpi(database: Database) -> AsyncIterator[Kpi]:
    """The service, over an empty database."""
    private, public = new_key_pair()
    api = SERVICE.api(
        ServiceSettings(
            database_url=database.url("kpi"),
            public_database_url=database.url("kpi", "public"),
            trusted_key=public,
        )
    )
    async with api.router.lifespan_context(api):
        yield Kpi(api, Signer(private))
