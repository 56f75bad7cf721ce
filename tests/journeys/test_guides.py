"""A guide that lies fails: every command in it is run against a real suite with the demo."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.services import ROOT
from tests.deploy.watching import PATIENCE, suite, until
from tests.journeys.guides import Block, Outcome, blocks_of, complaint, is_shown_by, run

GUIDES = ROOT / "docs" / "guides"
VARIABLES = GUIDES / "integrators.md"  # whose first block the other guides say they use
MISSING = [program for program in ("bash", "curl") if shutil.which(program) is None]


@pytest.mark.timeout(300)
@pytest.mark.xdist_group("street")
@pytest.mark.skipif(bool(MISSING), reason=f"the guides need {' and '.join(MISSING)}, not there")
def test_every_command_in_the_guides_does_what_it_says(
    folder: Path, free_port: Callable[[], int], tmp_path: Path
) -> None:
    with suite(folder / "data", free_port()) as running:
        assert until(lambda: "The demo is in" in running.said(), 2 * PATIENCE), running.said()

        def here(script: str) -> str:
            moved = script.replace("127.0.0.1:8000", f"127.0.0.1:{running.port}")
            return moved.replace(".data/", f"{running.data}/")

        complaints = []
        for document in (ROOT / "README.md", *sorted(GUIDES.glob("*.md"))):
            blocks = [
                Block(block.line, here(block.script), block.shown)
                for block in blocks_of(document.read_text())
            ]
            assert blocks, f"{document.name} has no block of sh"
            is_first = document in {ROOT / "README.md", VARIABLES}
            given = "" if is_first else here(blocks_of(VARIABLES.read_text())[0].script)
            code, outcomes = run(blocks, given=given, folder=tmp_path, environment=_environment())
            found = [complaint(block, outcomes.get(block.line)) for block in blocks]
            complaints += [f"{document.name}, {lie}" for lie in found if lie]
            complaints += [f"{document.name}: the shell ended with {code}"] if code else []

    assert complaints == []


def _environment() -> dict[str, str]:
    """No proxy and no settings of curl's user; `python3` is the one that runs the tests."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": programs, "HOME": os.devnull, "LC_ALL": "C.UTF-8"}


def test_blocks_are_read_with_the_statuses_and_the_answer_that_they_promise() -> None:
    document = (
        '# A\n\n```sh\n# Made: 201\ncurl a\n# Gone: 404\ncurl b\n```\n\n```json\n{"c": 1}\n```\n'
    )

    [block] = blocks_of(document)

    assert (block.line, block.promised, block.shown) == (3, ["201", "404"], {"c": 1})


@pytest.mark.parametrize(
    "outcome",
    [
        None,  # an earlier block failed
        Outcome(["422"], '{"c": 1}'),
        Outcome(["201", "200"], '{"c": 1}'),  # a request without a promise
        Outcome([], '{"c": 1}'),
        Outcome(["201"], '{"c": 2}'),
    ],
)
def test_what_a_block_did_not_promise_is_a_complaint(outcome: Outcome | None) -> None:
    block = Block(3, "# Made: 201\ncurl a\n", {"c": 1})

    assert complaint(block, outcome)
    assert complaint(block, Outcome(["201"], 'HTTP/1.1 201 Created\r\n\r\n{"c": 1}')) is None


@pytest.mark.skipif("bash" in MISSING, reason="there is no bash")
def test_nothing_is_run_after_a_block_that_fails(tmp_path: Path) -> None:
    blocks = [Block(1, "printf one\n"), Block(5, "false\n"), Block(9, "printf three\n")]

    code, outcomes = run(blocks, given="", folder=tmp_path, environment=_environment())

    assert code == 1
    assert {line: outcome.printed.strip() for line, outcome in outcomes.items()} == {
        1: "one",
        5: "",
    }


@pytest.mark.parametrize(
    ("answer", "shown", "same"),
    [
        ({"id": "7f-12", "n": 1}, {"id": "7f-…", "n": 1}, True),
        ({"id": "8a-12", "n": 1}, {"id": "7f-…", "n": 1}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": 1, "b": 2}, {"a": 1, "…": "…"}, True),
        ({"b": 2}, {"a": 1, "…": "…"}, False),
        ({"a": None}, {"a": 0}, False),
        ([1], [1, 2], False),
        ("[a]", "[…]", True),
        ("b", "[…]", False),
        (1, True, False),
    ],
)
def test_an_answer_is_shown_if_only_what_varies_differs(
    answer: Any, shown: Any, *, same: bool
) -> None:
    assert is_shown_by(answer, shown) is same
