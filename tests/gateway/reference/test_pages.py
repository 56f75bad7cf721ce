"""What the gateway shows to whoever comes by, without a key."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.door.forward import Forward, Outgoing
from services.gateway.reference.pages import ASSETS
from services.gateway.reference.problem_pages import problem_types
from shared.web import health
from tests.gateway.house import opened

if TYPE_CHECKING:
    from starlette.middleware.base import RequestResponseEndpoint
    from starlette.types import Receive, Scope, Send

    from tests.database import Database
    from tests.gateway.door.gate import RawServed
    from tests.gateway.house import House


def little_service(name: str) -> FastAPI:
    """Return a service that has one operation and is ready."""
    app = FastAPI()

    @app.get(f"/v1/{name}/things", operation_id=f"list_{name}_things")
    async def list_things() -> list[str]:
        return []

    @app.get("/readyz")
    async def read_readiness() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def hanging(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


async def failing(scope: Scope, receive: Receive, send: Send) -> None:
    raise ConnectionRefusedError


async def test_readiness_names_each_service_with_its_state(database: Database) -> None:
    kpi = little_service("kpi")
    async with opened(database, kpi=kpi, risk=hanging, projects=failing) as house:
        answer = await house.client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "checks": {
            "gateway": "ok",
            "kpi": "ok",
            "risk": "timed_out",
            "projects": "unavailable",
        },
    }


async def test_a_service_that_dies_in_mid_answer_is_not_ready(
    database: Database, serve_raw: RawServed
) -> None:
    async def answer_half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{")
        await writer.drain()
        writer.close()

    outgoing = Outgoing()
    kpi = Forward(await serve_raw(answer_half), outgoing)
    async with opened(database, kpi=kpi) as house:
        ready = await house.client.get("/readyz")
        document = await house.client.get("/openapi.json")
    await outgoing.close()

    assert (ready.status_code, ready.json()["checks"]["kpi"]) == (503, "unavailable")
    assert (document.status_code, document.json()["code"]) == (503, "unavailable")


async def test_many_who_ask_for_readiness_cost_one_question(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "READY_KEPT", 60.0)
    services = {name: little_service(name) for name in ("kpi", "risk", "projects")}
    asked = []

    @services["kpi"].middleware("http")
    async def count(request: Request, call_next: RequestResponseEndpoint) -> Response:
        asked.append(request.url.path)
        return await call_next(request)

    async with opened(database, **services) as house:
        answers = await asyncio.gather(*(house.client.get("/readyz") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert asked == ["/readyz"]


async def test_the_gateway_is_ready_when_all_services_are(database: Database) -> None:
    services = {name: little_service(name) for name in ("kpi", "risk", "projects")}
    async with opened(database, **services) as house:
        ready = await house.client.get("/readyz")
        document = (await house.client.get("/openapi.json")).json()

    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    identifiers = [
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
    ]
    assert {"list_kpi_things", "list_risk_things", "create_client"} <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))
    assert {"/livez", "/readyz", "/v1/kpi/things", "/v1/clients"} <= set(document["paths"])


async def test_without_its_database_the_gateway_lives_but_is_not_ready(house: House) -> None:
    connection = await house.database.admin.to("postgres").connect()
    await connection.execute(f'ALTER DATABASE "{house.database.name}" ALLOW_CONNECTIONS false')
    await connection.close()

    alive = await house.client.get("/livez")
    ready = await house.client.get("/readyz")

    assert (alive.status_code, alive.json()["status"]) == (200, "ok")
    assert (ready.status_code, ready.json()["checks"]["gateway"]) == (503, "unavailable")


async def test_the_document_of_a_service_that_is_down_is_503_and_named(database: Database) -> None:
    async with opened(database, kpi=failing) as house:
        answer = await house.client.get("/openapi.json")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "kpi" in answer.json()["detail"]
    assert "retry-after" in answer.headers


async def test_the_document_is_not_sent_again_to_whoever_has_it(database: Database) -> None:
    services = {name: little_service(name) for name in ("kpi", "risk", "projects")}
    async with opened(database, **services) as house:
        tag = (await house.client.get("/openapi.json")).headers["etag"]
        again = await house.client.get("/openapi.json", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/docs", "/problems", "/problems/unauthenticated"])
async def test_a_page_loads_nothing_from_anywhere_else(house: House, path: str) -> None:
    page = await house.client.get(path, headers={"Accept": "text/html"})

    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    links = re.findall(r"(?:src|href)='([^']*)'", page.text)
    assert links
    for link in links:
        assert link.startswith("/")
        answer = await house.client.get(link)
        known_to_need_services = {"/openapi.json", "/readyz"}
        assert answer.status_code == 200 or link in known_to_need_services


async def test_the_docs_have_their_program_and_its_start(house: House) -> None:
    page = (await house.client.get("/docs")).text
    program = await house.client.get("/docs/swagger-ui-bundle.js")
    start = await house.client.get("/docs/start.js")

    assert "/docs/swagger-ui-bundle.js" in page
    assert len(program.content) > 1_000_000
    assert 'url: "/openapi.json"' in start.text


@pytest.mark.parametrize("name", ASSETS)
async def test_a_file_of_the_docs_is_asked_for_each_time_and_sent_when_it_changed(
    house: House, name: str
) -> None:
    """So that no browser shows the page of one release with the program of another."""
    first = await house.client.get(f"/docs/{name}")
    again = await house.client.get(
        f"/docs/{name}", headers={"If-None-Match": first.headers["etag"]}
    )
    other = await house.client.get(f"/docs/{name}", headers={"If-None-Match": '"of-last-year"'})

    assert first.headers["cache-control"] == "public, no-cache"
    assert not first.headers["etag"].startswith("W/")
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (other.status_code, other.content) == (200, first.content)


async def test_the_styles_of_text_keep_out_of_the_docs(house: House) -> None:
    """A rule for every `code` would put white behind the white text of Swagger UI's examples."""
    styles = (await house.client.get("/docs/plain.css")).text
    selectors = re.findall(r"^([^/{\n]+)\{", styles, re.MULTILINE)

    assert ".text code " in selectors
    reaching = [each for each in selectors if not each.startswith(".text")]
    assert [each.strip() for each in reaching] == ["body", "noscript"]
    assert "class='text'" not in (await house.client.get("/docs")).text
    assert "class='text'" in (await house.client.get("/problems")).text


