"""What anyone reads: a published scorecard, one keyed read, beside a bare route."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from bench.beside import bare, read_in_turns
from bench.figures import ONE, define_indicators, figure
from bench.lines import Effort, Found, Line, Measurement
from bench.principal import HEADER, signed
from bench.suite import Suite, running

_GATEWAY: Final = Line(
    "published_scorecard_vs_bare",
    "a published scorecard through the gateway, without a key, to a bare route with the same bytes",
)
_KPI: Final = Line(
    "published_scorecard_at_kpi_vs_bare",
    "a published scorecard, of kpi asked directly, to a bare route with the same bytes",
)
_INDICATORS: Final = 26
_PERIOD: Final = "2019-20-M09"
_AHEAD: Final = timedelta(seconds=3)


def measure(effort: Effort, _: Collection[str]) -> Mapping[str, Found]:
    """Return requests a second, over those of the bare route."""
    with ExitStack() as open_now:
        suite = open_now.enter_context(running(effort.folder / "publishing"))
        path = _with_a_release(suite)
        expected = httpx.get(suite.url + path).raise_for_status().content
        token = {HEADER: signed(suite.secrets["signing_key"], {})}
        sides: dict[str, tuple[str, dict[str, str]]] = {
            "gateway": (suite.url, {}),
            "kpi": (suite.kpi_url, token),
            "bare": (open_now.enter_context(bare(effort.folder, expected)), {}),
        }
        measured = read_in_turns(sides, path, expected, effort)
    return {
        line.name: Found(
            measured.ratio(side, "bare"),
            f"{measured.median(side):,.0f} to {measured.median('bare'):,.0f} a second, "
            f"{len(expected):,} bytes",
        )
        for line, side in ((_GATEWAY, "gateway"), (_KPI, "kpi"))
    }


def _with_a_release(suite: Suite) -> str:
    """Take a council's month through its whole life, and return its public scorecard's path."""
    (body,) = ONE
    codes = define_indicators(suite, _INDICATORS)
    submitter = suite.key({"kpi:read": [body], "kpi:submit": [body]}, "officer")
    approver = suite.key(
        {"kpi:read": [body], "kpi:approve": [body], "kpi:publish": [body]}, "representative"
    )
    figures: list[dict[str, Any]] = [
        {"indicator": code, "period": _PERIOD} | figure(number) for number, code in enumerate(codes)
    ]
    batch = suite.send("POST", "/v1/kpi/submissions", {"body": body, "figures": figures}, submitter)
    (submission,) = batch["submissions"]
    _step(suite, f"/v1/kpi/bodies/{body}/submissions/{submission['id']}", "approve", approver)
    said = {"period": _PERIOD, "title": "Bench"}
    begun = suite.send("POST", f"/v1/kpi/bodies/{body}/releases", said, submitter)
    release = f"/v1/kpi/bodies/{body}/releases/{begun['id']}"
    _step(suite, release, "approve", approver)
    hour = datetime.now(UTC) + _AHEAD
    _step(suite, release, "schedule", approver, {"publish_at": hour.isoformat()})
    path = f"/v1/kpi/bodies/{body}/scorecard?period={_PERIOD}&view=published"
    while httpx.get(suite.url + path).status_code != httpx.codes.OK:
        if datetime.now(UTC) > hour + _AHEAD:
            message = "the release's hour has passed, and nothing is public"
            raise RuntimeError(message)
        time.sleep(0.1)
    return path


def _step(
    suite: Suite, at: str, step: str, headers: Mapping[str, str], given: Any | None = None
) -> None:
    seen = httpx.get(suite.url + at, headers=dict(headers)).raise_for_status().headers["ETag"]
    suite.send("POST", f"{at}/{step}", given, {**headers, "If-Match": seen})


PUBLISHING: Final = Measurement((_GATEWAY, _KPI), measure, tools=("wrk",))
