"""`python -m demo`: post the demo to a running suite. Running it twice is safe."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from demo.api import NotLoaded
from demo.keys import Keyring
from demo.loading import load_demo, load_indicators
from demo.releasing import load_releases

if TYPE_CHECKING:
    from collections.abc import Sequence

DEADLINE_SECONDS: Final = 30.0

_REACHED_AT: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound
"""The address by which to reach a suite that listens on all of them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Load what the arguments ask for; return the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        with httpx.Client(base_url=asked.url, timeout=DEADLINE_SECONDS, trust_env=False) as http:
            keyring = Keyring(http, asked.keys)
            if asked.only == "indicators":
                load_indicators(keyring.admin)
            else:
                load_demo(keyring)
                load_releases(keyring)
    except NotLoaded as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    keys = Path(os.environ.get("QD_DATA_DIR") or ".data") / "demo-keys.json"
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--url", default=_gateway(), help="the gateway's address")
    parser.add_argument("--keys", type=Path, default=keys, help="the file of {name: key}")
    parser.add_argument("--only", choices=["indicators"], help="post this alone")
    return parser


def _gateway() -> str:
    """Return where `make run` with the same settings has the gateway answer."""
    host = os.environ.get("QD_HOST") or "127.0.0.1"
    host = _REACHED_AT.get(host, host)
    place = f"[{host}]" if ":" in host else host
    return f"http://{place}:{os.environ.get('PORT') or '8000'}"


if __name__ == "__main__":
    sys.exit(main())
