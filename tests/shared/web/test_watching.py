"""What the logs hold: that something failed and where, never what was being worked on."""

from __future__ import annotations

import json
import subprocess
import sys

from deploy.services import ROOT

FAILS = """
import structlog
from shared.web.watching import configure_logs

configure_logs("kpi")

def work(figure, key):
    return figure / 0

try:
    work(77310007, "qd_live_canary")
except ZeroDivisionError:
    structlog.get_logger().exception("request failed", request_id="r-1")
"""


def test_a_logged_failure_names_its_place_and_no_local_variable() -> None:
    """In a process of its own: logging is configured once and for all."""
    ran = subprocess.run([sys.executable, "-c", FAILS], cwd=ROOT, capture_output=True, check=True)
    said = ran.stderr.decode()
    line = json.loads(said)

    assert (line["service"], line["event"], line["request_id"]) == ("kpi", "request failed", "r-1")
    assert line["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert line["exception"][0]["frames"][-1]["name"] == "work"
    assert "canary" not in said
    assert "77310007" not in said
