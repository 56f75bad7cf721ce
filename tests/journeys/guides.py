"""Reading the guides as a shell would: their blocks, what they promise, and what came of them.

A block of `sh` is run. A comment above each request ends with the status that it answers, as in
`# Stored: 201`. A block of `json` right after shows the last answer, with "…" for what varies:
within a text for any characters, as a key for any other fields.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_FENCED: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMISE: Final = re.compile(r"^\s*# .*: (\d{3})$", re.MULTILINE)
_ANSWERED: Final = re.compile(r"^answered (\d{3})$", re.MULTILINE)
_PATIENCE: Final = 120.0
_REPORTING: Final = """set -euo pipefail
curl() { command curl --silent --show-error --write-out '%{stderr}answered %{http_code}\\n' "$@"; }
at_line() { printf '\\nat line %s\\n' "$1"; printf '\\nat line %s\\n' "$1" >&2; }
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of `sh`.

    Attributes:
        line: Of the document, where its fence opens.
        script: What a reader would type.
        shown: The JSON that the document shows as the last answer; None if it shows none.
    """

    line: int
    script: str
    shown: Any = None

    @property
    def promised(self) -> Sequence[str]:
        """The status of each of its requests."""
        return _PROMISE.findall(self.script)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a block: the statuses that were answered, and all that was printed."""

    answered: Sequence[str]
    printed: str


def blocks_of(document: str) -> list[Block]:
    """Return a document's blocks of `sh`, in their order."""
    blocks: list[Block] = []
    before = None
    for fenced in _FENCED.finditer(document):
        language, text = fenced.groups()
        if language == "sh":
            blocks.append(Block(document.count("\n", 0, fenced.start()) + 1, text))
        elif language == "json" and before == "sh":
            last = blocks.pop()
            blocks.append(Block(last.line, last.script, json.loads(text)))
        before = language
    return blocks


def run(
    blocks: Sequence[Block], *, given: str, folder: Path, environment: Mapping[str, str]
) -> tuple[int, dict[int, Outcome]]:
    """Run *blocks* in one shell after *given*, until one fails.

    Returns:
        The shell's exit code, and what came of each block that was begun, by its line.
    """
    parts = [_REPORTING, given, *(f"at_line {block.line}\n{block.script}" for block in blocks)]
    ended = subprocess.run(
        [shutil.which("bash") or "bash", "-c", "\n".join(parts)],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    printed, said = _by_line(ended.stdout), _by_line(ended.stderr)
    return ended.returncode, {
        line: Outcome(_ANSWERED.findall(said[line]), text) for line, text in printed.items()
    }


def complaint(block: Block, outcome: Outcome | None) -> str | None:
    """Return in what a block lies about what came of it; None if it tells the truth."""
    if outcome is None:
        return f"line {block.line}: wasn't reached"
    if list(outcome.answered) != list(block.promised):
        return f"line {block.line}: promises {block.promised}, answered {outcome.answered}"
    if block.shown is not None:
        _, _, answer = outcome.printed.replace("\r\n", "\n").strip().rpartition("\n\n")
        if not is_shown_by(_read(answer), block.shown):
            return f"line {block.line}: shows something else than {answer}"
    return None


def is_shown_by(answer: Any, shown: Any) -> bool:
    """Return whether *answer* is what *shown* shows, with "…" for what varies."""
    if isinstance(shown, dict) and isinstance(answer, dict):
        named = {name: value for name, value in shown.items() if name != "…"}
        if answer.keys() != named.keys() and not (named.keys() < answer.keys() and "…" in shown):
            return False
        return all(is_shown_by(answer[name], value) for name, value in named.items())
    if isinstance(shown, list) and isinstance(answer, list):
        return len(answer) == len(shown) and all(map(is_shown_by, answer, shown))
    if isinstance(shown, str) and isinstance(answer, str):
        parts = (re.sub(r"([*?[])", r"[\1]", part) for part in shown.split("…"))
        return fnmatchcase(answer, "*".join(parts))
    return type(answer) is type(shown) and bool(answer == shown)


def _read(answer: str) -> Any:
    """Return the JSON in *answer*; what is none stands for itself, and is shown by no document."""
    try:
        return json.loads(answer)
    except ValueError:
        return answer


def _by_line(printed: str) -> dict[int, str]:
    """Part what was printed at the marks between blocks."""
    _, *parts = re.split(r"^at line (\d+)\n", printed, flags=re.MULTILINE)
    return {int(line): text for line, text in zip(parts[::2], parts[1::2], strict=True)}
