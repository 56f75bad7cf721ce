"""The demo keys: their file, the clients they belong to, and which one may write what."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from demo.api import Caller, NotLoaded, as_json
from demo.contents import clients

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from demo.contents import Document

LOADING_SCOPES: Final = ("kpi:read", "kpi:submit", "kpi:target")
PLANNING_SCOPES: Final = ("projects:read", "projects:write")
COMMENTING_SCOPES: Final = ("kpi:read", "kpi:submit")
LIFE_OF_A_PASSING_KEY: Final = timedelta(minutes=15)


class Keyring:
    """The keys in a file, `{name: key}`, which starts with `admin` alone."""

    def __init__(self, http: httpx.Client, path: Path) -> None:
        self._http = http
        self._path = path
        self._keys = _read_keys(path)
        self._made: dict[str, Caller] = {}

    @property
    def admin(self) -> Caller:
        """The operator's caller."""
        return Caller(self._http, self._keys["admin"])

    def complete(self) -> list[str]:
        """Make the demo keys that are missing, and return their names."""
        missing = [name for name in clients() if name not in self._keys]
        for name in missing:
            self._keys[name] = self._new_key(clients()[name], {"label": f"demo: {name}"})
            _write_keys(self._path, self._keys)
        return missing

    def caller(self, scope: str, body: str) -> Caller:
        """Return who has *scope* on *body*: a demo key, else one made for this run alone."""
        for name, client in clients().items():
            if body in client["grants"].get(scope, []):
                return Caller(self._http, self._keys[name])
        if scope in PLANNING_SCOPES:
            return self._passing(f"Demo: planner of {body}", "demo planner", PLANNING_SCOPES, body)
        return self._passing(f"Demo: loader of {body}", "demo loader", LOADING_SCOPES, body)

    def commenter(self, body: str) -> Caller:
        """Return who comments for a council: its performance officer, with a key for this run."""
        holder = f"performance officer of {body}"
        return self._passing(f"Demo: {holder}", holder, COMMENTING_SCOPES, body)

    def _passing(self, name: str, holder: str, scopes: Iterable[str], body: str) -> Caller:
        """Return a client's caller for this run; the key ends by itself and is kept nowhere."""
        if name not in self._made:
            grants = {scope: [body] for scope in scopes}
            expires_at = (datetime.now(UTC) + LIFE_OF_A_PASSING_KEY).isoformat()
            key = self._new_key(
                {"name": name, "holder": holder, "grants": grants},
                {"label": "demo: one run", "expires_at": expires_at},
            )
            self._made[name] = Caller(self._http, key)
        return self._made[name]

    def _new_key(self, client: Document, key: Document) -> str:
        """Return a new key of *client*, which is made first if there is none of its name."""
        source = f"client '{client['name']}'"
        known = (found for found in self.admin.items("/v1/clients"))
        found = next((c for c in known if c["name"] == client["name"]), None)
        found = found or self.admin.post("/v1/clients", as_json(client), source=source).document
        # A secret is shown once, and a replay would withhold it: so each asking is a new one.
        answer = self.admin.post(
            f"/v1/clients/{found['id']}/keys",
            as_json(key),
            source=source,
            idempotency_key=f"demo-{uuid4()}",
        )
        secret: str = answer.document["secret"]
        return secret


def _read_keys(path: Path) -> dict[str, str]:
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotLoaded(
            f"{path} is not there. 'make run' makes it, with the first admin key."
        ) from None
    except (OSError, ValueError) as error:
        raise NotLoaded(f"{path} cannot be read as JSON of names and keys.") from error
    if not isinstance(keys, dict) or "admin" not in keys:
        raise NotLoaded(f"{path} holds no key named 'admin'.")
    return keys


def _write_keys(path: Path, keys: dict[str, str]) -> None:
    """Replace the file in one step, so that nobody reads half of it; only its owner may read."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(keys, file, indent=2)
            file.write("\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
