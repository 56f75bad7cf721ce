"""`python -m deploy.openapi`: write what is generated from the code; `--check` only compares.

That is each service's `openapi.json`, reviewed as a diff, and a page per problem type in
`docs/problems`.
"""

from __future__ import annotations

import inspect
import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from deploy.services import ROOT, SERVICES
from services.gateway.reference.problem_pages import problem_types

if TYPE_CHECKING:
    from pathlib import Path

    from shared.refusals import Refusal
    from shared.web.service import Service

_PROBLEMS = ROOT / "docs" / "problems"


def generated() -> dict[Path, str]:
    """Return every generated file and what belongs in it."""
    files = {ROOT / "services" / name / "openapi.json": _document(name) for name in SERVICES}
    kinds = problem_types()
    files[_PROBLEMS / "README.md"] = _index(kinds)
    files |= {_PROBLEMS / f"{code}.md": _page(kind) for code, kind in kinds.items()}
    return files


def main() -> int:
    """Write the files, or return 1 after naming those that differ."""
    files = generated()
    stale = [file for file, text in files.items() if not file.exists() or file.read_text() != text]
    left_over = [file for file in _PROBLEMS.glob("*.md") if file not in files]
    if "--check" in sys.argv[1:]:
        for file in (*stale, *left_over):
            print(f"{file.relative_to(ROOT)} is not what the code says: run 'make openapi'.")
        return 1 if stale or left_over else 0
    for file in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files[file])
        print(f"wrote {file.relative_to(ROOT)}")
    for file in left_over:
        file.unlink()
    return 0


def _document(name: str) -> str:
    service: Service = import_module(f"services.{name}.main").SERVICE
    return json.dumps(service.api(None).openapi(), indent=1, ensure_ascii=False) + "\n"


def _page(kind: type[Refusal]) -> str:
    told = inspect.cleandoc(kind.__doc__ or "")
    return f"# {kind.title}\n\nStatus {kind.status}, code `{kind.code}`.\n\n{told}\n"


def _index(kinds: dict[str, type[Refusal]]) -> str:
    rows = "".join(
        f"| {kind.status} | [{code}]({code}.md) | {kind.title} |\n" for code, kind in kinds.items()
    )
    return (
        "# Problems\n\n"
        "Every refusal is a problem document (RFC 9457). Its `type` is one of these; the gateway\n"
        "serves each at `/problems/<code>`.\n\n"
        f"| status | code | meaning |\n| --- | --- | --- |\n{rows}"
    )


if __name__ == "__main__":
    sys.exit(main())
