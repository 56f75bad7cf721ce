"""When the RAG of what is approved turns red, the risk service is told: once, and of nothing else.

The profile of December is 73.5 (98.0 x 9 / 12), with a tolerance of 0.5: below 73.0 is red.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tests.telling import all_told, asked, signals

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

HINCKLEY, HARBOROUGH = "E07000132", "E07000131"
TAX: Final = "council-tax-in-year"
DECEMBER: Final = "2019-20-M09"
GREEN, AMBER, RED, REDDER = 740, 732, 612, 601
DEBIT: Final = 1_000


async def prepared(suite: Suite, *councils: str) -> None:
    """Define the indicator and, for each council, a target."""
    await suite.define_indicator()
    for council in councils:
        await suite.set_target(council)


async def submit(suite: Suite, numerator: int, body: str = HINCKLEY, **more: Any) -> dict[str, Any]:
    """Post December's figure, and return its submission."""
    figure = {"indicator": TAX, "period": DECEMBER, "numerator": numerator, "denominator": DEBIT}
    batch = {"body": body, "figures": [figure | {"reason": "The ledger was closed"} | more]}
    answer = await suite.submit(batch, await suite.officer(body))
    assert answer.status_code == 201, answer.text
    [made] = answer.json()["submissions"]
    found: dict[str, Any] = made
    return found


async def decide(
    suite: Suite, submission: dict[str, Any], step: str = "approve", content: Any = None
) -> httpx.Response:
    """Take a step of a submission, as its body's representative."""
    body = submission["body"]
    headers = await suite.key("representative", kpi_read=[body], kpi_approve=[body])
    answer = await suite.http.post(
        f"/v1/kpi/bodies/{body}/submissions/{submission['id']}/{step}",
        json=content,
        headers=headers | {"If-Match": f'"{submission["content_hash"]}"'},
    )
    assert answer.status_code == 200, answer.text
    return answer


async def approve(suite: Suite, numerator: int, body: str = HINCKLEY) -> None:
    """Post December's figure and approve it; return when all is told."""
    await decide(suite, await submit(suite, numerator, body))
    await all_told(suite.database)


async def test_an_approved_red_is_told_and_a_draft_is_not(suite: Suite) -> None:
    await prepared(suite, HINCKLEY)
    draft = await submit(suite, RED)
    await all_told(suite.database)
    assert await asked(suite.database, "SELECT 1 FROM kpi.outbox") == []

    await decide(suite, draft)
    await all_told(suite.database)

    assert await signals(suite.database) == [(HINCKLEY, TAX, DECEMBER)]


async def test_amber_and_green_are_not_told(suite: Suite) -> None:
    await prepared(suite, HINCKLEY)
    for numerator in (AMBER, GREEN):
        await approve(suite, numerator)

    assert await signals(suite.database) == []


async def test_each_turn_to_red_is_told_once(suite: Suite) -> None:
    """Red stays red while its restatement waits for approval: it turns anew only from better."""
    await prepared(suite, HINCKLEY)
    told = []
    for numerator in (GREEN, RED, REDDER, AMBER, RED):
        await approve(suite, numerator)
        told.append(len(await signals(suite.database)))

    assert told == [0, 1, 1, 1, 2]


async def test_a_rejection_tells_what_stands_again(suite: Suite) -> None:
    """Approved red while kpi's relay sleeps, restated before it wakes, and that is rejected."""
    await prepared(suite, HINCKLEY)
    await approve(suite, GREEN)
    await approve(suite, RED)
    # As though the turn had not been noticed, since a restatement came before.
    await asked(suite.database, "DELETE FROM kpi.rag_versions WHERE rag = 'red'")
    restated = await submit(suite, GREEN + 1)
    await all_told(suite.database)
    assert len(await signals(suite.database)) == 1

    await decide(suite, restated, "reject", {"reason": "The wrong month"})
    await all_told(suite.database)

    assert len(await signals(suite.database)) == 2


async def test_what_is_not_rated_is_not_told(suite: Suite) -> None:
    """Without a confirmed target there is no red."""
    await suite.define_indicator()
    await suite.set_target(HINCKLEY, status="tbc")

    await approve(suite, RED)

    assert await signals(suite.database) == []
    assert await asked(suite.database, "SELECT 1 FROM kpi.rag_versions") == []


async def test_a_partnership_turns_once_all_its_members_figures_are_approved(suite: Suite) -> None:
    """Pooled: (612 + 740) / 2,000 = 67.6, below 73.0, of which Harborough alone is green."""
    await prepared(suite, HINCKLEY, HARBOROUGH)
    await suite.define_partnership("leicestershire", HINCKLEY, HARBOROUGH)
    await suite.define_partnership("elsewhere", "E07000075", "E07000070")
    await submit(suite, RED, HARBOROUGH)  # a draft, and red
    await approve(suite, RED)
    assert await signals(suite.database) == [(HINCKLEY, TAX, DECEMBER)]

    await approve(suite, GREEN, HARBOROUGH)

    assert await signals(suite.database) == [
        (HINCKLEY, TAX, DECEMBER),
        ("leicestershire", TAX, DECEMBER),
    ]


async def test_the_event_holds_no_number_of_the_figure_and_no_colour(suite: Suite) -> None:
    """Nor does anything else that leaves kpi's working tables, or that risk keeps."""
    await prepared(suite, HINCKLEY)
    numerator, debit = 612_373, 999_983  # 61.23834105...
    draft = await submit(suite, numerator, denominator=debit)
    await decide(suite, draft)
    await all_told(suite.database)

    [told] = await asked(
        suite.database, "SELECT payload::text FROM kpi.outbox WHERE kind = 'rag.changed'"
    )
    assert set(json.loads(told[0])) == {"indicator", "period", "occurred_at"}
    kept = [
        str(row)
        for table in ("kpi.outbox", "kpi.audit_entries", "risk.signals", "risk.audit_entries")
        for row in await asked(suite.database, f"SELECT t::text FROM {table} t")
    ]
    assert len(kept) > 4
    for canary in (str(numerator), str(debit), "61.2", '"red"', "73.5"):
        assert canary not in "".join(kept), canary


async def test_what_is_told_again_from_the_beginning_is_heard_once(suite: Suite) -> None:
    """As after a restore of kpi's database: the same ids, so nothing new at either listener."""
    await prepared(suite, HINCKLEY)
    for numerator in (RED, GREEN, RED):
        await approve(suite, numerator)
    counted = "SELECT (SELECT count(*) FROM kpi.outbox), (SELECT count(*) FROM risk.audit_entries)"
    before = await asked(suite.database, counted)
    assert len(await signals(suite.database)) == 2

    await asked(suite.database, "UPDATE kpi.outbox_deliveries SET sequence = 0")
    await all_told(suite.database)

    assert len(await signals(suite.database)) == 2
    assert await asked(suite.database, counted) == before
