"""`Service`: one declaration per `main.py`, which migrations, OpenAPI and the supervisor read."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import Route

from shared.security.token import Verifier
from shared.storage.engine import new_engine
from shared.storage.public import Public
from shared.web.chunks import LongPayloads
from shared.web.health import DatabaseCheck, Readiness, all_of, health
from shared.web.layers import Outermost
from shared.web.openapi import VERSION, describe
from shared.web.problems import handle_problems
from shared.web.telling import telling

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from fastapi import APIRouter
    from pydantic import BaseModel
    from sqlalchemy import MetaData
    from sqlalchemy.ext.asyncio import AsyncEngine
    from starlette.types import ASGIApp

    from shared.journal.listening import Ear
    from shared.web.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class Context:
    """What every request of a service shares.

    Attributes:
        public: How published documents are read, by anyone.
    """

    engine: AsyncEngine
    public: Public
    verifier: Verifier
    readiness: Readiness
    deadline: float
    long_payloads: LongPayloads


@dataclass(frozen=True)
class Service:
    """What a service is.

    Attributes:
        name: Its schema in the database, its part of the address, its tokens' audience.
        title: Its name for people.
        schema: Its tables, the journal's among them.
        routers: Its operations.
        also_described: Models that an operation reads by itself, for the OpenAPI document.
        listeners: Its own ears, by the kind of event. Who else is told, its settings say.
        written: Its OpenAPI document as it is committed, which a running service tells: to work it
            out takes seconds, in which it would answer nobody.
    """

    name: str
    title: str
    schema: MetaData
    routers: Sequence[APIRouter] = ()
    also_described: Sequence[type[BaseModel]] = field(default=())
    listeners: Mapping[str, Ear] = field(default_factory=dict)
    written: Path | None = None

    def api(
        self, settings: ServiceSettings | None, neighbours: Mapping[str, ASGIApp] | None = None
    ) -> FastAPI:
        """Return the service's API. Without settings it can only be described.

        *neighbours* are listeners in this process, by name; they may join until it starts.
        """

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            assert settings is not None  # noqa: S101 - else it has no life
            told = telling(self.name, settings, self.listeners, neighbours or {})
            async with told as app.state.relay:
                yield
            context: Context = app.state.context
            await context.public.close()
            await context.engine.dispose()

        app = FastAPI(
            title=self.title,
            version=VERSION,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            generate_unique_id_function=lambda route: route.name,
            lifespan=lifespan if settings else None,
        )
        app.include_router(health)
        for router in self.routers:
            app.include_router(router)
        app.state.operations = [
            route
            for router in (health, *self.routers)
            for route in router.routes
            if isinstance(route, Route)
        ]
        handle_problems(app)
        written = None if settings is None else self.written
        describe(app, self.routers, self.also_described, written)
        if settings is not None:
            app.state.relay = None
            app.state.context = Context(
                new_engine(
                    settings.database_url,
                    application=f"quarterday-{self.name}",
                    pool_size=settings.pool_size,
                ),
                self._public(settings),
                Verifier(
                    settings.trusted_key, audience=self.name, services=settings.trusted_services
                ),
                self._readiness(settings),
                settings.deadline_seconds,
                LongPayloads(settings.pool_size),
            )
        return app

    def _public(self, settings: ServiceSettings) -> Public:
        return Public(
            settings.public_database_url,
            application=f"quarterday-{self.name}-public",
            pool_size=settings.pool_size,
        )

    @staticmethod
    def _readiness(settings: ServiceSettings) -> Readiness:
        working = DatabaseCheck(settings.database_url)
        if settings.public_database_url is None:
            return Readiness(working)
        return Readiness(
            all_of(working, DatabaseCheck(settings.public_database_url, published=True))
        )

    def app(
        self, settings: ServiceSettings, neighbours: Mapping[str, ASGIApp] | None = None
    ) -> ASGIApp:
        """Return the service as a server runs it; of *neighbours* see `api`."""
        return Outermost(self.api(settings, neighbours))
