"""Children of the supervisor, from the first moment of their lives."""

from __future__ import annotations

import subprocess
import sys

from deploy.services import ROOT

KILLED_AT_ONCE = """
import os, signal, time
from deploy.local.processes import fork

for _ in range(50):
    child = fork("test", lambda: time.sleep(60))
    os.killpg(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
"""


def test_a_child_leads_a_group_before_anybody_can_end_it() -> None:
    """Else a Ctrl-C just after a start finds no such group, and the suite ends in a traceback."""
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_AT_ONCE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
