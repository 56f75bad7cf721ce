"""The demo keys: their file, the clients they belong to, and which one may write what."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from demo.api import Caller, NotLoaded
from demo.contents import clients

if TYPE_CHECKING:
    import httpx

    from demo.contents import Document

LOADING_SCOPES: Final = ("kpi:read", "kpi:submit", "kpi:target")
LIFE_OF_A_LOADING_KEY: Final = timedelta(minutes=15)


class Keyring:
    """The keys in a file, `{name: key}`, which starts with `admin` alone."""

    def __init__(self, http: httpx.Client, path: Path) -> None:
        self._http = http
        self._path = path
        self._keys = _read_keys(path)
        self._loading: dict[str, Caller] = {}

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
        if body not in self._loading:
            self._loading[body] = self._loading_caller(body)
        return self._loading[body]

    def _loading_caller(self, body: str) -> Caller:
        client: Document = {
            "name": f"Demo: loader of {body}",
            "holder": "demo loader",
            "grants": {scope: [body] for scope in LOADING_SCOPES},
        }
        expires_at = (datetime.now(UTC) + LIFE_OF_A_LOADING_KEY).isoformat()
        key = self._new_key(client, {"label": "demo: one run", "expires_at": expires_at})
        return Caller(self._http, key)

    def _new_key(self, client: Document, key: Document) -> str:
        """Return a new key of *client*, which is made first if there is none of its name."""
        source = f"client '{client['name']}'"
        known = (found for found in self.admin.items("/v1/clients"))
        found = next((c for c in known if c["name"] == client["name"]), None)
        found = found or self.admin.post("/v1/clients", _as_json(client), source=source).document
        # A secret is shown once, and a replay would withhold it: so each asking is a new one.
        answer = self.admin.post(
            f"/v1/clients/{found['id']}/keys",
            _as_json(key),
            source=source,
            idempotency_key=f"demo-{uuid4()}",
        )
        secret: str = answer.document["secret"]
        return secret


def _as_json(document: Document) -> bytes:
    return json.dumps(document).encode()


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
