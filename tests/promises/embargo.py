"""Two worlds that differ only in what nobody outside may know yet.

Both are clones of one furnished world, with the same keys. In one of them officers draft, hold,
reject, comment, circulate, schedule and cancel; all that they say or make is a canary. Whoever is
not entitled must find the two alike, and no canary anywhere.
"""

from __future__ import annotations

import dataclasses
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.services import PUBLISHING
from shared.security.scopes import OPERATOR, OPERATOR_ONLY, SERVICE_ONLY, Scope
from tests import suite as house
from tests.database import cloned, server
from tests.promises import planting_projects, planting_risks
from tests.promises.planting import (
    ALL_WORDS,
    CIRCLE,
    DEBIT,
    DRAFTED,
    ELSEWHERE,
    HELD,
    HOUR,
    JOINT,
    NEIGHBOUR,
    REJECTED,
    RESTATED,
    STRANGER,
    Planter,
    Secret,
    approver,
    insider,
    neighbour,
    publisher,
    submitter,
)
from tests.promises.world import COUNCIL, OTHER_COUNCIL, PARTNERSHIP, PERIOD, World, furnished

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.suite import Suite

OTHER_OFFICERS = (
    planting_risks.writer,
    planting_risks.approver,
    planting_projects.writer,
    planting_projects.approver,
)


@dataclass(frozen=True)
class Pair:
    """The two worlds, and who calls.

    Attributes:
        plain: Without the secret.
        secret: With it.
        callers: Headers of each kind of caller that is not entitled to it.
        entitled: Headers of an officer who is, and so finds it.
        auditor: Headers of who may read what was done to the bodies, and not their figures.
        risk_reader: Headers of who reads the risks, and does not see Part 2.
    """

    plain: World
    secret: World
    planted: Secret
    callers: dict[str, dict[str, str]]
    entitled: dict[str, str]
    auditor: dict[str, str]
    risk_reader: dict[str, str]


@asynccontextmanager
async def opened() -> AsyncIterator[Pair]:
    """Furnish a world, clone it twice, and plant the secret in one of the clones."""
    async with cloned(server()) as base:
        async with house.opened(base) as suite:
            world = await furnished(suite)
            await _prepare(world)
            callers = await _callers(suite)
            officer, auditor = await _officer(suite), await _auditor(suite)
            for each in (submitter, approver, publisher, neighbour, *OTHER_OFFICERS):
                await each(suite)
            risk_reader = await planting_risks.reader(suite)
        async with (
            cloned(base.admin) as one,
            cloned(base.admin) as other,
            house.opened(one, known=suite) as plain,
            house.opened(other, known=suite) as secret,
        ):
            without = dataclasses.replace(world, suite=plain)
            planted = await _plant(secret)
            within = dataclasses.replace(world, suite=secret)
            yield Pair(without, within, planted, callers, officer, auditor, risk_reader)


async def _prepare(world: World) -> None:
    suite = world.suite
    await suite.define_partnership(CIRCLE, COUNCIL, NEIGHBOUR)
    await suite.define_partnership(ELSEWHERE, STRANGER, "E07000070")
    await suite.set_target(STRANGER)
    await suite.figure(STRANGER, period=PERIOD, numerator=800, denominator=1_000)
    officers = Planter(suite, Secret())
    other = await officers.schedule(await officers.draft(COUNCIL, "2019-20-M07"), HOUR)
    await officers.let_in(other, suite.client_of(await insider(suite)))


async def _callers(suite: Suite) -> dict[str, dict[str, str]]:
    return {
        "nobody": {},
        "another council": await _all_on(suite, STRANGER),
        "a member of the partnership": await _all_on(suite, OTHER_COUNCIL),
        "another partnership": await _all_on(suite, ELSEWHERE),
        "who is let in early to another release": await insider(suite),
        "who may submit elsewhere": await suite.key(kpi_submit=[STRANGER]),
        "the operator": suite.admin,
    }


async def _all_on(suite: Suite, body: str) -> dict[str, str]:
    """Return the headers of a key that may do all there is to do, on one body."""
    scopes = [s for s in Scope if s not in OPERATOR_ONLY | SERVICE_ONLY]
    return await suite.key(holder=f"all of {body}", **{s.replace(":", "_"): [body] for s in scopes})


async def _officer(suite: Suite) -> dict[str, str]:
    """Return the headers of someone who reads all that is planted."""
    bodies = [COUNCIL, PARTNERSHIP, CIRCLE, NEIGHBOUR]
    may = ("kpi_read", "audit_read", "risk_read", "risk_confidential", "projects_read")
    return await suite.key(holder="officer", **dict.fromkeys(may, bodies))


async def _auditor(suite: Suite) -> dict[str, str]:
    bodies = [COUNCIL, PARTNERSHIP, CIRCLE, NEIGHBOUR, OPERATOR]
    return await suite.key(holder="auditor", audit_read=bodies)


async def _plant(suite: Suite) -> Secret:
    """Do all that officers do before an hour, and note what it was."""
    planter = Planter(suite, Secret())
    await planter.plant()
    secret = planter.secret
    rates = [100 * numerator / DEBIT for numerator in (RESTATED, DRAFTED, HELD, REJECTED, JOINT)]
    secret.acts = set(secret.canaries)  # the ids and hashes of all that was made
    secret.canaries += [str(n) for n in (RESTATED, DRAFTED, HELD, REJECTED, JOINT, DEBIT)]
    secret.canaries += [f"{n:,}" for n in (RESTATED, DRAFTED, HELD, REJECTED, JOINT, DEBIT)]
    secret.canaries += [f"{rate:.{places}f}" for rate in rates for places in range(1, 7)]
    secret.canaries += ALL_WORDS
    admin = await suite.database.admin.connect()
    hidden = "publish_at > now() AND NOT withdrawn"
    for service in PUBLISHING:
        secret.tags += [
            row[0]
            for row in await admin.fetch(
                f"SELECT DISTINCT sha256 FROM {service}.frozen_documents WHERE {hidden}"
                f" UNION SELECT sha256 FROM {service}.frozen_rows WHERE {hidden}"
                f" UNION SELECT manifest_hash FROM {service}.published_releases"
                " WHERE publish_at > now()"
            )
        ]
    await admin.close()
    known = [*secret.tags, *(tag[:32] for tag in secret.tags), HOUR[:10]]
    secret.canaries += known
    secret.acts |= set(known)
    return secret
