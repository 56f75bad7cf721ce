"""Posting the demo, in the order in which one thing needs another.

What is there already stays as it is: a definition or a target is created or left alone, a figure
posted again is `unchanged`, and one that someone has restated since is not put back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.api import Answered, NotLoaded, Refused
from demo.contents import (
    batches,
    indicators,
    own_indicators,
    partnerships,
    read_json,
    short,
    targets,
)
from demo.planning import load_plans
from demo.registering import load_registers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from demo.api import Caller
    from demo.contents import Document, Posting, YearOfBody
    from demo.keys import Keyring

RESTATED_SINCE: Final = "reason_missing"
"""The problem of a row that differs from the figure in place and gives no reason."""
MOST_ROWS_TOLD: Final = 10


def load_demo(keyring: Keyring) -> None:
    """Post everything, saying what becomes of it."""
    made = keyring.complete()
    print(f"keys: {len(made)} made" + (f" ({', '.join(made)})" if made else ""))
    load_indicators(keyring.admin)
    for slug, definitions in own_indicators().items():
        created = _define(keyring.admin, definitions, f"{slug}/indicators.json")
        print(f"indicators of {slug}: {_created(created)}")
    load_partnerships(keyring.admin)
    for year_of_body in targets():
        load_targets(keyring.caller("kpi:target", year_of_body.body), year_of_body)
    for batch in batches():
        load_figures(keyring.caller("kpi:submit", batch.body), batch)
    load_registers(keyring)
    load_plans(keyring)


def load_indicators(admin: Caller) -> None:
    """Define every indicator that is not defined yet, but for a partnership's own."""
    created = _define(admin, indicators(), "indicators.json")
    print(f"indicators: {_created(created)}")


def load_partnerships(admin: Caller) -> None:
    """Define every partnership that is not defined yet."""
    created = [
        admin.create(f"/v1/kpi/partnerships/{slug}", definition, source=f"{slug}/partnership.json")
        for slug, definition in partnerships().items()
    ]
    print(f"partnerships: {_created(created)}")


def load_targets(caller: Caller, of: YearOfBody) -> None:
    """Set a council's targets of a year where there are none."""
    created = [
        caller.create(
            f"/v1/kpi/bodies/{of.body}/targets/{of.year}/{indicator}",
            target,
            source=f"{short(of.path)}, {indicator}",
        )
        for indicator, target in read_json(of.path).items()
    ]
    print(f"targets of {of.body} for {of.year}: {_created(created)}")


def load_figures(caller: Caller, batch: Posting) -> None:
    """Submit a body's figures."""
    source = short(batch.source)
    try:
        answered = caller.post(
            "/v1/kpi/submissions",
            batch.content,
            source=source,
            media_type=batch.media_type,
            params=batch.params,
        )
    except Refused as refused:
        if "results" not in refused.problem:
            raise
        answered = Answered(refused.problem, replayed=False)
    rejected = [row for row in answered.document["results"] if row["outcome"] == "rejected"]
    restated = [row for row in rejected if _codes(row) == {RESTATED_SINCE}]
    faulty = [row for row in rejected if row not in restated]
    if faulty:
        raise NotLoaded("\n".join([f"{source}: rows rejected: {len(faulty)}", *_told(faulty)]))
    print(f"{batch.told}: {_outcomes(answered, len(restated))}")


def _define(admin: Caller, definitions: Mapping[str, Document], source: str) -> list[bool]:
    return [
        admin.create(f"/v1/kpi/indicators/{code}", definition, source=f"{source}, {code}")
        for code, definition in definitions.items()
    ]


def _created(created: Sequence[bool]) -> str:
    return f"{sum(created)} created, {len(created) - sum(created)} there already"


def _outcomes(answered: Answered, restated_since: int) -> str:
    if answered.replayed:
        return "posted within the last day already"
    counts = answered.document.get("counts", {})
    told = [f"{counts[outcome]} {outcome}" for outcome in counts if counts[outcome]]
    told = [text for text in told if not text.endswith("rejected")]
    told += [f"{restated_since} left as restated since"] if restated_since else []
    return ", ".join(told)


def _codes(row: Document) -> set[str]:
    return {problem["code"] for problem in row["problems"] if problem["severity"] == "error"}


def _told(rows: Sequence[Document]) -> Iterable[str]:
    for row in rows[:MOST_ROWS_TOLD]:
        for problem in row["problems"]:
            column = f", column {problem['column']}" if problem.get("column") else ""
            place = f"line {row['line']}" if row["line"] else f"figure {row['row']}"
            yield f"  {place} ({row['indicator']}, {row['period']}){column}: {problem['detail']}"
    if len(rows) > MOST_ROWS_TOLD:
        yield f"  and {len(rows) - MOST_ROWS_TOLD} more"
