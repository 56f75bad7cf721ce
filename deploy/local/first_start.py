"""What a new suite is given once it answers: the first admin key, and the demo."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.local.folder import write_privately
from deploy.local.processes import die_with, fork
from deploy.local.serving import adopt
from deploy.local.settings import Settings
from deploy.services import GATEWAY, ROOT

KEYS: Final = "demo-keys.json"
"""The file of keys by name; once it is there, a start posts nothing more."""

_UNFINISHED: Final = "demo-unfinished"
"""A file that is there while the demo is being posted: a start that finds it goes on with it."""


def begin(settings: Settings, environment: Mapping[str, str]) -> int | None:
    """Give a new suite its keys and its demo, in a child whose process id is returned.

    Args:
        settings: Of the suite, which answers already.
        environment: Of the gateway, whose tables hold the keys.

    Returns:
        None if the suite has had them.
    """
    began = (settings.data / _UNFINISHED).exists() and settings.demo
    if (settings.data / KEYS).exists() and not began:
        return None
    return fork("demo", functools.partial(_give, settings, dict(environment)))


def end(child: int) -> None:
    """End the child with all that it started."""
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _give(settings: Settings, environment: dict[str, str]) -> int:
    adopt(environment)
    file, unfinished = settings.data / KEYS, settings.data / _UNFINISHED
    if not file.exists():
        made = _run("services.gateway.identity", capture=True)
        if made.returncode:
            return _failed("The first admin key couldn't be made: what it said stands above.")
        if settings.demo:
            unfinished.touch()
        write_privately(file, {"admin": read_key(made.stdout)})
    if not settings.demo:
        print(f"The first admin key is in {file}.", flush=True)
        return 0
    print("Posting the demo through the API.", flush=True)
    if _run("demo", "--url", settings.url(GATEWAY), "--keys", str(file)).returncode:
        return _failed("The demo isn't whole: `make demo` goes on with it, as does the next start.")
    unfinished.unlink()
    print(f"The demo is in; its keys are in {file}.", flush=True)
    return 0


def read_key(said: str) -> str:
    """Return the key in what the identity command printed: its last line, plain or as JSON."""
    line = said.strip().splitlines()[-1]
    if not line.startswith(("{", '"')):
        return line
    read = json.loads(line)
    return read if isinstance(read, str) else str(read.get("key") or read["secret"])


def _run(module: str, *arguments: str, capture: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=Path(ROOT),
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=False,
        preexec_fn=functools.partial(die_with, os.getpid(), signal.SIGKILL),
    )


def _failed(what: str) -> int:
    print(f"{what} The suite goes on.", file=sys.stderr, flush=True)
    return 1
