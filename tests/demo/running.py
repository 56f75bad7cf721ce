"""The loader, run against a real suite: whole, in parts, and killed while it runs."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from demo.keys import Keyring
from demo.loading import load_demo
from demo.releasing import load_releases

DEADLY: Final = 1 if os.environ.get("QD_FULL") else 17
"""Each which write the loader dies of."""


class Killed(Exception):
    """The loader died, right after something of its was stored."""


@dataclass
class Death:
    """Comes for the loader before it learns that a write of its releases is stored."""

    writes: int = 0

    def __call__(self, answer: httpx.Response) -> None:
        """Count what is new; a run's own keys aside, which each run makes."""
        makes_a_key = answer.url.path.startswith("/v1/clients")
        if answer.request.method == "GET" or makes_a_key or not answer.is_success:
            return
        if "Idempotent-Replayed" not in answer.headers:
            self.writes += 1
            if self.writes % DEADLY == 0:
                raise Killed


def release_again_and_again(url: str, keys: Path) -> None:
    """Load the releases, by a loader that dies while it writes them."""
    with httpx.Client(base_url=url, timeout=30) as http:
        http.event_hooks = {"response": [Death()]}
        for _ in range(100):
            with suppress(Killed):
                load_releases(Keyring(http, keys))
                return
    raise AssertionError


def load_working(url: str, keys: Path) -> None:
    """Load all that releases are made of."""
    with httpx.Client(base_url=url, timeout=30) as http:
        load_demo(Keyring(http, keys))


def load(url: str, keys: Path) -> None:
    """Run the loader as `python -m demo` does."""
    with httpx.Client(base_url=url, timeout=30) as http:
        keyring = Keyring(http, keys)
        load_demo(keyring)
        load_releases(keyring)
