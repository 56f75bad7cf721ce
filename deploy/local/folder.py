"""The data folder: made, locked for one suite, and the small files in it."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from deploy.local.cannot import CannotStart
from deploy.services import LISTENERS


@contextmanager
def open_folder(folder: Path) -> Iterator[None]:
    """Make *folder* if it is missing, and keep other suites out of it meanwhile.

    Raises:
        CannotStart: If it can't be written, or another suite runs on it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotStart(
            f"the data folder {folder} can't be written ({error.strerror}); "
            "set QD_DATA_DIR to one that can."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotStart(
            f"another Quarterday already runs on the data folder {folder}; "
            "stop that one, or set QD_DATA_DIR and PORT for this one."
        ) from error
    else:
        yield
    finally:
        os.close(lock)


def write_privately(file: Path, content: object) -> None:
    """Write *content* to *file* as JSON that none but its owner can read, whole or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=2)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What is drawn once and kept.

    Attributes:
        signing_key, trusted_key: The gateway's key pair, each a JWK in JSON.
        database: What the roles' passwords are derived from, in hex.
        tellers: The key pair of each service that tells others its events, by its name.
    """

    signing_key: str
    trusted_key: str
    database: str
    tellers: Mapping[str, tuple[str, str]]

    def password(self, role: str) -> str:
        """Return the password of a database role on the operator's own server."""
        words = f"database role {role}".encode()
        return hmac.new(bytes.fromhex(self.database), words, hashlib.sha256).hexdigest()


def read_secrets(folder: Path, environment: Mapping[str, str]) -> Secrets:
    """Return the secrets kept in *folder*, drawing those that it lacks.

    The gateway's key pair in *environment* goes before the kept one.

    Raises:
        CannotStart: If the file can't be read, or *environment* has half a pair.
    """
    file = folder / "secrets.json"
    read = _kept(file)
    lacking = [service for service in LISTENERS if read is None or service not in read.tellers]
    if read is None or lacking:
        from shared.security.token import new_key_pair

        read = read or Secrets(*new_key_pair(), secrets.token_hex(32), {})
        read = replace(read, tellers={**read.tellers, **{s: new_key_pair() for s in lacking}})
        write_privately(file, {**asdict(read), "tellers": dict(read.tellers)})
    signing, trusted = environment.get("QD_SIGNING_KEY"), environment.get("QD_TRUSTED_KEY")
    if bool(signing) != bool(trusted):
        raise CannotStart("set both QD_SIGNING_KEY and QD_TRUSTED_KEY, or neither.")
    if signing and trusted:
        return replace(read, signing_key=signing, trusted_key=trusted)
    return read


def _kept(file: Path) -> Secrets | None:
    """Return what *file* holds; an older one has no pairs of tellers. None if there is none."""
    if not file.exists():
        return None
    try:
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        tellers = {name: (pair[0], pair[1]) for name, pair in kept.get("tellers", {}).items()}
        return Secrets(kept["signing_key"], kept["trusted_key"], kept["database"], tellers)
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise CannotStart(
            f"{file} can't be read as the secrets that were kept there; restore it, "
            "or remove it to draw new ones."
        ) from error
