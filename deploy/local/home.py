"""Where PostgreSQL lives, and as whom it runs.

PostgreSQL refuses to run as root. Started by root it runs as `nobody`, who must reach programs and
data. Where he can't, as in a clone below `/root`, both go to a folder that he can reach, and
a pointer in the data folder says which.
"""

from __future__ import annotations

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.binaries import Binaries, open_to_all
from deploy.local.cannot import CannotStart

_USER: Final = "nobody"
_ELSEWHERE: Final = Path("/var/lib/quarterday")
_POINTER: Final = "postgres-is-in"


@dataclass(frozen=True, slots=True)
class Home:
    """A place for a PostgreSQL.

    Attributes:
        folder: Holds the cluster, and the programs where they had to be copied.
        binaries: The programs that its user can run.
        user: Whom to become; None to stay who we are.
    """

    folder: Path
    binaries: Binaries
    user: pwd.struct_passwd | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "cluster"


def find_home(data: Path, binaries: Binaries, *, elsewhere: Path = _ELSEWHERE) -> Home:
    """Return PostgreSQL's place for the data folder *data*, made if it is new.

    Raises:
        CannotStart: If there is no such place, or it belongs to someone else.
    """
    near = data / "postgres"
    if os.geteuid() != 0:
        _make(near, None)
        return Home(near, binaries, None)
    user = _user()
    pointer = data / _POINTER
    if pointer.exists():
        folder = Path(pointer.read_text(encoding="utf-8").strip())
        if not folder.exists():
            raise CannotStart(
                f"the database was kept in {folder}, which is gone; bring it back, "
                f"or remove {pointer} to begin with an empty one."
            )
    elif (near / "cluster").exists() or open_to_all(data):
        folder = near
    else:
        folder = elsewhere / hashlib.sha256(bytes(data.resolve())).hexdigest()[:12]
        _make(folder, user)
        if not open_to_all(folder.parent):
            raise CannotStart(
                f"the user {_USER}, as whom root runs PostgreSQL, reaches neither {data} nor "
                f"{folder.parent}; set QD_DATA_DIR to a folder that every user can pass."
            )
        pointer.write_text(f"{folder}\n", encoding="utf-8")
    _make(folder, user)
    if (folder / "cluster").exists():
        user = pwd.getpwuid((folder / "cluster").stat().st_uid)
    if not binaries.readable_by_all():
        binaries = binaries.copied(folder)
    return Home(folder, binaries, user)


def _user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_USER)
    except KeyError as error:
        raise CannotStart(
            f"PostgreSQL doesn't run as root, and there is no user {_USER} to run it as; "
            "start Quarterday as an ordinary user, or set DATABASE_URL."
        ) from error


def _make(folder: Path, user: pwd.struct_passwd | None) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.exists():
            folder.mkdir(mode=0o700)
            if user:
                os.chown(folder, user.pw_uid, user.pw_gid)
        elif not user and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise CannotStart(
                f"the database in {folder} belongs to {folder.owner()}; "
                "start Quarterday as that user, or as root if root began it."
            )
    except OSError as error:
        raise CannotStart(f"{folder} can't be made for PostgreSQL ({error.strerror}).") from error
