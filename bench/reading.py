"""The hot read: a series through the gateway, beside the same bytes by shorter ways."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from typing import Any, Final

import httpx

from bench.beside import bare, read_in_turns
from bench.figures import MONTHS, ONE, SCOPES, define_indicators, figure, officer
from bench.lines import Effort, Found, Line, Measurement
from bench.nginx import nginx
from bench.principal import HEADER, signed
from bench.suite import Suite, running

_NGINX: Final = Line(
    "working_read_vs_nginx", "a series through the gateway, to nginx in front of kpi", 0.35
)
_KPI: Final = Line("working_read_vs_kpi", "a series through the gateway, to kpi asked directly")
_BARE: Final = Line(
    "working_read_vs_bare", "a series through the gateway, to a bare route with the same bytes"
)
_INDICATORS: Final = 12
_YEAR: Final = "2019-20"


def measure(effort: Effort, wanted: Collection[str]) -> Mapping[str, Found]:
    """Return requests a second through the gateway, over those of each shorter way."""
    with ExitStack() as open_now:
        suite = open_now.enter_context(running(effort.folder / "reading"))
        path, headers = _with_a_series(suite)
        token = {HEADER: signed(suite.secrets["signing_key"], {s: list(ONE) for s in SCOPES})}
        expected = httpx.get(suite.url + path, headers=headers).raise_for_status().content
        sides = {"gateway": (suite.url, headers)}
        if _KPI.name in wanted:
            sides["kpi"] = (suite.kpi_url, token)
        if _NGINX.name in wanted:
            folder, upstream = effort.folder / "nginx", suite.kpi_url.removeprefix("http://")
            front = open_now.enter_context(nginx(folder, upstream, token[HEADER]))
            sides["nginx"] = (front, {})
        if _BARE.name in wanted:
            sides["bare"] = (open_now.enter_context(bare(effort.folder, expected)), {})
        measured = read_in_turns(sides, path, expected, effort)
    return {
        f"working_read_vs_{side}": Found(
            measured.ratio("gateway", side),
            f"{measured.median('gateway'):,.0f} to {measured.median(side):,.0f} a second, "
            f"{len(expected):,} bytes",
        )
        for side in sides
        if side != "gateway"
    }


def _with_a_series(suite: Suite) -> tuple[str, dict[str, str]]:
    """Post a year of figures and its target, and return the series' path and who may read it."""
    code, *_ = define_indicators(suite, _INDICATORS)
    headers = officer(suite, ONE)
    target = {"annual": 98.0, "profile": [round(98 * month / 12, 1) for month in range(1, 13)]}
    figures: list[dict[str, Any]] = [
        {"indicator": code, "period": month} | figure(number) for number, month in enumerate(MONTHS)
    ]
    for method, path, given in (
        ("PUT", f"/v1/kpi/bodies/{ONE[0]}/targets/{_YEAR}/{code}", target),
        ("POST", "/v1/kpi/submissions", {"body": ONE[0], "figures": figures}),
    ):
        suite.send(method, path, given, headers)
    return f"/v1/kpi/bodies/{ONE[0]}/series/{code}?year={_YEAR}", headers


READING: Final = Measurement((_NGINX, _KPI, _BARE), measure, tools=("wrk", "nginx"))
