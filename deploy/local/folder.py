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
from dataclasses import dataclass
from pathlib import Path

from deploy.local.cannot import CannotStart


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
    """

    signing_key: str
    trusted_key: str
    database: str

    def password(self, role: str) -> str:
        """Return the password of a database role on the operator's own server."""
        words = f"database role {role}".encode()
        return hmac.new(bytes.fromhex(self.database), words, hashlib.sha256).hexdigest()


def read_secrets(folder: Path, environment: Mapping[str, str]) -> Secrets:
    """Return the secrets kept in *folder*, drawing those that it lacks.

    A key pair in *environment* goes before the kept one.

    Raises:
        CannotStart: If the file can't be read, or *environment* has half a pair.
    """
    file = folder / "secrets.json"
    kept: dict[str, str] = {}
    if file.exists():
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            read = Secrets(kept["signing_key"], kept["trusted_key"], kept["database"])
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CannotStart(
                f"{file} can't be read as the secrets that were kept there; restore it, "
                "or remove it to draw new ones."
            ) from error
    else:
        from shared.security.token import new_key_pair

        read = Secrets(*new_key_pair(), secrets.token_hex(32))
        write_privately(
            file,
            {
                "signing_key": read.signing_key,
                "trusted_key": read.trusted_key,
                "database": read.database,
            },
        )
    signing, trusted = environment.get("QD_SIGNING_KEY"), environment.get("QD_TRUSTED_KEY")
    if bool(signing) != bool(trusted):
        raise CannotStart("set both QD_SIGNING_KEY and QD_TRUSTED_KEY, or neither.")
    return Secrets(signing, trusted, read.database) if signing and trusted else read
