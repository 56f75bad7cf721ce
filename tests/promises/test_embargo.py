"""Promise 8: what is not public yet is seen by nobody who is not entitled, in no form at all.

Two worlds, with and without the secret, are asked the same, by every kind of caller who is not
entitled: their answers must be the same bytes, and hold no canary. The questions come from the
OpenAPI documents. Usually each caller asks a fixed sample of them; with `QD_FULL=1`, all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest

from tests.promises import embargo
from tests.promises.asking import Values, asks_of, attempts_of, parameters
from tests.promises.crowds import FULL, PATIENCE_S
from tests.promises.embargo import Pair
from tests.promises.operations import Operation, where
from tests.promises.planting import ALL_WORDS
from tests.promises.planting_risks import PART_TWO, WORKING
from tests.promises.probing import faults_of, faults_of_replay, send, shown
from tests.promises.world import COUNCIL

pytestmark = [pytest.mark.xdist_group("embargo"), pytest.mark.timeout(PATIENCE_S)]

SHOWS_IT: Final = {
    "list_figures",
    "list_submissions",
    "read_submission",
    "read_scorecard",
    "read_series",
    "read_target",
    "list_targets",
    "list_target_versions",
    "list_releases",
    "read_release",
    "list_release_acts",
    "read_release_document",
    "list_commentary",
    "read_commentary",
    "list_kpi_audit",
    *({"list_release_voices"} if FULL else ()),  # one of many questions finds something
    "list_risks",
    "read_risk",
    "list_assessments",
    "list_reviews",
    "list_mitigations",
    "read_register_view",
    "read_movement",
    "read_top_risks",
    "export_risks",
    "list_editions",
    "read_edition",
    "verify_edition",
    "list_risk_audit",
    "list_plans",
    "read_plan",
    "list_plan_items",
    "read_plan_item",
    "read_plan_structure",
    "list_milestones",
    "read_milestone",
    "list_positions",
    "read_plan_positions",
    "list_confidence",
    "read_plan_confidence",
    "list_consultation_comments",
    "list_item_decisions",
    "list_communications",
    "read_plan_timeline",
    "read_plan_report",
    "list_plan_editions",
    "read_plan_edition",
    "verify_plan_edition",
    "list_projects_audit",
}
"""Reads in which who is entitled finds something of it: else the sweep would look at nothing."""

each_read = pytest.mark.parametrize("operation", where(lambda o: o.reads), ids=str)


@pytest.fixture(scope="module")
async def pair() -> AsyncIterator[Pair]:
    """The two worlds."""
    async with embargo.opened() as opened:
        yield opened


@each_read
async def test_who_is_not_entitled_finds_two_worlds_alike(
    pair: Pair, operation: Operation, capfd: pytest.CaptureFixture[str]
) -> None:
    values = Values.of(pair)
    faults = []
    for caller, headers in pair.callers.items():
        for ask in asks_of(values, operation, caller=caller):
            faults += [f"{caller}: {fault}" for fault in await faults_of(pair, ask, headers)]
    logged = "".join(capfd.readouterr())

    assert faults == []
    assert pair.planted.seen_in(logged, but_for=" ".join(pair.planted.releases)) == []


@pytest.mark.parametrize(
    "operation", where(lambda o: not o.reads and "body_code" in o.names("path")), ids=str
)
async def test_an_attempt_at_what_is_hidden_fails_as_at_what_is_not_there(
    pair: Pair, operation: Operation
) -> None:
    values = Values.of(pair)
    faults = []
    for caller, headers in pair.callers.items():
        for ask in attempts_of(values, operation, caller=caller):
            faults += [f"{caller}: {fault}" for fault in await faults_of(pair, ask, headers)]

    assert faults == []


async def test_an_officers_request_sent_again_by_a_stranger_tells_nothing(pair: Pair) -> None:
    """With his idempotency keys, his tags and his payloads, guessed to the letter."""
    faults = []
    for caller, headers in pair.callers.items():
        for write in pair.planted.writes:
            faults += [
                f"{caller}: {fault}" for fault in await faults_of_replay(pair, write, headers)
            ]

    assert faults == []


@pytest.mark.parametrize("operation", where(lambda o: o.id in SHOWS_IT), ids=str)
async def test_who_is_entitled_finds_it(pair: Pair, operation: Operation) -> None:
    """The control: the same questions, looked through in the same way, do show what is planted."""
    values = Values.of(pair)
    seen: list[str] = []
    for ask in asks_of(values, operation, caller="officer"):
        answer = await send(pair.secret.suite, ask, pair.entitled)
        seen += pair.planted.seen_in(shown(answer), but_for=ask.said())

    assert seen


async def test_an_auditor_learns_what_was_done_and_no_figure_or_word_of_it(pair: Pair) -> None:
    """`audit:read` alone: acts, ids and hashes, as the audit tells them to whoever may read it."""
    values = Values.of(pair)
    acts = []
    for operation in where(lambda o: o.reads):
        for ask in asks_of(values, operation, caller="auditor"):
            answer = await send(pair.secret.suite, ask, pair.auditor)
            seen = set(pair.planted.seen_in(shown(answer), but_for=ask.said()))
            assert seen <= pair.planted.acts, (operation, seen - pair.planted.acts)
            acts += [COUNCIL] if "release.scheduled" in answer.text else []

    assert acts  # the audit was there to be read


async def test_who_reads_the_risks_sees_no_word_of_part_two(
    pair: Pair, capfd: pytest.CaptureFixture[str]
) -> None:
    """In no list, view, picture, sheet, movement, edition or error; nor is any logged.

    The control: an officer who sees Part 2 is told each word, when he asks the same.
    """
    values = Values.of(pair)
    said = found = ""
    for operation in where(lambda o: o.path.startswith("/v1/risk/")):
        asked = asks_of if operation.reads else attempts_of
        for ask in asked(values, operation, caller="risk reader"):
            answer = await send(pair.secret.suite, ask, pair.risk_reader)
            told = shown(answer)
            assert [word for word in PART_TWO if word in told] == [], (operation, ask.call.path)
            said += told
            if operation.reads:
                found += (await send(pair.secret.suite, ask, pair.entitled)).text
    for write in pair.planted.writes:
        if write.path.startswith("/v1/risk/"):
            answer = await pair.secret.suite.http.request(
                write.method,
                write.path,
                json=write.content,
                headers=write.headers | pair.risk_reader,
            )
            assert [word for word in PART_TWO if word in shown(answer)] == [], write.path

    assert [word for word in WORKING if word not in said] == []  # the register was there to be read
    assert [word for word in PART_TWO if word not in found] == []
    assert [word for word in PART_TWO if word in "".join(capfd.readouterr())] == []


def test_every_parameter_has_values_that_matter(pair: Pair) -> None:
    assert parameters() <= set(Values.of(pair).places)


def test_each_word_was_planted(pair: Pair) -> None:
    """So that a canary that nobody planted is not looked for in vain."""
    planted = [*pair.planted.writes, *pair.planted.said_once]
    said = str([write.content for write in planted])
    assert [word for word in ALL_WORDS if word not in said] == []
