"""`python -m deploy.checks.addresses`: does a file name a package index?

Whoever installs Quarterday chooses where packages come from, so no file of ours may.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deploy.services import ROOT

_ADDRESSES: Final = re.compile(
    rb"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|crates[.]io/api|proxy[.]golang[.]org"
    rb"|index-url[ =]+\S*://|//[^\s/]+/simpl[e](?![\w-])"
)
_FORBIDDEN_FILES: Final = ("uv.lock",)
"""Locks that can't be written without the index's address."""


def faults(root: Path, names: Iterator[str]) -> Iterator[str]:
    """Yield a sentence for each place where one of the files *names* below *root* names one."""
    for name in names:
        if Path(name).name in _FORBIDDEN_FILES:
            yield f"{name}: carries the address of a package index"
            continue
        for number, line in enumerate((root / name).read_bytes().splitlines(), start=1):
            if found := _ADDRESSES.search(line):
                yield f"{name}:{number}: names a package index ({found[0].decode()})"


def files_of_the_repository(root: Path) -> Iterator[str]:
    """Yield what git has, and what it would take if asked."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - the git of whoever checks
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout
    yield from (name for name in listed.decode().split("\0") if name and (root / name).is_file())


def main() -> int:
    """Return 0 if no file does, and 1 after saying which do."""
    found = list(faults(ROOT, files_of_the_repository(ROOT)))
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
