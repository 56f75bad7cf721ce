"""What a suite without an admin is given once it answers: the first admin key, and the demo."""

from __future__ import annotations

import functools
import http.client
import itertools
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
"""The file of keys by name."""

_UNFINISHED: Final = "demo-unfinished"
"""A file that is there while the demo is being posted: a start that finds it goes on with it."""


def begin(settings: Settings, environment: Mapping[str, str]) -> int:
    """Give the suite what it lacks, in a child whose process id is returned.

    It is the database that is asked, each time: the data folder may have served another before.

    Args:
        settings: Of the suite, which answers already.
        environment: Of the gateway, whose tables hold the keys.
    """
    return fork("demo", functools.partial(_give, settings, dict(environment)))


def end(child: int) -> None:
    """End the child with all that it started."""
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _give(settings: Settings, environment: dict[str, str]) -> int:
    from services.gateway.identity.__main__ import THERE_IS_ONE

    adopt(environment)
    file, unfinished = settings.data / KEYS, settings.data / _UNFINISHED
    made = _run("services.gateway.identity", capture=True)
    if made.returncode == 0:
        if settings.demo:
            unfinished.touch()
        else:
            unfinished.unlink(missing_ok=True)
        _keep(file, json.loads(made.stdout)["key"])
        if not settings.demo:
            print(f"The first admin key is in {file}.", flush=True)
            return 0
    elif made.returncode != THERE_IS_ONE:
        return _failed(f"The first admin key couldn't be made: {made.stderr.strip()}")
    elif not _opens(settings, file):
        return _failed(
            f"This database has an admin, whose key isn't in {file}: look for it in the files "
            f"{_before(file, '*').name}, or make another with "
            "'python -m services.gateway.identity --another'."
        )
    elif not (settings.demo and unfinished.exists()):
        return 0
    return _post_demo(settings, file, unfinished)


def _post_demo(settings: Settings, file: Path, unfinished: Path) -> int:
    print("Posting the demo through the API.", flush=True)
    if _run("demo", "--url", settings.url(GATEWAY), "--keys", str(file)).returncode:
        return _failed("The demo isn't whole: `make demo` goes on with it, as does the next start.")
    unfinished.unlink()
    print(f"The demo is in; its keys are in {file}.", flush=True)
    return 0


def _keep(file: Path, key: str) -> None:
    """Write the admin's *key* to *file*; whatever keys it held are another database's."""
    if file.exists():
        older = (_before(file, number) for number in itertools.count(1))
        kept = next(each for each in older if not each.exists())
        file.replace(kept)
        print(f"This database had no admin. The keys of another are now in {kept}.", flush=True)
    write_privately(file, {"admin": key})


def _before(file: Path, which: object) -> Path:
    return file.with_name(f"{file.stem}.before-{which}{file.suffix}")


def _opens(settings: Settings, file: Path) -> bool:
    """Return whether the admin's key in *file* is known to the suite."""
    try:
        key = json.loads(file.read_text(encoding="utf-8"))["admin"]
    except (OSError, ValueError, TypeError, KeyError):
        return False
    host, port = settings.reachable.strip("[]"), settings.ports[GATEWAY]
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/v1/clients?limit=1", headers={"X-API-Key": str(key)})
        return connection.getresponse().status != http.client.UNAUTHORIZED
    except (OSError, ValueError, http.client.HTTPException):
        return True  # nothing is known against it
    finally:
        connection.close()


def _run(module: str, *arguments: str, capture: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=Path(ROOT),
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.PIPE if capture else None,
        text=True,
        check=False,
        preexec_fn=functools.partial(die_with, os.getpid(), signal.SIGKILL),
    )


def _failed(what: str) -> int:
    print(f"{what} The suite goes on.", file=sys.stderr, flush=True)
    return 1