@pytest.mark.parametrize("name", ["..%2Fpages.py", "%2e%2e%2fpages.py", "pages.py", "redoc.js"])
async def test_no_other_file_is_given_away(house: House, name: str) -> None:
    assert (await house.client.get(f"/docs/{name}")).status_code == 404


async def test_the_type_of_every_problem_leads_to_its_page(house: House) -> None:
    refused = await house.client.get("/v1/clients")
    assert refused.status_code == 401
    page = await house.client.get(refused.json()["type"])

    assert page.status_code == 200
    assert "The caller is not known" in page.text
    assert "<code>Authorization: Bearer qd_…</code>" in page.text


def test_every_refusal_has_a_page_with_a_sentence() -> None:
    kinds = problem_types()

    assert {"malformed", "unauthenticated", "idempotency_key_reused", "timed_out"} <= set(kinds)
    assert all(kind.__doc__ for kind in kinds.values())


async def test_the_index_says_where_everything_is(house: House) -> None:
    index = (await house.client.get("/")).json()

    assert index["docs"] == "/docs"
    assert index["openapi"] == "/openapi.json"


async def test_what_is_not_there_is_a_problem_too(house: House) -> None:
    for path in ("/nothing", "/v1/nothing", "/problems/nothing"):
        answer = await house.client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["instance"] == path

    posted = await house.client.post("/docs")
    assert (posted.status_code, posted.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/start.js", "/problems/invalid", "/livez"])
async def test_each_page_names_the_methods_that_it_takes(house: House, path: str) -> None:
    posted = await house.client.post(path)

    assert posted.headers["allow"] == "GET, HEAD"
    got, head = await house.client.get(path), await house.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


async def test_health_asks_nobody_for_a_key(house: House) -> None:
    transport = httpx.ASGITransport(house.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://suite.example") as nobody:
        assert (await nobody.get("/livez")).status_code == 200
