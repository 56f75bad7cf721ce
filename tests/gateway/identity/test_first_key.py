"""The command that makes the first admin key."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING

from deploy.services import ROOT
from shared.security.token import new_key_pair
from tests.gateway.house import opened
from tests.suite import UNUSED

if TYPE_CHECKING:
    from tests.database import Database


async def run(database: Database, *arguments: str) -> tuple[int, str, str]:
    private, public = new_key_pair()
    told = {
        "QD_GATEWAY_DATABASE_URL": database.url("gateway"),
        "QD_SIGNING_KEY": private,
        "QD_TRUSTED_KEY": public,
        "QD_UPSTREAM_KPI": UNUSED,
        "QD_UPSTREAM_RISK": UNUSED,
        "QD_UPSTREAM_PROJECTS": UNUSED,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.gateway.identity", *arguments),
        cwd=ROOT,
        env=os.environ | told,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_the_first_key_is_one_line_and_the_second_needs_a_word(database: Database) -> None:
    code, out, _ = await run(database)
    refused, nothing, sentence = await run(database)
    agreed, another, _ = await run(database, "--another")

    assert (code, refused, agreed) == (0, 3, 0)
    assert set(json.loads(out)) == {"client", "key"}
    assert json.loads(out)["key"].startswith("qd_live_")
    assert out.count("\n") == another.count("\n") == 1
    assert nothing == ""
    assert sentence == "There is an admin already; use its key, or ask for --another.\n"


async def test_the_first_key_manages_clients_and_defines_indicators(database: Database) -> None:
    async with opened(database) as house:
        [admin] = (await house.client.get("/v1/clients", headers=house.admin)).json()["items"]

    assert admin["grants"] == {
        "audit:read": ["operator"],
        "clients:manage": ["operator"],
        "kpi:define": ["operator"],
        "webhooks:manage": ["operator"],
    }
    assert (admin["name"], admin["holder"]) == ("admin", "operator")
