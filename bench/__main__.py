"""`python -m bench [NAME ...]`: measure all lines, or some, and print the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.audit import AUDIT
from bench.growth import GROWTH
from bench.lines import Effort, Found, Measurement, Skipped
from bench.loading import LOADING
from bench.posting import POSTING
from bench.publishing import PUBLISHING
from bench.reading import READING
from bench.report import Told, machine, table, write_latest
from bench.starting import STARTING

LATEST: Final = Path(__file__).with_name("latest.json")
MEASUREMENTS: Final = (READING, PUBLISHING, POSTING, LOADING, GROWTH, STARTING, AUDIT)


def main(arguments: Sequence[str], measurements: Sequence[Measurement] = MEASUREMENTS) -> int:
    """Measure, print and write; return 1 if a line failed. A goal that is missed fails nothing."""
    known = [line.name for each in measurements for line in each.lines]
    told = _parser(known).parse_args(arguments)
    if unknown := sorted(set(told.names) - set(known)):
        print(f"No such line: {', '.join(unknown)}. There are {', '.join(known)}.", file=sys.stderr)
        return 2
    wanted = told.names or known
    on = machine()
    with tempfile.TemporaryDirectory(prefix="qd-bench-") as folder:
        Path(folder).chmod(0o755)  # as root PostgreSQL runs as another user, who has to pass
        effort = Effort(Path(folder), told.rounds, told.seconds, told.rows)
        lines = [line for each in measurements for line in _told(each, effort, wanted)]
    print(", ".join(f"{name}: {value}" for name, value in on.items()))
    print(table(lines))
    if told.rows != 1:
        print(f"Measured with {told.rows:g} of the rows: no goal is met or missed by that.")
    write_latest(told.out, lines, on)
    return 1 if any(each.why.startswith(_FAILED) for each in lines) else 0


_FAILED: Final = "failed: "


def _told(measurement: Measurement, effort: Effort, wanted: Collection[str]) -> Iterator[Told]:
    lines = [line for line in measurement.lines if line.name in wanted]
    if not lines:
        return
    names = [line.name for line in lines]
    print(f"Measuring {', '.join(names)} ...", file=sys.stderr, flush=True)
    found: Mapping[str, Found] = {}
    why = ""
    try:
        measurement.check_tools()
        found = measurement.measure(effort, names)
    except Skipped as reason:
        why = str(reason)
    except Exception as error:  # noqa: BLE001 - the other lines are measured all the same
        traceback.print_exc()
        why = f"{_FAILED}{error}".splitlines()[0]
    if why:
        print(f"SKIPPED {', '.join(names)}: {why}", file=sys.stderr, flush=True)
    for line in lines:
        yield Told(line, found.get(line.name), why)


def _parser(known: Collection[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=f"Lines: {', '.join(known)}."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a line; all if none is named")
    parser.add_argument("--rounds", type=int, default=5, help="of each side, in turns")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each side in a round")
    parser.add_argument("--rows", type=float, default=1.0, help="share of the rows, for trying")
    parser.add_argument("--out", type=Path, default=LATEST, help="where the ratios are written")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
