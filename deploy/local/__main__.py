"""`python -m deploy.local`: run Quarterday on this machine until told to stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from deploy.local.cannot import CannotStart
from deploy.local.settings import read_settings
from deploy.local.suite import run
from deploy.services import ROOT


def main(arguments: Sequence[str]) -> int:
    """Run the suite; return 0 once stopped, and 1 after saying why it can't run."""
    _read_dotenv()
    try:
        return run(read_settings(os.environ, arguments))
    except CannotStart as refusal:
        print(f"Quarterday can't start: {refusal}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"Quarterday stopped: {error.filename} is gone.", file=sys.stderr)
        return 1


def _read_dotenv() -> None:
    """Take settings from `.env`; the environment goes before it."""
    if (ROOT / ".env").exists():
        from dotenv import load_dotenv

        load_dotenv(ROOT / ".env")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
