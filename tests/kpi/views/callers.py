"""Callers of the KPI service, with whatever rights a test gives them."""

from __future__ import annotations

from typing import Any

import httpx
from starlette.types import ASGIApp

from shared.security.principal import Principal
from shared.security.token import HEADER, Signer

EVERYTHING = ("kpi:read", "kpi:submit", "kpi:target")


class Kpi:
    """The service as its gateway sees it."""

    def __init__(self, app: ASGIApp, signer: Signer) -> None:
        self._transport = httpx.ASGITransport(app)
        self._signer = signer

    async def ask(
        self,
        method: str,
        path: str,
        *,
        of: tuple[str, ...] = (),
        json: object = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> httpx.Response:
        """Ask as a caller with all rights on some bodies; the operator's, too, to define."""
        grants = {scope: frozenset(of) for scope in EVERYTHING}
        grants["kpi:define"] = frozenset({"operator"})
        caller = Principal("a-client", "tester", "a-key", grants)
        token = self._signer.sign(caller, audience="kpi")
        async with httpx.AsyncClient(transport=self._transport, base_url="http://kpi") as client:
            return await client.request(
                method,
                f"/v1/kpi{path}",
                json=json,
                params=query,
                headers={HEADER: token} | (headers or {}),
            )

    async def define(self, path: str, document: dict[str, Any], of: tuple[str, ...] = ()) -> None:
        """Put a new document: an indicator, a partnership, a target."""
        answer = await self.ask("PUT", path, of=of, json=document, headers={"If-None-Match": "*"})
        assert answer.status_code == 201, answer.text

    async def post(self, *figures: dict[str, Any]) -> None:
        """Post figures, each with its body."""
        bodies = tuple({figure["body"] for figure in figures})
        answer = await self.ask("POST", "/submissions", of=bodies, json={"figures": figures})
        assert answer.status_code == 201, answer.text
        counts = answer.json()["counts"]
        assert counts["created"] + counts["restated"] == len(figures), answer.text
