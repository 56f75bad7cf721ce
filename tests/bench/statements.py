"""`python -m tests.bench.statements [--write]`: what kpi is seen to send for a one-figure POST.

PostgreSQL itself logs it, so whatever sends a statement, and however, it is here.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bench.figures import MONTHS, ONE
from bench.statements import Statement
from deploy.services import ROOT, role
from tests.database import SESSION, Database, cloned, close_session, open_session, server
from tests.suite import opened

FILE: Final = ROOT / "bench" / "statements.py"
CODE: Final = "council-tax-in-year"
NUMERATOR: Final = "54321098.25"
POSTS_BEFORE: Final = 3
"""So that the chain has begun, the pool has a connection and each statement was prepared."""

_ENTRY: Final = re.compile(
    r"^\S+ \S+ \S+ \[(?P<process>\d+)\] (?P<kind>LOG|DETAIL):  "
    r"(?P<said>.*(?:\n\t.*)*)",
    re.MULTILINE,
)
_SENT: Final = re.compile(r"(?P<how>statement|execute [^:]+): (?P<text>.*)", re.DOTALL)
_PARAMETER: Final = re.compile(r"\$\d+ = (?:(NULL)|'((?:[^']|'')*)')")
_BACKENDS: Final = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'quarterday-kpi'"  # not its relay's, which looks about by itself
)
_HEADER: Final = '''"""The statements of a one-figure POST, in their order within its transaction.

Written by `python -m tests.bench.statements --write`, from what PostgreSQL was seen to be sent;
tests/bench/test_statements.py compares the two.
"""

from __future__ import annotations

from typing import NamedTuple


class Statement(NamedTuple):
    """What is sent in one round trip.

    Attributes:
        name: For a reader.
        text: A name in angle brackets stands for a value that differs from post to post.
        given: The parameters, as PostgreSQL writes them; None for the simple protocol, which takes
            none and where several statements may share a round trip.
    """

    name: str
    text: str
    given: tuple[str | None, ...] | None = None


ONE_FIGURE: tuple[Statement, ...] = (
'''


async def statements_seen(database: Database) -> tuple[Statement, ...]:
    """Post figures to a suite on *database*, and return what the last of them made kpi send."""
    admin = await database.admin.connect()
    runtime = role("kpi", "runtime")
    try:
        await admin.execute(
            f"ALTER ROLE {runtime} IN DATABASE {database.name} SET log_statement = 'all'"
        )
        log = Path(os.environ[SESSION]) / "postgres.log"
        async with opened(database) as suite:
            await suite.define_indicator(CODE, accumulation="snapshot")
            headers = await suite.officer(*ONE)
            before = 0
            for number in range(POSTS_BEFORE + 1):
                before = log.stat().st_size
                numerator = NUMERATOR if number == POSTS_BEFORE else str(1_000_000 + number)
                figure = {
                    "indicator": CODE,
                    "period": MONTHS[number],
                    "numerator": numerator,
                    "denominator": "67210000.5",
                    "status": "final",
                    "reason": "late receipts",
                }
                batch = {"body": ONE[0], "source_system": "bench", "figures": [figure]}
                answer = await suite.submit(batch, headers)
                assert answer.status_code == 201, answer.text
            own = {row["pid"] for row in await admin.fetch(_BACKENDS)}
        with log.open("rb") as file:
            file.seek(before)
            said = file.read().decode()
        names = await _named(admin, MONTHS[POSTS_BEFORE])
    finally:
        await admin.close()
    return tuple(_numbered(_within_transaction(_sent(said, names, of=own))))


async def _named(admin: Any, period: str) -> dict[str, str]:
    """Return the values of the last post, each with its name."""
    figure = await admin.fetchrow("SELECT * FROM kpi.figure_versions WHERE period = $1", period)
    entry = await admin.fetchrow("SELECT * FROM kpi.audit_entries ORDER BY sequence DESC LIMIT 1")
    kept = await admin.fetchrow("SELECT * FROM kpi.submissions WHERE id = $1", figure["submission"])
    return {
        str(figure["submission"]): "submission",
        str(kept["batch"]): "batch",
        entry["content_hash"]: "content_hash",
        entry["previous_hash"]: "previous_hash",
        entry["hash"]: "hash",
        entry["client"]: "client",
        ONE[0]: "body",
        CODE: "indicator",
        period: "period",
        _instant(figure["recorded_at"]): "recorded_at",
        NUMERATOR: "numerator",
        str(figure["value"]): "value",
        str(entry["sequence"]): "sequence",
        str(entry["sequence"] - 1): "previous_sequence",
    }


def _instant(value: Any) -> str:
    """Return an instant as PostgreSQL logs it."""
    return f"{value:%Y-%m-%d %H:%M:%S}.{value:%f}".rstrip("0").rstrip(".") + "+00"


def _sent(log: str, names: Mapping[str, str], *, of: Collection[int]) -> Iterator[Statement]:
    """Yield what these backends were sent; the server logs those of other tests too."""
    text, given = None, None
    own = [entry for entry in _ENTRY.finditer(log) if int(entry["process"]) in of]
    for entry in [*own, None]:
        said = entry["said"].replace("\n\t", "\n") if entry else ""
        if entry and entry["kind"] == "DETAIL":
            given = tuple(
                None if null else _with_names(value.replace("''", "'"), names, whole=True)
                for null, value in _PARAMETER.findall(said)
            )
            continue
        if text is not None:
            yield Statement("", _with_names(" ".join(text.split()), names), given)
        found = _SENT.match(said)
        text = found["text"] if found else None
        given = () if found and found["how"].startswith("execute") else None


def _with_names(text: str, names: Mapping[str, str], *, whole: bool = False) -> str:
    """Return *text* with names for the post's own values; short numbers count alone if *whole*."""
    if whole and text in names:
        return f"<{names[text]}>"
    for value, name in names.items():
        if len(value) >= len(ONE[0]):
            text = text.replace(value, f"<{name}>")
    return text


def _within_transaction(statements: Iterator[Statement]) -> Iterator[Statement]:
    """Yield what stands from BEGIN to COMMIT: a ping of the pool is no part of a figure."""
    inside = False
    for statement in statements:
        inside = inside or statement.text.startswith("BEGIN")
        if inside:
            yield statement
        if statement.text.endswith("COMMIT"):
            return


def _numbered(statements: Iterator[Statement]) -> Iterator[Statement]:
    for number, statement in enumerate(statements, start=1):
        verb = statement.text.split(maxsplit=1)[0].strip(";").lower()
        table = re.search(r"(?:FROM|INTO|UPDATE) ([a-z_]+)", statement.text)
        yield statement._replace(name=f"{number} {verb}" + (f" {table[1]}" if table else ""))


def written(statements: tuple[Statement, ...]) -> str:
    """Return the file that says so, before it is formatted."""
    return _HEADER + "".join(f"    {statement!r},\n" for statement in statements) + ")\n"


async def _seen() -> tuple[Statement, ...]:
    async with cloned(server()) as database:
        return await statements_seen(database)


def main() -> None:
    """Print what was seen, or write it to the file that the bench sends from."""
    alive = open_session()
    try:
        text = written(asyncio.run(_seen()))
    finally:
        close_session(alive)
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(FILE), "-"]
    done = subprocess.run(
        command, input=text, text=True, capture_output=True, check=True, cwd=ROOT
    ).stdout
    if "--write" in sys.argv:
        FILE.write_text(done)
    else:
        sys.stdout.write(done)


if __name__ == "__main__":
    main()
